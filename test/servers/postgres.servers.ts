import { sql } from 'kysely'
import t from 'tap'
import { createTwoFactorTable } from '../../lib/repositories/kysely.js'
import { migrationFor } from '../readme/migration.js'
import { droppedAfter, postgres, postgresPool } from './engines.js'
import { openStore, testStore } from './store-suite.js'

testStore(postgres, [
  { session: ['default_transaction_isolation=serializable'] },
  { session: ['default_transaction_isolation=repeatable read'] }
])

t.test('the columns are varchar, text, smallint and bigint, the user id is the primary key', async t => {
  const { db, table } = await openStore(t, postgres)
  const { rows } = await sql`
    select column_name, data_type, character_maximum_length, is_nullable from information_schema.columns
    where table_name = ${table} order by ordinal_position`.execute(db)
  t.strictSame(rows, [
    { column_name: 'user_id', data_type: 'character varying', character_maximum_length: 255, is_nullable: 'NO' },
    { column_name: 'record', data_type: 'text', character_maximum_length: null, is_nullable: 'NO' },
    { column_name: 'enabled', data_type: 'smallint', character_maximum_length: null, is_nullable: 'NO' },
    { column_name: 'revision', data_type: 'bigint', character_maximum_length: null, is_nullable: 'NO' }
  ])
  const { rows: [index] } = await sql<{ indexdef: string }>`select indexdef from pg_indexes where tablename = ${table}`.execute(db)
  t.match(index, { indexdef: /UNIQUE INDEX .*\(user_id\)/ })
})

t.test('the README\'s migration makes the table that createTwoFactorTable makes', async t => {
  const { db, table } = await openStore(t, postgres)
  const migrated = droppedAfter(t, db)
  await sql.raw(migrationFor('PostgreSQL', migrated)).execute(db)
  const schemaOf = async (table: string): Promise<unknown[]> => {
    const { rows: columns } = await sql`
      select attname, format_type(atttypid, atttypmod) as type, attnotnull, pg_get_expr(adbin, adrelid) as value
      from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
      where attrelid = ${table}::regclass and attnum > 0 order by attnum`.execute(db)
    const { rows: constraints } = await sql`select replace(conname, ${table}, '') as name, pg_get_constraintdef(oid) as definition from pg_constraint where conrelid = ${table}::regclass`.execute(db)
    return [...columns, ...constraints]
  }
  const schema = await schemaOf(migrated)
  t.match(schema[0], { attname: 'user_id', type: 'character varying(255)', attnotnull: true })
  t.strictSame(schema, await schemaOf(table))
})

t.test('who has two-factor authentication is a query on enabled, joined with the users by id', async t => {
  const { db, table, repository } = await openStore(t, postgres)
  await repository.saveTwoFactor('alice', { record: '{}', enabled: true, revision: 1 }, undefined)
  await repository.saveTwoFactor('bob', { record: '{}', enabled: false, revision: 1 }, undefined)
  const { rows } = await sql`
    select users.name, coalesce(enabled, 0) as enabled from (values ('alice', 'Alice'), ('bob', 'Bob'), ('carol', 'Carol')) as users (id, name)
    left join ${sql.table(table)} on user_id = users.id order by users.name`.execute(db)
  t.strictSame(rows, [{ name: 'Alice', enabled: 1 }, { name: 'Bob', enabled: 0 }, { name: 'Carol', enabled: 0 }])
  const { rows: enabled } = await sql`select user_id from ${sql.table(table)} where enabled = 1`.execute(db)
  t.strictSame(enabled, [{ user_id: 'alice' }])
})

t.test('a row that stays locked is a lost race', async t => {
  const { db, table, repository } = await openStore(t, postgres, { session: ['lock_timeout=20ms'] })
  await repository.saveTwoFactor('alice', { record: '{}', enabled: false, revision: 1 }, undefined)
  await db.transaction().execute(async transaction => {
    await sql`select * from ${sql.table(table)} for update`.execute(transaction)
    t.equal(await repository.saveTwoFactor('alice', { record: '{}', enabled: true, revision: 2 }, 1), false)
  })
  t.equal((await repository.findTwoFactor('alice'))!.revision, 1)
})

t.test('a connection that breaks before the save took effect is an error, and nothing is changed', async t => {
  const { db, table, repository } = await openStore(t, postgres)
  await repository.saveTwoFactor('alice', { record: '{}', enabled: false, revision: 1 }, undefined)
  await db.transaction().execute(async transaction => {
    await sql`select * from ${sql.table(table)} for update`.execute(transaction)
    const saving = t.rejects(repository.saveTwoFactor('alice', { record: '{}', enabled: true, revision: 2 }, 1), { code: '57P01' })
    const terminate = sql`select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock' and query like ${`update "${table}"%`}`
    for (let terminated = 0; terminated === 0;) terminated = (await terminate.execute(db)).rows.length
    await saving
  })
  t.equal((await repository.findTwoFactor('alice'))!.revision, 1)
})

t.test('a schema of the application\'s own may hold the table', async t => {
  const pool = await postgresPool(t)
  const db = await postgres(t)
  const { table } = await openStore(t, postgres)
  await sql`create schema ${sql.id(`${table}_schema`)}`.execute(db)
  t.teardown(async () => { await pool.query(`drop schema "${table}_schema" cascade`) })
  await createTwoFactorTable(db, { table: `${table}_schema.two_factor` })
  const { rows } = await sql`select table_name from information_schema.tables where table_schema = ${`${table}_schema`}`.execute(db)
  t.strictSame(rows, [{ table_name: 'two_factor' }])
})
