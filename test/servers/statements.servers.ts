import { Kysely, MysqlDialect, PostgresDialect } from 'kysely'
import { testStatements } from '../support/statement-suite.js'
import { freshName } from './cluster/servers.js'
import { mariadbPool, postgresPool } from './engines.js'

/** Notes what a connection is asked, by any of these methods. */
function watch (connection: object, methods: readonly string[], statements: string[]): void {
  const calls = connection as Record<string, (...args: unknown[]) => unknown>
  for (const method of methods) {
    const call = calls[method]!
    calls[method] = (...args) => {
      const [statement] = args as [string | { sql: string }]
      statements.push(typeof statement === 'string' ? statement : statement.sql)
      return call.apply(connection, args)
    }
  }
}

testStatements(async t => {
  const pool = await postgresPool(t)
  const statements: string[] = []
  pool.on('connect', client => { watch(client, ['query'], statements) })
  return { db: new Kysely({ dialect: new PostgresDialect({ pool }) }), statements }
}, { on: 'PostgreSQL', prefix: `${freshName()}_`, atOnce: true })

testStatements(async t => {
  const pool = await mariadbPool(t)
  const statements: string[] = []
  pool.on('connection', connection => { watch(connection, ['query', 'execute'], statements) })
  return { db: new Kysely({ dialect: new MysqlDialect({ pool }) }), statements }
}, { on: 'MariaDB', prefix: `${freshName()}_` })
