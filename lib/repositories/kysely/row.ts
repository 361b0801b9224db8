import type { InsertQueryBuilder, InsertResult, Kysely, QueryCreator, UpdateQueryBuilder, UpdateResult } from 'kysely'
import type { TwoFactorRow } from '../user-repository.js'
import type { RowTable, Tables } from './tables.js'

type Columns = Omit<RowTable, 'user_id'>

/**
 * Writes a row over the one of a revision, or the first one; says whether it did. A first one that is there already is an error.
 * `over` may be a transaction.
 */
export type WriteRow = (over: Kysely<Tables>, userId: string, row: TwoFactorRow, expectedRevision: number | undefined) => Promise<boolean>

export function rowWriter (database: Kysely<Tables>, table: 'two_factor'): WriteRow {
  // each sign-in runs this statement: compiled once, as the one that reads
  const compiled = update(database, table, '', { record: '', enabled: false, revision: 0 }, 0).compile()

  return async (over, userId, row, expectedRevision) => {
    if (expectedRevision === undefined) {
      await insertion(over, table, userId, row).execute()
      return true
    }
    const { record, enabled, revision } = columnsOf(row)
    const { numAffectedRows } = await over.executeQuery({ ...compiled, parameters: [record, enabled, revision, userId, expectedRevision] })
    return numAffectedRows === 1n
  }
}

export function insertion (
  over: QueryCreator<Tables>,
  table: 'two_factor',
  userId: string,
  row: TwoFactorRow
): InsertQueryBuilder<Tables, 'two_factor', InsertResult> {
  return over.insertInto(table).values({ user_id: userId, ...columnsOf(row) })
}

export function update (
  over: QueryCreator<Tables>,
  table: 'two_factor',
  userId: string,
  row: TwoFactorRow,
  expectedRevision: number
): UpdateQueryBuilder<Tables, 'two_factor', 'two_factor', UpdateResult> {
  return over.updateTable(table).set(columnsOf(row)).where('user_id', '=', userId).where('revision', '=', expectedRevision)
}

function columnsOf ({ record, enabled, revision }: TwoFactorRow): Columns {
  return { record, enabled: enabled ? 1 : 0, revision }
}
