import { sql, type Kysely } from 'kysely'
import { isLostRace } from './lost-race.js'
import type { TwoFactorRow, UserRepository } from './user-repository.js'

export interface TwoFactorStoreOptions {
  /** Name of the table; default `two_factor`. */
  table?: string | undefined
}

/** The half of a repository that keeps the two-factor rows: for the users, the application adds its own `findUser`. */
export type TwoFactorStore = Pick<UserRepository, 'findTwoFactor' | 'saveTwoFactor'>

interface TwoFactorTable {
  user_id: string
  record: string
  enabled: number
  /** PostgreSQL's driver gives a bigint as text. */
  revision: number | string
}

/**
 * The two-factor half of a repository, on any database that Kysely supports:
 * `{ ...kyselyTwoFactorStore(db), findUser }`. `db` must not be a transaction. `createTwoFactorTable` makes the table.
 */
export function kyselyTwoFactorStore<Database> (db: Kysely<Database>, options: TwoFactorStoreOptions = {}): TwoFactorStore {
  const { table, database } = over(db, options)
  // each guarded request runs this query: compiled once, it costs no more than the driver
  const select = database.selectFrom(table).select(['record', 'enabled', 'revision']).where('user_id', '=', '').compile()

  async function find (userId: string): Promise<TwoFactorRow | undefined> {
    const { rows: [row] } = await database.executeQuery<Omit<TwoFactorTable, 'user_id'>>({ ...select, parameters: [userId] })
    return row && { record: row.record, enabled: Number(row.enabled) === 1, revision: Number(row.revision) }
  }

  async function write (userId: string, row: TwoFactorRow, expectedRevision: number | undefined): Promise<boolean> {
    const { record, enabled, revision } = row
    const values = { record, enabled: enabled ? 1 : 0, revision }
    if (expectedRevision === undefined) {
      await database.insertInto(table).values({ user_id: userId, ...values }).execute()
      return true
    }
    const { numUpdatedRows } = await database.updateTable(table).set(values)
      .where('user_id', '=', userId).where('revision', '=', expectedRevision).executeTakeFirst()
    return numUpdatedRows === 1n
  }

  return {
    findTwoFactor: find,

    async saveTwoFactor (userId, row, expectedRevision) {
      try {
        return await write(userId, row, expectedRevision)
      } catch (error) {
        if (isLostRace(error)) return false
        // any other error, or an answer that was lost on the way: the stored revision tells what happened
        const stored = await find(userId).catch(() => { throw error })
        if (stored?.revision === expectedRevision) throw error
        return stored?.revision === row.revision
      }
    }
  }
}

/**
 * Creates the table of `kyselyTwoFactorStore`, if there is none; user ids compare byte by byte in it.
 * Instances that start together may all call it.
 */
export async function createTwoFactorTable<Database> (db: Kysely<Database>, options: TwoFactorStoreOptions = {}): Promise<void> {
  const { table, database } = over(db, options)
  const mysql = quotesLikeMysql(database)
  const create = database.schema.createTable(table).ifNotExists()
    .addColumn('user_id', mysql ? sql`varbinary(255)` : 'varchar(255)', column => column.primaryKey().notNull())
    .addColumn('record', mysql ? sql`mediumtext character set utf8mb4` : 'text', column => column.notNull())
    .addColumn('enabled', 'smallint', column => column.notNull())
    .addColumn('revision', 'bigint', column => column.notNull())
  // when two PostgreSQL sessions create it at once, one fails; on its second try it finds the table
  await create.execute().catch(() => create.execute())
}

function over<Database> (
  db: Kysely<Database>,
  { table = 'two_factor' }: TwoFactorStoreOptions
): { table: 'two_factor', database: Kysely<{ two_factor: TwoFactorTable }> } {
  if (db.isTransaction) {
    throw new TypeError(
      'fastify-two-factor: give the store a Kysely instance of its own, not a transaction: a rollback would undo counted guesses.'
    )
  }
  return { table: table as 'two_factor', database: db as Kysely<unknown> as Kysely<{ two_factor: TwoFactorTable }> }
}

/** Whether it is MySQL or MariaDB. The class of the adapter does not tell: an application may have loaded Kysely's CommonJS build. */
function quotesLikeMysql<Database> (db: Kysely<Database>): boolean {
  return sql.id('user_id').compile(db).sql.startsWith('`')
}
