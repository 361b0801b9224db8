import type { SqliteDatabase } from 'kysely'

type Statement = ReturnType<SqliteDatabase['prepare']>

const MOST = 100

/** Kysely prepares each statement anew: this keeps the last hundred, by their texts. */
export function keepStatements (database: SqliteDatabase): SqliteDatabase {
  const kept = new Map<string, Statement>()
  return {
    close: () => database.close(),
    prepare (text) {
      const statement = kept.get(text) ?? database.prepare(text)
      kept.delete(text)
      kept.set(text, statement)
      if (kept.size > MOST) kept.delete(kept.keys().next().value!)
      return statement
    }
  }
}
