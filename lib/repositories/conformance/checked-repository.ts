import type { TwoFactorRow, TwoFactorUser, UserRepository } from '../user-repository.js'
import { withoutRecord } from '../without-record.js'
import { conformanceErrors as errors } from './errors.js'
import { KeptEvents } from './kept-events.js'
import { messageOf, quoted, shown } from './wording.js'

/** What `checkUserRepository` takes: a repository, and where it keeps events a way to see them. */
export interface CheckableRepository extends UserRepository {
  /**
   * The events that were kept for a user, oldest first, as they were given or as they are in JSON. Where there is none, it is not
   * tried whether events are kept.
   */
  findEvents? (userId: string): Promise<readonly object[]>
}

/**
 * A repository as the checks use it: every answer is checked to be of the type that the interface promises, and saves come with
 * events.
 */
export class CheckedRepository {
  readonly #repository: CheckableRepository
  readonly #events = new KeptEvents()

  constructor (repository: CheckableRepository) {
    this.#repository = repository
  }

  async findUser (userId: string): Promise<TwoFactorUser | undefined> {
    return await this.#call('findUser', userId, () => this.#repository.findUser(userId)) ?? undefined
  }

  async find (userId: string): Promise<TwoFactorRow | undefined> {
    const row = await this.#call('findTwoFactor', userId, () => this.#repository.findTwoFactor(userId)) ?? undefined
    if (row === undefined) return undefined
    if (typeof row.record !== 'string') {
      throw invalidRow(
        'record',
        row.record,
        'the text that was saved (in a text column, not a JSON one), and no row where nothing was saved'
      )
    }
    if (typeof row.enabled !== 'boolean') {
      throw invalidRow('enabled', row.enabled, 'a boolean, `row.enabled === 1` for example')
    }
    if (!Number.isSafeInteger(row.revision)) {
      throw invalidRow('revision', row.revision, 'the number that was saved, `Number(row.revision)` for example')
    }
    return row
  }

  async save (userId: string, row: TwoFactorRow, expectedRevision: number | undefined, withEvents = true): Promise<boolean> {
    const events = withEvents ? this.#events.make(userId) : []
    const save = (): Promise<unknown> => this.#repository.saveTwoFactor(userId, row, expectedRevision, events)
    const answer = await this.#call('saveTwoFactor', userId, save, row.record)
    if (typeof answer !== 'boolean') throw new errors.TWO_FACTOR_REPOSITORY_ANSWER_INVALID(shown(answer))
    if (answer) this.#events.add(userId, events)
    return answer
  }

  /** Throws unless the events of every save that was answered with `true` are kept, where they can be seen. */
  async checkEvents (userId: string): Promise<void> {
    if (this.#repository.findEvents === undefined) return
    this.#events.check(userId, await this.#call('findEvents', userId, () => this.#repository.findEvents!(userId)))
  }

  async #call<Answer> (
    method: keyof CheckableRepository,
    userId: string,
    call: () => Promise<Answer>,
    ...records: string[]
  ): Promise<Answer> {
    try {
      return await call()
    } catch (error) {
      const cause = withoutRecord(error, records)
      throw new errors.TWO_FACTOR_REPOSITORY_REJECTED(`${method}(${quoted(userId)})`, messageOf(cause), { cause })
    }
  }
}

function invalidRow (property: keyof TwoFactorRow, value: unknown, expected: string): Error {
  return new errors.TWO_FACTOR_REPOSITORY_ROW_INVALID(`\`${property}\``, shown(value), expected)
}
