import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import { randomRevision } from '../crypto/random.js'
import { refusalError, unavailable } from '../errors.js'
import { tell, type OnEvent } from '../events.js'
import type { Decision } from '../record/decision.js'
import type { RecordEvent } from '../record/events.js'
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

/** When a decision needs the user besides the record, which costs a read. `while-off`: while two-factor authentication is off. */
export type AsksUser = 'always' | 'while-off' | 'without-record' | 'never'

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

/** A change of one user's record. `On` is what it is decided on. */
export interface Change<Outcome, Prepared = undefined, On extends Situation = Situation> {
  readonly asksUser?: AsksUser
  /** Gathers facts that take time (a signature to verify) about what was just loaded, before each decision. */
  prepare?: ((on: On) => Promise<Prepared>) | undefined
  /** Decides, and decides again where another instance was faster. Pure. */
  decide (on: On, prepared: Prepared): Decision<Outcome>
  /** Runs once the save succeeded, before the events: the place to change the session. */
  afterSave?: ((outcome: Outcome, record: TwoFactorRecord) => Promise<void>) | undefined
  /** The request that `onEvent` gets with the events. */
  readonly request?: FastifyRequest | undefined
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
  /** The user whose change is being prepared: a change of theirs from within would wait for itself. */
  readonly #preparing = new AsyncLocalStorage<string>()
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
  async read (userId: string, asksUser: AsksUser = 'while-off'): Promise<Situation> {
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
    if (this.#preparing.getStore() === userId) {
      throw unavailable(new Error('What is asked while a change of this user is decided must not change that user.'))
    }
    const lastTry = performance.now() + LONGEST_ANSWER
    const { events, ...decision } = await this.#turns.run(userId, () => this.#decideAndSave(userId, change, lastTry))
    try {
      if ('refusal' in decision) throw refusalError(decision.refusal)
      await change.afterSave?.(decision.outcome, decision.record)
      return decision.outcome
    } finally {
      await this.tell(userId, events, change.request)
    }
  }

  async tell (userId: string, events: readonly RecordEvent[], request: FastifyRequest | undefined): Promise<void> {
    if (events.length === 0) return
    const at = new Date(this.now())
    const { onEvent, log } = this.#options
    await tell(onEvent, log, events.map(event => ({ ...event, userId, at })), request)
  }

  /** Gives the decision once it is stored, or one that changes nothing. */
  async #decideAndSave<Outcome, Prepared> (userId: string, change: Change<Outcome, Prepared>, lastTry: number): Promise<Decision<Outcome>> {
    if (performance.now() > lastTry) throw unavailable(new Error('Other changes of this user took too long.'))
    let { record, revision } = await this.#load(userId)
    let attempt = 0
    for (; attempt < TRIES && performance.now() <= lastTry; attempt++) {
      const situation = await this.#situation(userId, record, change.asksUser ?? 'never')
      const decision = await this.#decide(userId, situation, change)
      if (decision.record === undefined || decision.record === record) return decision
      const own = randomRevision()
      if (await this.#save(userId, decision.record, own, revision)) return decision
      await wait(Math.random() * Math.min(20 * 2 ** attempt, LONGEST_WAIT));
      ({ record, revision } = await this.#load(userId))
      // a save that said `false` may have been done: when its first answer is lost on the way, it is sent to the database again
      if (revision === own) return decision
    }
    throw unavailable(new Error(`The two-factor record was changed by others in each of ${attempt} tries.`))
  }

  async #decide<Outcome, Prepared> (
    userId: string,
    situation: Situation,
    { prepare, decide }: Change<Outcome, Prepared>
  ): Promise<Decision<Outcome>> {
    try {
      if (prepare === undefined) return decide(situation, undefined as Prepared)
      return decide(situation, await inTime(this.#preparing.run(userId, () => prepare(situation))))
    } catch (error) {
      throw unavailable(error)
    }
  }

  async #situation (userId: string, record: TwoFactorRecord | undefined, asksUser: AsksUser): Promise<Situation> {
    const user = isAsked(asksUser, record) ? await this.findUser(userId) : undefined
    const now = this.now()
    return { record, user, policy: user ? policyAt(user, now) : undefined, now }
  }

  /** A record with the revision it was read at; neither where nothing is stored. */
  async #load (userId: string): Promise<{ record: TwoFactorRecord | undefined, revision: number | undefined }> {
    try {
      const row = await inTime(this.#options.userRepository.findTwoFactor(userId))
      if (row === undefined || row === null) return { record: undefined, revision: undefined }
      if (!Number.isSafeInteger(row.revision)) throw new TypeError('findTwoFactor must give the revision as the number that was saved.')
      return { record: this.#records.parse(userId, row.record), revision: row.revision }
    } catch (error) {
      throw this.#failed(userId, error)
    }
  }

  async #save (userId: string, record: TwoFactorRecord, revision: number, expectedRevision: number | undefined): Promise<boolean> {
    this.saves++
    const row: TwoFactorRow = { record: serializeRecord(record), enabled: isEnabled(record), revision }
    try {
      const saved = await inTime(this.#options.userRepository.saveTwoFactor(userId, row, expectedRevision))
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

function isAsked (asksUser: AsksUser, record: TwoFactorRecord | undefined): boolean {
  switch (asksUser) {
    case 'always': return true
    case 'while-off': return record !== undefined && !isEnabled(record)
    case 'without-record': return record === undefined
    case 'never': return false
  }
}
