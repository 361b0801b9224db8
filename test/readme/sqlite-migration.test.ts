import SqliteFile from 'libsql'
import { Kysely, SqliteDialect, type SqliteDatabase } from 'kysely'
import t from 'tap'
import { createTwoFactorTable } from '../../lib/repositories/kysely.js'
import { migrationFor } from './migration.js'

t.test('the guide\'s migration for SQLite makes the table that createTwoFactorTable makes', async t => {
  const database = new SqliteFile(':memory:')
  const db = new Kysely({ dialect: new SqliteDialect({ database: database as unknown as SqliteDatabase }) })
  const schema = (): unknown => ({
    columns: database.pragma('table_info(two_factor)'),
    indexes: database.pragma('index_list(two_factor)'),
    key: database.pragma('index_info(sqlite_autoindex_two_factor_1)')
  })
  database.exec(migrationFor('SQLite'))
  const migrated = schema()
  t.match(migrated, { columns: [{ name: 'user_id', pk: 1 }, {}, {}, {}], indexes: [{ unique: 1 }], key: [{ name: 'user_id' }] })
  database.exec('drop table two_factor')
  await createTwoFactorTable(db)
  t.strictSame(migrated, schema())
})
