import type { FastifyBaseLogger } from 'fastify'
import { createTwoFactorTable } from 'fastify-two-factor/kysely'
import { Kysely } from 'kysely'
import type { DatabaseConfig } from './config.js'
import { server, sqlite } from './dialects.js'
import { createLoginAttemptsTable } from './login-throttle.js'
import type { Tables } from './tables.js'
import { createUsersTable } from './users.js'

/** Connects to the database and creates the tables that are missing. */
export async function openDatabase (
  { databaseUrl, sqliteFile }: DatabaseConfig,
  log: Pick<FastifyBaseLogger, 'error'>
): Promise<Kysely<Tables>> {
  const dialect = databaseUrl === undefined ? sqlite(sqliteFile) : server(databaseUrl, log)
  const db = new Kysely<Tables>({ dialect })
  await createTables(db)
  return db
}

/** Creates the tables that are missing. Instances that start at the same time may collide, so there is more than one try. */
async function createTables (db: Kysely<Tables>, tries = 3): Promise<void> {
  try {
    await createUsersTable(db)
    await createLoginAttemptsTable(db)
    await createTwoFactorTable(db, { events: 'two_factor_events' })
  } catch (error) {
    if (tries === 1) throw error
    await createTables(db, tries - 1)
  }
}
