import { randomBytes } from 'node:crypto'
import { Kysely, MysqlDialect, PostgresDialect } from 'kysely'
import { createPool } from 'mysql2'
import pg from 'pg'
import { createClient } from 'redis'

/** Where the servers are; each is needed, a missing one fails. */
export const urls = {
  postgres: process.env.POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/test',
  mariadb: process.env.MARIADB_URL ?? 'mysql://root@127.0.0.1:3306/test',
  redis: process.env.REDIS_URL ?? 'redis://127.0.0.1:6379'
}

export type DatabaseName = 'postgres' | 'mariadb'

export const databases: readonly DatabaseName[] = ['postgres', 'mariadb']

/** A table or key prefix that no other run has. */
export function freshName (): string {
  return `two_factor_${randomBytes(6).toString('hex')}`
}

/** A pool over a real database; throws with what to do where it does not answer. */
export async function openDatabase (name: DatabaseName, { connections = 20 } = {}): Promise<Kysely<any>> {
  const dialect = name === 'postgres'
    ? new PostgresDialect({ pool: poolOf(connections) })
    : new MysqlDialect({ pool: createPool({ uri: urls.mariadb, connectionLimit: connections }) })
  const db = new Kysely<any>({ dialect })
  try {
    await db.selectNoFrom(eb => eb.lit(1).as('alive')).execute()
  } catch (error) {
    throw new Error(`${name} does not answer at ${urls[name]}: start it, or name another by ${name.toUpperCase()}_URL`, { cause: error })
  }
  return db
}

export async function openRedis (): Promise<ReturnType<typeof createClient>> {
  const client = createClient({ url: urls.redis, socket: { reconnectStrategy: false } })
  client.on('error', () => {})
  try {
    await client.connect()
  } catch (error) {
    throw new Error(`Redis does not answer at ${urls.redis}: start it, or name another by REDIS_URL`, { cause: error })
  }
  return client as ReturnType<typeof createClient>
}

function poolOf (connections: number): pg.Pool {
  const pool = new pg.Pool({ connectionString: urls.postgres, max: connections, connectionTimeoutMillis: 5000, application_name: 'fastify-two-factor' })
  // a connection that breaks is replaced by the next query; unheard, its error ends the process
  pool.on('error', () => {})
  pool.on('connect', client => { client.on('error', () => {}) })
  return pool
}
