import type { FastifyBaseLogger } from 'fastify'
import { MysqlDialect, PostgresDialect, SqliteDialect, type Dialect, type SqliteDatabase } from 'kysely'
import SqliteFile from 'libsql'
import { createPool } from 'mysql2'
import pg from 'pg'
import { ConfigError } from './config.js'
import { keepStatements } from './recipes/kept-statements.js'

const CONNECTIONS = 10

type ErrorLog = Pick<FastifyBaseLogger, 'error'>

export function sqlite (file: string): Dialect {
  const database = new SqliteFile(file)
  // before anything else, so that a second process waits for the first instead of failing
  database.pragma('busy_timeout = 5000')
  database.pragma('journal_mode = WAL')
  return new SqliteDialect({ database: keepStatements(database as unknown as SqliteDatabase) })
}

/** The dialect of a database server, by the scheme of its URL. To support another server, add a case with its Kysely dialect. */
export function server (url: string, log: ErrorLog): Dialect {
  const scheme = URL.canParse(url) ? new URL(url).protocol : undefined
  switch (scheme) {
    case 'postgres:':
    case 'postgresql:':
      return postgres(url, log)
    case 'mysql:':
    case 'mariadb:':
      return mysql(url)
    default:
      throw new ConfigError('DATABASE_URL must be a postgres://, mysql:// or mariadb:// URL.')
  }
}

function postgres (url: string, log: ErrorLog): Dialect {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    // also limits the wait for a free connection; without it a request waits forever
    connectionTimeoutMillis: 5000,
    // the server gives up on a slow statement first; the driver gives up on a server that no longer answers
    statement_timeout: 5000,
    query_timeout: 10_000
  })
  // a connection that breaks must not end the process, be it idle or in use
  const lost = (error: Error): void => { log.error({ err: error }, 'a connection to PostgreSQL was lost') }
  pool.on('error', lost)
  pool.on('connect', client => { client.on('error', lost) })
  return new PostgresDialect({ pool })
}

function mysql (url: string): Dialect {
  const pool = createPool({
    uri: url,
    connectionLimit: CONNECTIONS,
    connectTimeout: 5000,
    // while this many requests wait for a free connection, further ones fail at once
    queueLimit: 100,
    // text is kept in binary columns (`text` in column-types.ts), for which the driver would give bytes
    typeCast: (field, next) => field.type === 'VAR_STRING' ? field.string('utf8') : next()
  })
  // in seconds; only MariaDB reads what is inside /*M! */: MySQL limits a write only while it waits for locks
  const limits = 'set session /*M! max_statement_time = 5, */ lock_wait_timeout = 5, innodb_lock_wait_timeout = 5'
  pool.on('connection', connection => { connection.query(limits) })
  return new MysqlDialect({ pool })
}
