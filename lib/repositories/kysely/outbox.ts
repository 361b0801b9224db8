import { sql, type CreateTableBuilder, type Insertable, type Kysely } from 'kysely'
import type { SavedTwoFactorEvent } from '../../events.js'
import type { TwoFactorRow } from '../user-repository.js'
import type { Engine } from './engine.js'
import { insertion, update, type WriteRow } from './row.js'
import type { EventTable, Tables } from './tables.js'

/** What is written together: a row over a revision, and the events that it makes true. */
export interface Save {
  readonly userId: string
  readonly row: TwoFactorRow
  readonly expectedRevision: number | undefined
  readonly events: readonly SavedTwoFactorEvent[]
}

interface Place {
  readonly engine: Engine
  readonly table: 'two_factor'
  readonly outbox: 'two_factor_events'
  readonly writeRow: WriteRow
}

/**
 * Writes the row and, if it was written, the events, or nothing. The row comes first: whoever writes it holds it until the end,
 * so that the events of a user are numbered in their order.
 */
export async function writeWithEvents (database: Kysely<Tables>, place: Place, save: Save): Promise<boolean> {
  // in one statement nobody holds the row while their process is away
  if (place.engine === 'postgres') return await writeAtOnce(database, place, save)
  const { userId, row, expectedRevision, events } = save
  return await database.transaction().execute(async transaction => {
    if (!await place.writeRow(transaction, userId, row, expectedRevision)) return false
    await transaction.insertInto(place.outbox).values(events.map(eventRow)).execute()
    return true
  })
}

/** As PostgreSQL can. */
async function writeAtOnce (
  database: Kysely<Tables>,
  { table, outbox }: Place,
  { userId, row, expectedRevision, events }: Save
): Promise<boolean> {
  const rows = events.map(eventRow).map(({ id, user_id: userId, type, at, event }, number) => (
    sql`(${sql.lit(number)}, ${id}, ${userId}, ${type}, cast(${at} as bigint), ${event})`
  ))
  const written = await database
    .with('saved', over => expectedRevision === undefined
      ? insertion(over, table, userId, row).returning('revision')
      : update(over, table, userId, row, expectedRevision).returning('revision'))
    .insertInto(outbox)
    .columns(['id', 'user_id', 'type', 'at', 'event'])
    .expression(sql`
      select id, user_id, type, at, event
      from saved, (values ${sql.join(rows)}) as given (number, id, user_id, type, at, event)
      order by number`)
    .returning('id')
    .execute()
  return written.length > 0
}

function eventRow (event: SavedTwoFactorEvent): Insertable<EventTable> {
  const { id, userId, type, at } = event
  return { id, user_id: userId, type, at: at.getTime(), event: JSON.stringify(event) }
}

/** The statement that makes the table of the events, if there is none. */
export function creation (database: Kysely<Tables>, outbox: string, engine: Engine): CreateTableBuilder<string, string> {
  const mysql = engine === 'mysql'
  const counter = { mysql: 'bigint', postgres: 'bigserial', sqlite: 'integer' } as const
  return database.schema.createTable(outbox).ifNotExists()
    .addColumn('position', counter[engine], column => engine === 'postgres' ? column.primaryKey() : column.primaryKey().autoIncrement())
    .addColumn('id', 'varchar(36)', column => column.notNull())
    .addColumn('user_id', mysql ? sql`varbinary(255)` : 'varchar(255)', column => column.notNull())
    .addColumn('type', 'varchar(64)', column => column.notNull())
    .addColumn('at', 'bigint', column => column.notNull())
    .addColumn('event', mysql ? sql`mediumtext character set utf8mb4` : 'text', column => column.notNull())
}
