import { Kysely, PostgresDialect } from 'kysely'
import { testStatements } from '../support/statement-suite.js'
import { freshName } from './cluster/servers.js'
import { postgresPool } from './engines.js'

testStatements(async t => {
  const pool = await postgresPool(t)
  const statements: string[] = []
  pool.on('connect', client => {
    const query = client.query as (...args: unknown[]) => unknown
    client.query = (...args: unknown[]): any => {
      statements.push(String(args[0]))
      return query.apply(client, args)
    }
  })
  return { db: new Kysely({ dialect: new PostgresDialect({ pool }) }), statements }
}, { prefix: `${freshName()}_`, atOnce: true })
