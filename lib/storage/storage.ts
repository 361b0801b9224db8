import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import { randomRevision } from '../crypto/random.js'
import { refusalError, unavailable } from '../errors.js'
import { happened, tell, trueBySave, type OnEvent, type SavedTwoFactorEvent, type TwoFactorEvent } from '../events.js'
import type { Decision } from '../record/decision.js'
import type { Actor, RecordEvent } from '../record/events.js'
import { policyAt, type Policy } from '../record/policy.js'
import { isEnabled, type TwoFactorRecord } from '../record/record.js'
import { serializeRecord, type ParseRecord } from '../record/stored-form.js'
import { isUser, readUser, typeOf, wordsOf, type Complaint, type KnownUser } from '../repositories/known-user.js'
import type { TwoFactorRow, UserRepository } from '../repositories/user-repository.js'
import { withoutRecord } from '../repositories/without-record.js'
import { OneAtATime } from './one-at-a-time.js'
import { RecordCache } from './record-cache.js'
import { inTime, LONGEST_ANSWER } from './time-limit.js'

const TRIES = 20
const LONGEST_WAIT = 100

/**
 * The user whose change waits for an answer of the application, and where. One for all storages: up to Node 22, each that was
 * used once makes every promise of the process slower, for good.
 */
const asking = new AsyncLocalStorage<{ readonly storage: Storage, readonly userId: string }>()

/**
 * When a decision needs the user besides the record, which costs a read; where it does not say, never. `while-off`: while
 * two-factor authentication is off.
 */
export type AsksUser = 'always' | 'while-off' | 'without-record'

/** What a decision is made on. */
export interface Situation {
  readonly record: TwoFactorRecord | undefined
  /** `null`: there is no such user. `undefined`: not asked. */
  readonly user: KnownUser | null | undefined
  /** The policy for the user, if they were asked for and exist. */
  readonly policy: Policy | undefined
  /** The time, in milliseconds since 1970. */
  readonly now: number
}

/** Whose doing a change is, for its events. */
export interface DoneBy {
  /** The request that `onEvent` gets with the events. */
  readonly request?: FastifyRequest | undefined
  readonly actor?: Actor | undefined
}

/** A change of one user's record. `On` is what it is decided on. */
export interface Change<Outcome, Prepared = undefined, On extends Situation = Situation> extends DoneBy {
  readonly asksUser?: AsksUser
  /** Gathers facts that take time (a signature to verify) about what was just loaded, before each decision. */
  prepare?: ((on: On) => Promise<Prepared>) | undefined
  /** Decides, and decides again where another instance was faster. Pure. */
  decide (on: On, prepared: Prepared): Decision<Outcome>
  /** Runs once the save succeeded, before the events: the place to change the session. Gives what is true by that, to be told last. */
  afterSave?: ((outcome: Outcome, record: TwoFactorRecord) => Promise<readonly RecordEvent[] | void>) | undefined
}

/** A decision that is stored or changes nothing, and its events. */
interface Decided<Outcome> {
  readonly decision: Decision<Outcome>
  readonly events: readonly TwoFactorEvent[]
  /** When it was decided. */
  readonly now: number
}

export interface StorageOptions {
  readonly userRepository: UserRepository
  readonly parseRecord: ParseRecord
  readonly onEvent: OnEvent | undefined
  readonly clock: () => number
  readonly log: FastifyBaseLogger
}

/**
 * Loads a record, decides, and saves if nobody changed it meanwhile. No outcome leaves before its save succeeded, so
 * over any number of instances each decision holds exactly once. Whatever fails or hangs below is answered with 503 and
 * gives no access (ASVS 5.0 16.5.3).
 */
export class Storage {
  readonly #options: StorageOptions
  /** Changes of one user go one by one within a process, so that only processes race. */
  readonly #turns = new OneAtATime()
  readonly #records: RecordCache
  /** The properties of users that something was wrong with, and that the log has named. */
  readonly #complained = new Set<string>()
  /** Goes up before and after each save that this process tries: what was read before then may be outdated. */
  saves = 0

  constructor (options: StorageOptions) {
    this.#options = options
    this.#records = new RecordCache(options.parseRecord)
  }

  now (): number {
    const now = this.#options.clock()
    if (!Number.isFinite(now)) throw unavailable(new TypeError('The clock must give milliseconds.'))
    return now
  }

  /** Reads what a decision is made on that changes nothing. */
  async read (userId: string, asksUser: AsksUser): Promise<Situation> {
    const { record } = await this.#load(userId)
    return await this.#situation(userId, record, asksUser)
  }

