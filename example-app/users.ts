import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import { text } from './column-types.js'
import { orUnavailable } from './errors.js'
import type { Role, Tables } from './tables.js'

export interface User {
  id: string
  username: string
  passwordHash: string
  role: Role
  /** Language of the pages; `null` means the browser's. */
  locale: string | null
  /** Of the days on the pages, an IANA name; `null` means UTC. */
  timeZone: string | null
  /** Until then their role does not require two-factor authentication yet, ISO 8601; `null` means at once. */
  graceEndsAt: string | null
}

const columns = [
  'id', 'username', 'password_hash as passwordHash', 'role', 'locale', 'time_zone as timeZone', 'grace_ends_at as graceEndsAt'
] as const

/** The application's users. A failure of the database is answered with 503. */
export class Users {
  readonly #db: Kysely<Tables>

  constructor (db: Kysely<Tables>) {
    this.#db = db
  }

  async find (id: string): Promise<User | undefined> {
    return await orUnavailable(this.#db.selectFrom('users').select(columns).where('id', '=', id).executeTakeFirst())
  }

  async findByName (username: string): Promise<User | undefined> {
    const query = this.#db.selectFrom('users').select(columns).where('username', '=', canonicalName(username))
    return await orUnavailable(query.executeTakeFirst())
  }

  async list (): Promise<User[]> {
    return await orUnavailable(this.#db.selectFrom('users').select(columns).orderBy('username').execute())
  }

  /** Adds all of them or, where a name is taken, none. */
  async add (users: readonly Omit<User, 'id'>[]): Promise<void> {
    const rows = users.map(({ username, passwordHash, role, locale, timeZone, graceEndsAt }) => ({
      id: randomUUID(),
      username: canonicalName(username),
      password_hash: passwordHash,
      role,
      locale,
      time_zone: timeZone,
      grace_ends_at: graceEndsAt
    }))
    await orUnavailable(this.#db.insertInto('users').values(rows).execute())
  }

  /** Whether the hash that was checked is still the user's. */
  async hasPassword ({ id, passwordHash }: User): Promise<boolean> {
    return (await this.find(id))?.passwordHash === passwordHash
  }

  /** Stores the new hash in place of the one that was checked; says whether that was still there. */
  async changePassword ({ id, passwordHash }: User, newHash: string): Promise<boolean> {
    const change = this.#db.updateTable('users').set({ password_hash: newHash })
      .where('id', '=', id).where('password_hash', '=', passwordHash)
    const { numUpdatedRows } = await orUnavailable(change.executeTakeFirst())
    return numUpdatedRows === 1n
  }
}

/** The one spelling of a name, however it was typed: for the table, and for counting guesses. */
export function canonicalName (username: string): string {
  return username.normalize('NFKC').trim().toLowerCase()
}

export async function createUsersTable (db: Kysely<Tables>): Promise<void> {
  await db.schema.createTable('users').ifNotExists()
    .addColumn('id', text(db, 36), column => column.primaryKey())
    .addColumn('username', text(db, 64), column => column.notNull().unique())
    .addColumn('password_hash', text(db, 255), column => column.notNull())
    .addColumn('role', text(db, 32), column => column.notNull())
    .addColumn('locale', text(db, 35))
    .addColumn('time_zone', text(db, 64))
    .addColumn('grace_ends_at', text(db, 30))
    .execute()
}
