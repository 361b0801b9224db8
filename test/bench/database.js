import SqliteFile from 'libsql'
import { Kysely, PostgresDialect, SqliteDialect, sql } from 'kysely'
import pg from 'pg'

const url = process.env.POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/test'

/** Everything of the benchmark is in here, and goes with it. */
const SCHEMA = 'two_factor_bench'

/** How many statements a driver of this process was given. */
export const statements = { count: 0 }

/** PostgreSQL, as the README opens it, in the benchmark's own schema. */
export function openPostgres () {
  const pool = new pg.Pool({ connectionString: url, max: 10, connectionTimeoutMillis: 5000, options: `-c search_path=${SCHEMA}` })
  pool.on('connect', client => {
    const { query } = client
    client.query = (...args) => {
      statements.count++
      return query.apply(client, args)
    }
  })
  return {
    db: new Kysely({ dialect: new PostgresDialect({ pool }) }),
    type: 'postgres',
    async read (table, userId) {
      const { rows } = await pool.query(`select record, enabled, revision from ${table} where user_id = $1`, [userId])
      return rows[0]
    }
  }
}

/** SQLite, as the README opens it. */
export function openSqlite (path) {
  const file = new SqliteFile(path)
  file.pragma('busy_timeout = 5000')
  file.pragma('journal_mode = WAL')
  file.pragma('synchronous = FULL')
  const kept = new Map()
  // as the guide keeps them, and counted
  const keeping = {
    close: () => file.close(),
    prepare (text) {
      statements.count++
      if (!kept.has(text)) kept.set(text, file.prepare(text))
      return kept.get(text)
    }
  }
  const prepared = new Map()
  return {
    db: new Kysely({ dialect: new SqliteDialect({ database: keeping }) }),
    type: 'sqlite',
    async read (table, userId) {
      if (!prepared.has(table)) prepared.set(table, file.prepare(`select record, enabled, revision from ${table} where user_id = ?`))
      return prepared.get(table).get(userId)
    }
  }
}

export function openDatabase ({ type, path }) {
  return type === 'postgres' ? openPostgres() : openSqlite(path)
}

/** An empty schema; throws with what to do where no server answers. */
export async function createSchema () {
  await onServer(async db => {
    await sql`drop schema if exists ${sql.id(SCHEMA)} cascade`.execute(db)
    await sql`create schema ${sql.id(SCHEMA)}`.execute(db)
  })
}

export async function dropSchema () {
  await onServer(db => sql`drop schema if exists ${sql.id(SCHEMA)} cascade`.execute(db))
}

async function onServer (run) {
  const { db } = openPostgres()
  try {
    await run(db)
  } catch (cause) {
    throw new Error(`PostgreSQL does not answer at ${url}: start it, or name another by POSTGRES_URL.`, { cause })
  } finally {
    await db.destroy()
  }
}

/** Inserts rows some hundred at a time. */
export async function insertAll (db, table, rows) {
  for (let start = 0; start < rows.length; start += 200) {
    await db.insertInto(table).values(rows.slice(start, start + 200)).execute()
  }
}
