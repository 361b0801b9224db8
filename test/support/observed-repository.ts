import { memoryUserRepository, type TwoFactorRow, type TwoFactorUser, type UserRepository } from '../../lib/index.js'
import { users } from './application.js'

type Method = keyof UserRepository

/** A repository in memory that is watched, fails, and loses races as a test asks for. */
export class ObservedRepository implements UserRepository {
  readonly calls: Method[] = []
  /** Asked before each call; what it throws, the call rejects with. */
  before: (method: Method, userId: string) => void | Promise<void> = () => {}
  /** What is saved instead; by default what the service gave. */
  save: (userId: string, row: TwoFactorRow, expected: number | undefined) => Promise<boolean>
  readonly #repository: UserRepository

  constructor (given: Record<string, TwoFactorUser> = users) {
    this.#repository = memoryUserRepository(given)
    this.save = (userId, row, expected) => this.#repository.saveTwoFactor(userId, row, expected)
  }

  async findUser (userId: string): ReturnType<UserRepository['findUser']> {
    await this.#called('findUser', userId)
    return await this.#repository.findUser(userId)
  }

  async findTwoFactor (userId: string): ReturnType<UserRepository['findTwoFactor']> {
    await this.#called('findTwoFactor', userId)
    return await this.#repository.findTwoFactor(userId)
  }

  async saveTwoFactor (userId: string, row: TwoFactorRow, expected: number | undefined): Promise<boolean> {
    await this.#called('saveTwoFactor', userId)
    return await this.save(userId, row, expected)
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

  async #called (method: Method, userId: string): Promise<void> {
    this.calls.push(method)
    await this.before(method, userId)
  }
}
