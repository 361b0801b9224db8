import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import { randomRevision } from '../crypto/random.js'
import { errors, refusalError, unavailable } from '../errors.js'
import { tell, type OnEvent } from '../events.js'
import { ParsedRecords } from './record-cache.js'
import type { Decision } from '../record/decision.js'
import type { RecordEvent } from '../record/events.js'
import { isEnabled, type TwoFactorRecord } from '../record/record.js'
import { serializeRecord } from '../record/stored-form.js'
import type { TwoFactorRow, TwoFactorUser, UserRepository } from '../repositories/user-repository.js'
import { inTime, LONGEST_ANSWER } from './time-limit.js'
import { Turns } from './one-at-a-time.js'

const TRIES = 20
const LONGEST_WAIT = 100

/** A record with the revision it was read at; no `record` where nothing is stored. */
interface Loaded {
  readonly record: TwoFactorRecord | undefined
  readonly revision: number | undefined
}

/** What a decision is made on. */
export interface Situation {
  readonly record: TwoFactorRecord | undefined
  /** `null`: there is no such user. `undefined`: not asked. */
  readonly user: TwoFactorUser | null | undefined
  /** Milliseconds. */
  readonly now: number
}

export interface Change<Outcome> {
  /** Pure; decides again where another instance was faster. */
  decide (situation: Situation): Decision<Outcome>
  /** Whether the decision needs the user; each answer costs a read. Default: never. */
  needsUser?: (record: TwoFactorRecord | undefined) => boolean
  /** Runs once the save succeeded, before the events: the place for the session. */
  afterSave?: ((outcome: Outcome, record: TwoFactorRecord) => Promise<void>) | undefined
  /** Named in the events. */
  request?: FastifyRequest | undefined
}

export interface ServiceOptions {
  userRepository: UserRepository
  onEvent: OnEvent | undefined
  clock: () => number
  log: FastifyBaseLogger
}

/**
 * Load, decide, save if unchanged. No outcome leaves before its save succeeded, so over any number of
 * instances each decision holds exactly once.
 */
export class Service {
  readonly #options: ServiceOptions
  /** Changes of one user go one by one within a process, so that only processes race. */
  readonly #turns = new Turns()
  readonly #parsed = new ParsedRecords()

  constructor (options: ServiceOptions) {
    this.#options = options
  }

  now (): number {
    const now = this.#options.clock()
    if (!Number.isFinite(now)) throw unavailable(new TypeError('The clock must give milliseconds.'))
    return now
  }

  /** The record for a decision that changes nothing; the user where it is needed. */
  async read (userId: string, needsUser: (record: TwoFactorRecord | undefined) => boolean = isOff): Promise<Situation> {
    const { record } = await this.#load(userId)
    return await this.#situation(userId, record, needsUser)
  }

  async findUser (userId: string): Promise<TwoFactorUser | null> {
    const user = await this.#guarded(() => this.#options.userRepository.findUser(userId)) ?? null
    if (user === null) return null
    if (typeof user.accountName !== 'string') throw unavailable(new TypeError('findUser must give an accountName.'))
    return { ...user, trustClients: isYes(user.trustClients), hasPassword: isYes(user.hasPassword) }
  }

  /** Decides on the stored record and saves what was decided. A refusal is thrown as its error, after its save. */
  async change<Outcome> (userId: string, change: Change<Outcome>): Promise<Outcome> {
    const lastTry = performance.now() + LONGEST_ANSWER
    const { events, ...decision } = await this.#turns.take(userId, () => this.#decide(userId, change, lastTry))
    try {
      if ('refusal' in decision) throw refusalError(decision.refusal)
      await change.afterSave?.(decision.outcome, decision.record)
      return decision.outcome
    } finally {
      await this.tell(userId, events, change.request)
    }
  }

  async tell (userId: string, events: readonly RecordEvent[], request: FastifyRequest | undefined): Promise<void> {
    const at = new Date(this.now())
    await tell(this.#options.onEvent, this.#options.log, events.map(event => ({ ...event, userId, at })), request)
  }

  /** Gives the decision that is stored, or that changes nothing. */
  async #decide<Outcome> (userId: string, { decide, needsUser = () => false }: Change<Outcome>, lastTry: number): Promise<Decision<Outcome>> {
    if (performance.now() > lastTry) throw unavailable(new Error('Other changes of this user took too long.'))
    let tried: { decision: Decision<Outcome>, revision: number } | undefined
    for (let attempt = 0; ; attempt++) {
      if (attempt > 0) await wait(Math.random() * Math.min(10 * 2 ** attempt, LONGEST_WAIT))
      const { record, revision } = await this.#load(userId)
      // a save that said `false` may have been done: its answer was lost on the way to the database and it was sent again
      if (tried !== undefined && tried.revision === revision) return tried.decision
      if (attempt === TRIES || performance.now() > lastTry) throw unavailable(new Error(`The two-factor record was changed by others in each of ${attempt} tries.`))
      const situation = await this.#situation(userId, record, needsUser)
      const decision = await this.#guarded(async () => decide(situation))
      if (decision.record === undefined || decision.record === record) return decision
      tried = { decision, revision: randomRevision() }
      if (await this.#save(userId, decision.record, tried.revision, revision)) return decision
    }
  }

  async #situation (userId: string, record: TwoFactorRecord | undefined, needsUser: (record: TwoFactorRecord | undefined) => boolean): Promise<Situation> {
    const user = needsUser(record) ? await this.findUser(userId) : undefined
    return { record, user, now: this.now() }
  }

  async #load (userId: string): Promise<Loaded> {
    return await this.#guarded(async () => {
      const row = await this.#options.userRepository.findTwoFactor(userId)
      if (row === undefined || row === null) return { record: undefined, revision: undefined }
      if (!Number.isSafeInteger(row.revision)) throw new TypeError('findTwoFactor must give the revision as the number that was saved.')
      return { record: this.#parsed.parse(userId, row.record), revision: row.revision }
    })
  }

  async #save (userId: string, record: TwoFactorRecord, revision: number, expectedRevision: number | undefined): Promise<boolean> {
    const row: TwoFactorRow = { record: serializeRecord(record), enabled: isEnabled(record), revision }
    return await this.#guarded(() => this.#options.userRepository.saveTwoFactor(userId, row, expectedRevision)) === true
  }

  /** Whatever fails or hangs below is 503 and no access (ASVS 5.0 16.5.3). */
  async #guarded<Result> (call: () => Promise<Result>): Promise<Result> {
    try {
      return await inTime(call)
    } catch (error) {
      if (error instanceof errors.TWO_FACTOR_UNAVAILABLE) throw error
      throw unavailable(error)
    }
  }
}

/** A permission that is given where nothing is said; a database's `0` or `'f'` is no. */
function isYes (permission: boolean | null | undefined): boolean {
  return permission === undefined || permission === null || permission === true
}

/** Two-factor authentication is off, so the policy must be asked. */
export function isOff (record: TwoFactorRecord | undefined): boolean {
  return record !== undefined && !isEnabled(record)
}
