import { Kysely, MysqlDialect, PostgresDialect, sql } from 'kysely'
import mysql from 'mysql2'
import pg from 'pg'
import type { Test } from 'tap'
import { freshName, openDatabase, urls, type DatabaseName } from './cluster/servers.js'

const CONNECTIONS = 12

export interface Settings {
  /** Another one than the tests'. */
  database?: string
  /** Of each session on the server, as its SET takes them. */
  session?: readonly string[]
  /** mysql2's. */
  driver?: mysql.PoolOptions
}

/** Connections that end with the test. */
export type Open = (t: Test, settings?: Settings) => Promise<Kysely<object>>

export const postgres: Open = async (t, settings) => new Kysely({ dialect: new PostgresDialect({ pool: await postgresPool(t, settings) }) })

export const mariadb: Open = async (t, settings) => new Kysely({ dialect: new MysqlDialect({ pool: await mariadbPool(t, settings) }) })

export async function postgresPool (t: Test, { session = [], database }: Settings = {}): Promise<pg.Pool> {
  await mustAnswer('postgres')
  const options = session.map(setting => `-c ${setting.replaceAll(' ', '\\ ')}`).join(' ')
  const pool = new pg.Pool({ connectionString: inDatabase(urls.postgres, database), max: CONNECTIONS, options })
  // a broken connection rejects its query; unheard, its error ends the process as well
  pool.on('error', () => {})
  pool.on('connect', client => { client.on('error', () => {}) })
  t.teardown(async () => { await pool.end() })
  return pool
}

export async function mariadbPool (t: Test, { session = [], driver = {}, database }: Settings = {}): Promise<mysql.Pool> {
  await mustAnswer('mariadb')
  const pool = mysql.createPool({ uri: inDatabase(urls.mariadb, database), connectionLimit: CONNECTIONS, ...driver })
  pool.on('connection', connection => {
    for (const setting of session) connection.query(`set session ${setting}`)
  })
  t.teardown(async () => { await pool.promise().end() })
  return pool
}

/** The URL of a database that the test has for itself. */
export async function ownDatabase (t: Test, name: DatabaseName): Promise<string> {
  const server = await openDatabase(name, { connections: 1 })
  const database = freshName()
  await sql`create database ${sql.id(database)}`.execute(server)
  t.teardown(async () => {
    await sql`drop database ${sql.id(database)}`.execute(server)
    await server.destroy()
  })
  return inDatabase(urls[name], database)
}

function inDatabase (url: string, database: string | undefined): string {
  return database === undefined ? url : Object.assign(new URL(url), { pathname: database }).href
}

/** Drops the table once the test is over, before its connections end. */
export function droppedAfter (t: Test, db: Kysely<object>, table = freshName()): string {
  t.teardown(async () => { await sql`drop table if exists ${sql.table(table)}`.execute(db) })
  return table
}

async function mustAnswer (database: DatabaseName): Promise<void> {
  const db = await openDatabase(database, { connections: 1 })
  await db.destroy()
}
