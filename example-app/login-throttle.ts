import { createHash } from 'node:crypto'
import type { Kysely } from 'kysely'
import { text } from './column-types.js'
import { orUnavailable, TooManyGuesses } from './errors.js'
import type { Tables } from './tables.js'
import { canonicalName } from './users.js'

const GUESSES_AT_ONCE = 5
const GUESS_SECONDS = 60
const GUESS_MILLISECONDS = GUESS_SECONDS * 1000

/**
 * Limits password guesses for each name that is typed, over all instances: five at once, then one a minute.
 * Names that nobody has are counted in the same way, so that a limit does not tell who exists. The table holds
 * only the guesses of the last minutes: the row of a name that is left alone is deleted.
 */
export class LoginThrottle {
  readonly #db: Kysely<Tables>

  constructor (db: Kysely<Tables>) {
    this.#db = db
  }

  /** Counts a guess; call it before the password is checked, so that parallel guesses count too. Throws `TooManyGuesses`. */
  async count (username: string): Promise<void> {
    const name = hashOf(username)
    const now = Date.now()
    await orUnavailable(this.#db.deleteFrom('login_attempts').where('busy_until', '<', now).execute())
    if (await this.#countAgain(name, now)) return
    // a parallel guess may have added the name just now
    if (!await this.#isKnown(name) && (await this.#countFirst(name, now) || await this.#countAgain(name, now))) return
    throw Object.assign(new TooManyGuesses(), { headers: { 'retry-after': String(GUESS_SECONDS) } })
  }

  /** Forgets the counted guesses; call it when the password was right. */
  async clear (username: string): Promise<void> {
    await orUnavailable(this.#db.deleteFrom('login_attempts').where('name_hash', '=', hashOf(username)).execute())
  }

  /** One statement, so that parallel guesses cannot pass the limit together. */
  async #countAgain (name: string, now: number): Promise<boolean> {
    const { numUpdatedRows } = await orUnavailable(this.#db.updateTable('login_attempts')
      .set(eb => ({ busy_until: eb('busy_until', '+', GUESS_MILLISECONDS) }))
      .where('name_hash', '=', name)
      .where('busy_until', '<=', now + (GUESSES_AT_ONCE - 1) * GUESS_MILLISECONDS)
      .executeTakeFirst())
    return numUpdatedRows === 1n
  }

  async #countFirst (name: string, now: number): Promise<boolean> {
    try {
      await this.#db.insertInto('login_attempts').values({ name_hash: name, busy_until: now + GUESS_MILLISECONDS }).execute()
      return true
    } catch {
      return false
    }
  }

  async #isKnown (name: string): Promise<boolean> {
    const query = this.#db.selectFrom('login_attempts').select('name_hash').where('name_hash', '=', name)
    return await orUnavailable(query.executeTakeFirst()) !== undefined
  }
}

/** Names are hashed, because some people type their password into the name field. */
function hashOf (username: string): string {
  return createHash('sha256').update(canonicalName(username)).digest('hex')
}

export async function createLoginAttemptsTable (db: Kysely<Tables>): Promise<void> {
  await db.schema.createTable('login_attempts').ifNotExists()
    .addColumn('name_hash', text(db, 64), column => column.primaryKey())
    .addColumn('busy_until', 'bigint', column => column.notNull())
    .execute()
}
