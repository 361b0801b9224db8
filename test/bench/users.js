import { createTwoFactorTable } from '../../dist/repositories/kysely.js'
import { insertAll, openDatabase } from './database.js'
import { DatabaseStore } from './session-store.js'

/** Whose password is what everybody types; no hashing, so that it hides nothing. */
export const PASSWORD = 'password'

/** New tables for users, their rows and the sessions. */
export async function fillTables (database, users) {
  const { db } = openDatabase(database)
  try {
    for (const table of ['two_factor', 'two_factor_events', 'users', 'sessions']) await db.schema.dropTable(table).ifExists().execute()
    await createTwoFactorTable(db, { events: 'two_factor_events' })
    await createUsersTable(db, 'users')
    await DatabaseStore.createTable(db)
    await insertAll(db, 'users', users.map(({ id, email }) => ({ id, email, password: PASSWORD })))
    await insertAll(db, 'two_factor', users.map(({ row }) => row))
  } finally {
    await db.destroy()
  }
}

export async function createUsersTable (db, table) {
  await db.schema.createTable(table)
    .addColumn('id', 'varchar(64)', column => column.primaryKey().notNull())
    .addColumn('email', 'varchar(255)', column => column.notNull().unique())
    .addColumn('password', 'varchar(255)', column => column.notNull())
    .execute()
}