  async findUser (userId: string): Promise<KnownUser | null> {
    try {
      const given: unknown = await inTime(this.#options.userRepository.findUser(userId)) ?? null
      if (given === null) return null
      if (!isUser(given)) throw new TypeError(`findUser must give an object, or nothing, and gives ${typeOf(given)}.`)
      const { user, complaints } = readUser(given)
      for (const complaint of complaints) this.#complain(complaint)
      return user
    } catch (error) {
      throw this.#failed(userId, error)
    }
  }

  /** Names in the log what is wrong with a property of users, once; throws where it decides who gets in. */
  #complain (complaint: Complaint): void {
    const { property, isDecisive } = complaint
    if (isDecisive) throw new TypeError(wordsOf(complaint))
    if (this.#complained.has(property)) return
    this.#complained.add(property)
    this.#options.log.warn({ property }, wordsOf(complaint))
  }

  /** Decides on the stored record and saves what was decided. A refusal is thrown as its error, after its save. */
  async decide<Outcome, Prepared = undefined> (userId: string, change: Change<Outcome, Prepared>): Promise<Outcome> {
    const asked = asking.getStore()
    if (asked?.storage === this && asked.userId === userId) {
      throw unavailable(new Error('What is asked while a change of this user is decided must not change that user.'))
    }
    const lastTry = performance.now() + LONGEST_ANSWER
    const { decision, events, now } = await this.#turns.run(userId, () => this.#decideAndSave(userId, change, lastTry))
    let afterwards: readonly RecordEvent[] = []
    try {
      if ('refusal' in decision) throw refusalError(decision.refusal)
      afterwards = await change.afterSave?.(decision.outcome, decision.record) ?? []
      return decision.outcome
    } finally {
      await this.#tell([...events, ...happened(afterwards, userId, now, change.actor)], change)
    }
  }

  /** Asks the application while a change of this user is decided: a change of theirs from within, which would wait for itself, throws. */
  ask<Answer> (userId: string, question: () => Answer): Answer {
    return asking.run({ storage: this, userId }, question)
  }

  /** Tells of what no save was needed for. */
  async tell (userId: string, events: readonly RecordEvent[], { actor, ...by }: DoneBy): Promise<void> {
    await this.#tell(happened(events, userId, this.now(), actor), by)
  }

  async #tell (events: readonly TwoFactorEvent[], { request }: DoneBy): Promise<void> {
    const { onEvent, log } = this.#options
    await tell(onEvent, log, events, request)
  }

  /** Gives the decision once it is stored, or one that changes nothing. */
  async #decideAndSave<Outcome, Prepared> (userId: string, change: Change<Outcome, Prepared>, lastTry: number): Promise<Decided<Outcome>> {
    if (performance.now() > lastTry) throw unavailable(new Error('Other changes of this user took too long.'))
    let { record, revision } = await this.#load(userId)
    let attempt = 0
    for (; attempt < TRIES && performance.now() <= lastTry; attempt++) {
      const situation = await this.#situation(userId, record, change.asksUser)
      const { now } = situation
      const decision = await this.#decide(situation, change)
      const events = happened(decision.events, userId, now, change.actor)
      const decided = { decision, events, now }
      if (decision.record === undefined || decision.record === record) return decided
      const own = randomRevision()
      if (await this.#save(userId, decision.record, own, revision, trueBySave(events))) return decided
      await wait(Math.random() * Math.min(20 * 2 ** attempt, LONGEST_WAIT));
      ({ record, revision } = await this.#load(userId))
      // a save that said `false` may have been done: when its first answer is lost on the way, it is sent to the database again
      if (revision === own) return decided
    }
    throw unavailable(new Error(`The two-factor record was changed by others in each of ${attempt} tries.`))
  }

  async #decide<Outcome, Prepared> (situation: Situation, { prepare, decide }: Change<Outcome, Prepared>): Promise<Decision<Outcome>> {
    try {
      if (prepare === undefined) return decide(situation, undefined as Prepared)
      return decide(situation, await inTime(prepare(situation)))
    } catch (error) {
      throw unavailable(error)
    }
  }

  async #situation (userId: string, record: TwoFactorRecord | undefined, asksUser: AsksUser | undefined): Promise<Situation> {
    const user = isAsked(asksUser, record) ? await this.findUser(userId) : undefined
    const now = this.now()
    return { record, user, policy: user ? policyAt(user, now) : undefined, now }
  }

  /** A record with the revision it was read at; neither where nothing is stored. */
  async #load (userId: string): Promise<{ record?: TwoFactorRecord, revision?: number }> {
    try {
      const row = await inTime(this.#options.userRepository.findTwoFactor(userId))
      if (row === undefined || row === null) return {}
      if (!Number.isSafeInteger(row.revision)) throw new TypeError('findTwoFactor must give the revision as the number that was saved.')
      return { record: this.#records.parse(userId, row.record), revision: row.revision }
    } catch (error) {
      throw this.#failed(userId, error)
    }
  }

  async #save (
    userId: string,
    record: TwoFactorRecord,
    revision: number,
    expectedRevision: number | undefined,
    events: readonly SavedTwoFactorEvent[]
  ): Promise<boolean> {
    this.saves++
    const row: TwoFactorRow = { record: serializeRecord(record), enabled: isEnabled(record), revision }
    try {
      const saved = await inTime(this.#options.userRepository.saveTwoFactor(userId, row, expectedRevision, events))
      this.saves++
      return saved === true
    } catch (error) {
      this.saves++
      throw this.#failed(userId, error, row.record)
    }
  }

  /** The 503 for what the repository rejected with, which goes to the log: without the record, and the one that it was to save. */
  #failed (userId: string, error: unknown, ...saved: string[]): Error {
    const last = this.#records.textOf(userId)
    return unavailable(withoutRecord(error, last === undefined ? saved : [...saved, last]))
  }
}

function isAsked (asksUser: AsksUser | undefined, record: TwoFactorRecord | undefined): boolean {
  switch (asksUser) {
    case 'always': return true
    case 'while-off': return record !== undefined && !isEnabled(record)
    case 'without-record': return record === undefined
    case undefined: return false
  }
}
