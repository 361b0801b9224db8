import type { FastifyBaseLogger } from 'fastify'
import { createTwoFactorTable } from 'fastify-two-factor/kysely'
import { Kysely, PostgresDialect, SqliteDialect, type Dialect, type SqliteDatabase } from 'kysely'
import SqliteFile from 'libsql'
import pg from 'pg'
import { ConfigError, type Config } from './config.js'
import { createLoginAttemptsTable, type LoginAttemptsTable } from './login-throttle.js'
import { createUsersTable, type UsersTable } from './users.js'

/** The application's own tables; the plugin's is beside them. */
export interface Tables {
  users: UsersTable
  login_attempts: LoginAttemptsTable
}

/** Connects to the database and makes the tables that are missing. */
export async function openDatabase ({ databaseUrl, sqliteFile }: Config, log: FastifyBaseLogger): Promise<Kysely<Tables>> {
  const dialect = databaseUrl === undefined ? sqlite(sqliteFile) : server(databaseUrl, log)
  const db = new Kysely<Tables>({ dialect })
  await createTables(db)
  return db
}

/** Makes the tables that are missing. Instances that start at the same time may collide, so there is more than one try. */
async function createTables (db: Kysely<Tables>, tries = 3): Promise<void> {
  try {
    await createUsersTable(db)
    await createLoginAttemptsTable(db)
    await createTwoFactorTable(db)
  } catch (error) {
    if (tries === 1) throw error
    await createTables(db, tries - 1)
  }
}

function sqlite (file: string): Dialect {
  const database = new SqliteFile(file)
  // before anything else, so that a second process waits for the first instead of failing
  database.pragma('busy_timeout = 5000')
  database.pragma('journal_mode = WAL')
  return new SqliteDialect({ database: database as unknown as SqliteDatabase })
}

/** A database server by the scheme of its URL. Another one is a case more, with its Kysely dialect. */
function server (url: string, log: FastifyBaseLogger): Dialect {
  const scheme = URL.canParse(url) ? new URL(url).protocol : undefined
  switch (scheme) {
    case 'postgres:':
    case 'postgresql:':
      return postgres(url, log)
    default:
      throw new ConfigError('DATABASE_URL must be a postgres:// URL.')
  }
}

function postgres (url: string, log: FastifyBaseLogger): Dialect {
  const pool = new pg.Pool({ connectionString: url, connectionTimeoutMillis: 5000, query_timeout: 10_000 })
  // a connection that breaks must not end the process, be it idle or in use
  const lost = (error: Error): void => { log.error({ err: error }, 'a connection to PostgreSQL was lost') }
  pool.on('error', lost)
  pool.on('connect', client => { client.on('error', lost) })
  return new PostgresDialect({ pool })
}
