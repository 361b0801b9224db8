import { memoryUserRepository, type TwoFactorRow, type TwoFactorUser, type UserRepository } from '../../lib/index.js'
import { users } from './application.js'

type Method = keyof UserRepository

/** A repository in memory that is watched, fails, and loses races as a test asks for. */
export class ObservedRepository implements UserRepository {
  readonly calls: Method[] = []
  /** Asked before each call; what it throws, the call rejects with. */
  before: (method: Method, userId: string) => void | Promise<void> = () => {}
  /** Asked after each call took effect; what it throws, the call rejects with. */
  after: (method: Method) => void = () => {}
  /** What is saved instead; by default what the service gave. */
  save: (userId: string, row: TwoFactorRow, expected: number | undefined) => Promise<boolean>
  readonly #repository: UserRepository

  constructor (given: Record<string, TwoFactorUser> = users) {
    this.#repository = memoryUserRepository(given)
    this.save = (userId, row, expected) => this.#repository.saveTwoFactor(userId, row, expected)
  }

  async findUser (userId: string): ReturnType<UserRepository['findUser']> {
    return await this.#call('findUser', userId, () => this.#repository.findUser(userId))
  }

  async findTwoFactor (userId: string): ReturnType<UserRepository['findTwoFactor']> {
    return await this.#call('findTwoFactor', userId, () => this.#repository.findTwoFactor(userId))
  }

  async saveTwoFactor (userId: string, row: TwoFactorRow, expected: number | undefined): Promise<boolean> {
    return await this.#call('saveTwoFactor', userId, () => this.save(userId, row, expected))
  }

  /** Reads of rows, of users, and writes since the last count. */
  count (): { rows: number, users: number, writes: number } {
    const calls = this.calls.splice(0)
    const of = (method: Method): number => calls.filter(call => call === method).length
    return { rows: of('findTwoFactor'), users: of('findUser'), writes: of('saveTwoFactor') }
  }

  /** The stored record as an object; not counted. */
  async stored (userId: string): Promise<Record<string, unknown> & { authenticators: Record<string, unknown>[], trustedClients: Record<string, unknown>[] }> {
    const row = await this.row(userId)
    return JSON.parse(row!.record)
  }

  async row (userId: string): Promise<TwoFactorRow | null | undefined> {
    return await this.#repository.findTwoFactor(userId)
  }

  /** Stores another record, past the service. */
  async store (userId: string, change: (record: Awaited<ReturnType<ObservedRepository['stored']>>) => object): Promise<void> {
    const row = await this.row(userId)
    const record = JSON.stringify(change(JSON.parse(row!.record)))
    await this.#repository.saveTwoFactor(userId, { ...row!, record, revision: row!.revision + 1 }, row!.revision)
  }

  async #call<Result> (method: Method, userId: string, work: () => Promise<Result>): Promise<Result> {
    this.calls.push(method)
    await this.before(method, userId)
    const result = await work()
    this.after(method)
    return result
  }
}
