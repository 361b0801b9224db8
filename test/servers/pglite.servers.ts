import { PGlite } from '@electric-sql/pglite'
import { Kysely, PostgresDialect, type PostgresPool } from 'kysely'
import type { Open } from './engines.js'
import { testStore } from './store-suite.js'

/** One PostgreSQL in this process, as the pool that Kysely's dialect expects. */
const pglite: Open = async t => {
  const server = new PGlite()
  t.teardown(async () => { await server.close() })
  const client = {
    async query (sql: string, parameters: readonly unknown[]) {
      const { rows, affectedRows } = await server.query<any>(sql, [...parameters])
      return { command: sql.split(' ')[0]!.toUpperCase(), rowCount: affectedRows ?? 0, rows }
    },
    release () {}
  }
  const pool = { connect: async () => client, end: async () => {} }
  return new Kysely({ dialect: new PostgresDialect({ pool: pool as unknown as PostgresPool }) })
}

testStore(pglite, [])
