import { Kysely, SqliteDialect, type SqliteDatabase } from 'kysely'
import SqliteFile from 'libsql'
import { testStatements } from '../support/statement-suite.js'

testStatements(async () => {
  const database = new SqliteFile(':memory:')
  const statements: string[] = []
  const { prepare } = database
  database.prepare = (statement: string): any => {
    statements.push(statement)
    return prepare.call(database, statement)
  }
  return { db: new Kysely({ dialect: new SqliteDialect({ database: database as unknown as SqliteDatabase }) }), statements }
})
