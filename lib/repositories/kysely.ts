import { MysqlAdapter, sql, type Kysely } from 'kysely'
import { isLostRace } from './lost-race.js'
import type { UserRepository } from './user-repository.js'

export interface TwoFactorStoreOptions {
  /** Name of the table; default `two_factor`. */
  table?: string | undefined
}

/** Where the two-factor rows are, without the users: the application adds its own `findUser`. */
export type TwoFactorStore = Pick<UserRepository, 'findTwoFactor' | 'saveTwoFactor'>

interface TwoFactorTable {
  user_id: string
  record: string
  enabled: number
  revision: number | string
}

/**
 * The two-factor half of a repository on whatever Kysely speaks:
 * `{ ...kyselyTwoFactorStore(db), findUser }`. `db` must not be a transaction. `createTwoFactorTable` makes the table.
 */
export function kyselyTwoFactorStore (db: Kysely<any>, options: TwoFactorStoreOptions = {}): TwoFactorStore {
  const { table, database } = over(db, options)
  return {
    async findTwoFactor (userId) {
      const row = await database.selectFrom(table).select(['record', 'enabled', 'revision']).where('user_id', '=', userId).executeTakeFirst()
      return row && { record: row.record, enabled: Number(row.enabled) === 1, revision: Number(row.revision) }
    },

    async saveTwoFactor (userId, { record, enabled, revision }, expectedRevision) {
      const values = { record, enabled: enabled ? 1 : 0, revision }
      try {
        if (expectedRevision === undefined) {
          await database.insertInto(table).values({ user_id: userId, ...values }).execute()
          return true
        }
        const { numUpdatedRows } = await database.updateTable(table).set(values)
          .where('user_id', '=', userId).where('revision', '=', expectedRevision).executeTakeFirst()
        return numUpdatedRows === 1n
      } catch (error) {
        if (isLostRace(error)) return false
        throw error
      }
    }
  }
}

/** Creates the table of `kyselyTwoFactorStore`, if there is none; user ids compare byte by byte in it. */
export async function createTwoFactorTable (db: Kysely<any>, options: TwoFactorStoreOptions = {}): Promise<void> {
  const { table, database } = over(db, options)
  const mysql = database.getExecutor().adapter instanceof MysqlAdapter
  await database.schema.createTable(table).ifNotExists()
    .addColumn('user_id', mysql ? sql`varbinary(255)` : 'varchar(255)', column => column.primaryKey().notNull())
    .addColumn('record', mysql ? sql`mediumtext character set utf8mb4` : 'text', column => column.notNull())
    .addColumn('enabled', 'smallint', column => column.notNull())
    .addColumn('revision', 'bigint', column => column.notNull())
    .execute()
}

function over (db: Kysely<any>, { table = 'two_factor' }: TwoFactorStoreOptions): { table: 'two_factor', database: Kysely<{ two_factor: TwoFactorTable }> } {
  if (db.isTransaction) throw new TypeError('fastify-two-factor: give the store a Kysely instance of its own, not a transaction: a rollback would undo counted guesses.')
  return { table: table as 'two_factor', database: db }
}
