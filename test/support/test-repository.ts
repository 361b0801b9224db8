import { setTimeout as wait } from 'node:timers/promises'
import type { SavedTwoFactorEvent, TwoFactorRow, TwoFactorUser, UserRepository } from '../../lib/index.js'

export type Method = keyof UserRepository

/** Everything in a stored record that tests look at. */
export interface StoredRecord {
  [name: string]: unknown
  version: number
  stamp: string
  cookieName: string
  authenticators: { id: string, name: string, key: string, lastStep: number, [name: string]: unknown }[]
  codeAttempts: { failures: number, lockedUntil?: number, blockedAt?: number, days: Record<string, number>, [name: string]: unknown }
  passwordAttempts: { failures: number, lockedUntil?: number, [name: string]: unknown }
  recoveryAttempts: { failures: number, since: number, [name: string]: unknown }
  recoveryCodes: string[]
  trustedClients: { id: string, hash: string, expiresAt: number, [name: string]: unknown }[]
  signedOut: string[]
}

/**
 * The one repository of the tests, in memory: it is watched, fails, loses races and is slow as a test asks for. A slow one
 * waits before and after each call, so that every read may be old when it arrives and every save long done when it is answered.
 */
export class TestRepository implements UserRepository {
  readonly users: Record<string, TwoFactorUser>
  readonly rows = new Map<string, TwoFactorRow>()
  /** Each call, in the order in which they took effect. */
  readonly calls: Method[] = []
  /** Each row that was stored, with its events, in their order. */
  readonly saved: { userId: string, row: TwoFactorRow, events: readonly SavedTwoFactorEvent[] }[] = []
  /** Asked before each call; what it throws, the call rejects with. */
  before: (method: Method, userId: string) => void | Promise<void> = () => {}
  /** Asked once the call took effect; what it throws, the call rejects with. */
  after: (method: Method, userId: string) => void = () => {}
  /** What is done instead of a save; by default a save. */
  save: UserRepository['saveTwoFactor']
  /** Milliseconds for which a read still gives the row that a save replaced, as a replica would. */
  lag = 0
  readonly #replaced = new Map<string, { row: TwoFactorRow | undefined, until: number }>()
  readonly #pause: () => number

  constructor (users: Record<string, TwoFactorUser>, pause: () => number = () => 0) {
    this.users = users
    this.#pause = pause
    this.save = async (userId, row, expectedRevision, events) => {
      if (this.rows.get(userId)?.revision !== expectedRevision) return false
      if (this.lag > 0) this.#replaced.set(userId, { row: this.rows.get(userId), until: Date.now() + this.lag })
      this.rows.set(userId, { ...row })
      this.saved.push({ userId, row: { ...row }, events })
      return true
    }
  }

  async findUser (userId: string): Promise<TwoFactorUser | undefined> {
    return await this.#call('findUser', userId, () => Object.hasOwn(this.users, userId) ? this.users[userId] : undefined)
  }

  async findTwoFactor (userId: string): Promise<TwoFactorRow | undefined> {
    return await this.#call('findTwoFactor', userId, () => {
      const replaced = this.#replaced.get(userId)
      return replaced !== undefined && Date.now() < replaced.until ? replaced.row : this.row(userId)
    })
  }

  async saveTwoFactor (userId: string, ...save: [TwoFactorRow, number | undefined, readonly SavedTwoFactorEvent[]]): Promise<boolean> {
    return await this.#call('saveTwoFactor', userId, () => this.save(userId, ...save))
  }

  row (userId: string): TwoFactorRow | undefined {
    const row = this.rows.get(userId)
    return row && { ...row }
  }

  /** The stored record, past the plugin. */
  stored (userId: string): StoredRecord {
    return JSON.parse(this.rows.get(userId)!.record) as StoredRecord
  }

  /** Stores another record, past the plugin. */
  store (userId: string, change: (record: StoredRecord) => object): void {
    const row = this.rows.get(userId)!
    this.rows.set(userId, { ...row, record: JSON.stringify(change(this.stored(userId))), revision: row.revision + 1 })
  }

  /** Reads of rows, of users, and writes since the last count. */
  count (): { rows: number, users: number, writes: number } {
    const calls = this.calls.splice(0)
    const of = (method: Method): number => calls.filter(call => call === method).length
    return { rows: of('findTwoFactor'), users: of('findUser'), writes: of('saveTwoFactor') }
  }

  /** Saves that took effect since the last count. */
  countSaves (): number {
    return this.saved.splice(0).length
  }

  async #call<Result> (method: Method, userId: string, work: () => Result | Promise<Result>): Promise<Result> {
    await this.#wait()
    this.calls.push(method)
    await this.before(method, userId)
    const result = await work()
    this.after(method, userId)
    await this.#wait()
    return result
  }

  async #wait (): Promise<void> {
    const pause = this.#pause()
    if (pause > 0) await wait(pause)
  }
}
