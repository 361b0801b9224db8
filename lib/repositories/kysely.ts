import { sql, type Kysely } from 'kysely'
import { engineOf } from './kysely/engine.js'
import { creation as outboxCreation, writeWithEvents } from './kysely/outbox.js'
import { rowWriter } from './kysely/row.js'
import type { RowTable, Tables } from './kysely/tables.js'
import { isLostRace } from './lost-race.js'
import type { TwoFactorRow, UserRepository } from './user-repository.js'

/**
 * A `Kysely` of the application's, of any database. By what it has and not by its class: an application in CommonJS has a Kysely
 * whose types are other ones than those of an ES module.
 */
export interface KyselyDatabase {
  readonly isTransaction: boolean
  readonly schema: object
  readonly dynamic: object
  selectFrom (from: never): object
  executeQuery (query: never): Promise<object>
}

export interface TwoFactorStoreOptions {
  /** Name of the table; default `two_factor`. */
  table?: string | undefined
  /** Name of a table for the events: each save writes those that it makes true, all or nothing with its row. Default: none. */
  events?: string | undefined
}

/** The half of a repository that keeps the two-factor rows: for the users, the application adds its own `findUser`. */
export type TwoFactorStore = Pick<UserRepository, 'findTwoFactor' | 'saveTwoFactor'>

/**
 * The two-factor half of a repository, on any database that Kysely supports:
 * `{ ...kyselyTwoFactorStore(db), findUser }`. `db` must not be a transaction. `createTwoFactorTable` makes the table, and that
 * of the events.
 */
export function kyselyTwoFactorStore (db: KyselyDatabase, options: TwoFactorStoreOptions = {}): TwoFactorStore {
  const { table, events: outbox, database } = over(db, options)
  const engine = engineOf(database)
  // each guarded request runs this query: compiled once, it costs no more than the driver
  const select = database.selectFrom(table).select(['record', 'enabled', 'revision']).where('user_id', '=', '').compile()
  const writeRow = rowWriter(database, table)

  async function find (userId: string): Promise<TwoFactorRow | undefined> {
    const { rows: [row] } = await database.executeQuery<Omit<RowTable, 'user_id'>>({ ...select, parameters: [userId] })
    return row && { record: row.record, enabled: Number(row.enabled) === 1, revision: Number(row.revision) }
  }

  const save: TwoFactorStore['saveTwoFactor'] = async (userId, row, expectedRevision, events) => {
    return outbox === undefined || events.length === 0
      ? await writeRow(database, userId, row, expectedRevision)
      : await writeWithEvents(database, { engine, table, outbox, writeRow }, { userId, row, expectedRevision, events })
  }

  return {
    findTwoFactor: find,

    async saveTwoFactor (userId, row, expectedRevision, events) {
      try {
        return await save(userId, row, expectedRevision, events)
      } catch (error) {
        if (isLostRace(error)) return false
        // its answer may have been lost on the way; where it was done and another save came since, nobody can tell
        const stored = await find(userId).catch(() => { throw error })
        if (stored?.revision !== row.revision) throw error
        return true
      }
    }
  }
}

/**
 * Creates the table of `kyselyTwoFactorStore`, if there is none, and with `events` that of the events; user ids compare byte by
 * byte in them. Instances that start together may all call it.
 */
export async function createTwoFactorTable (db: KyselyDatabase, options: TwoFactorStoreOptions = {}): Promise<void> {
  const { table, events, database } = over(db, options)
  const engine = engineOf(database)
  const mysql = engine === 'mysql'
  const create = database.schema.createTable(table).ifNotExists()
    .addColumn('user_id', mysql ? sql`varbinary(255)` : 'varchar(255)', column => column.primaryKey().notNull())
    .addColumn('record', mysql ? sql`mediumtext character set utf8mb4` : 'text', column => column.notNull())
    .addColumn('enabled', 'smallint', column => column.notNull())
    .addColumn('revision', 'bigint', column => column.notNull())
  // when two PostgreSQL sessions create one at once, one fails; on its second try it finds the table
  await create.execute().catch(() => create.execute())
  if (events === undefined) return
  const createEvents = outboxCreation(database, events, engine)
  await createEvents.execute().catch(() => createEvents.execute())
}

function over (
  db: KyselyDatabase,
  { table = 'two_factor', events }: TwoFactorStoreOptions
): { table: 'two_factor', events: 'two_factor_events' | undefined, database: Kysely<Tables> } {
  if (db.isTransaction) {
    throw new TypeError(
      'fastify-two-factor: give the store a Kysely instance of its own, not a transaction: a rollback would undo counted guesses.'
    )
  }
  return {
    table: table as 'two_factor',
    events: events as 'two_factor_events' | undefined,
    database: db as unknown as Kysely<Tables>
  }
}
