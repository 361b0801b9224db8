import { sql, type Kysely } from 'kysely'
import t from 'tap'
import { createTwoFactorTable, kyselyTwoFactorStore } from '../../lib/repositories/kysely.js'
import { migrationFor, outboxMigrationFor } from '../readme/migration.js'
import { droppedAfter, postgres, postgresPool } from './engines.js'
import { idsOf, madeEvent, openOutbox, openStore, testStore } from './store-suite.js'

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

/** The columns and constraints of a table, without its name. */
async function schemaOf (db: Kysely<object>, table: string): Promise<object[]> {
  const { rows: columns } = await sql<object>`
    select attname, format_type(atttypid, atttypmod) as type, attnotnull, replace(pg_get_expr(adbin, adrelid), ${table}, '') as value
    from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
    where attrelid = ${table}::regclass and attnum > 0 order by attnum`.execute(db)
  const { rows: constraints } = await sql<object>`select replace(conname, ${table}, '') as name, pg_get_constraintdef(oid) as definition from pg_constraint where conrelid = ${table}::regclass`.execute(db)
  return [...columns, ...constraints]
}

t.test('the guide\'s migrations make the tables that createTwoFactorTable makes', async t => {
  const { db, table, events } = await openOutbox(t, postgres)
  const migrated = { table: droppedAfter(t, db), events: droppedAfter(t, db) }
  await sql.raw(migrationFor('PostgreSQL', migrated.table)).execute(db)
  await sql.raw(outboxMigrationFor(migrated.events)).execute(db)
  const schema = await schemaOf(db, migrated.table)
  t.match(schema[0], { attname: 'user_id', type: 'character varying(255)', attnotnull: true })
  t.strictSame(schema, await schemaOf(db, table))
  const outbox = await schemaOf(db, migrated.events)
  t.match(outbox[0], { attname: 'position', type: 'bigint', value: /^nextval/ })
  t.strictSame(outbox, await schemaOf(db, events))
})

t.test('who has two-factor authentication is a query on enabled, joined with the users by id', async t => {
  const { db, table, repository } = await openStore(t, postgres)
  await repository.saveTwoFactor('alice', { record: '{}', enabled: true, revision: 1 }, undefined, [])
  await repository.saveTwoFactor('bob', { record: '{}', enabled: false, revision: 1 }, undefined, [])
  const { rows } = await sql`
    select users.name, coalesce(enabled, 0) as enabled from (values ('alice', 'Alice'), ('bob', 'Bob'), ('carol', 'Carol')) as users (id, name)
    left join ${sql.table(table)} on user_id = users.id order by users.name`.execute(db)
  t.strictSame(rows, [{ name: 'Alice', enabled: 1 }, { name: 'Bob', enabled: 0 }, { name: 'Carol', enabled: 0 }])
  const { rows: enabled } = await sql`select user_id from ${sql.table(table)} where enabled = 1`.execute(db)
  t.strictSame(enabled, [{ user_id: 'alice' }])
})

t.test('a row that stays locked is a lost race', async t => {
  const { db, table, repository } = await openStore(t, postgres, { session: ['lock_timeout=20ms'] })
  await repository.saveTwoFactor('alice', { record: '{}', enabled: false, revision: 1 }, undefined, [])
  await db.transaction().execute(async transaction => {
    await sql`select * from ${sql.table(table)} for update`.execute(transaction)
    t.equal(await repository.saveTwoFactor('alice', { record: '{}', enabled: true, revision: 2 }, 1, []), false)
  })
  t.equal((await repository.findTwoFactor('alice'))!.revision, 1)
})

t.test('a connection that breaks before the save took effect is an error, and nothing is changed', async t => {
  const { db, table, repository } = await openStore(t, postgres)
  await repository.saveTwoFactor('alice', { record: '{}', enabled: false, revision: 1 }, undefined, [])
  await db.transaction().execute(async transaction => {
    await sql`select * from ${sql.table(table)} for update`.execute(transaction)
    const saving = t.rejects(repository.saveTwoFactor('alice', { record: '{}', enabled: true, revision: 2 }, 1, []), { code: '57P01' })
    const terminate = sql`select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock' and query like ${`update "${table}"%`}`
    for (let terminated = 0; terminated === 0;) terminated = (await terminate.execute(db)).rows.length
    await saving
  })
  t.equal((await repository.findTwoFactor('alice'))!.revision, 1)
})

t.test('the columns of the outbox are bigint from a sequence, text, bigint and text', async t => {
  const { db, events } = await openOutbox(t, postgres)
  const { rows } = await sql`
    select column_name, data_type, column_default like 'nextval%' as is_counted, is_nullable from information_schema.columns
    where table_name = ${events} order by ordinal_position`.execute(db)
  t.strictSame(rows, [
    { column_name: 'position', data_type: 'bigint', is_counted: true, is_nullable: 'NO' },
    ...['id', 'user_id', 'type'].map(name => ({ column_name: name, data_type: 'character varying', is_counted: null, is_nullable: 'NO' })),
    { column_name: 'at', data_type: 'bigint', is_counted: null, is_nullable: 'NO' },
    { column_name: 'event', data_type: 'text', is_counted: null, is_nullable: 'NO' }
  ])
})

t.test('with an outbox too a row that stays locked is a lost race, and leaves no event', async t => {
  const outbox = await openOutbox(t, postgres, { session: ['lock_timeout=20ms'] })
  const { db, table, repository } = outbox
  await repository.saveTwoFactor('alice', { record: '{}', enabled: false, revision: 1 }, undefined, [madeEvent('one')])
  await db.transaction().execute(async transaction => {
    await sql`select * from ${sql.table(table)} for update`.execute(transaction)
    t.equal(await repository.saveTwoFactor('alice', { record: '{}', enabled: true, revision: 2 }, 1, [madeEvent('two')]), false)
  })
  t.strictSame(await idsOf(outbox), ['one'])
})

t.test('a save that waits for another of its user numbers its events after those of that one', async t => {
  const outbox = await openOutbox(t, postgres)
  const { db, table, events, repository } = outbox
  await repository.saveTwoFactor('alice', { record: '{}', enabled: false, revision: 1 }, undefined, [])
  let saving: Promise<boolean> | undefined
  await db.transaction().execute(async transaction => {
    await sql`update ${sql.table(table)} set record = record where user_id = 'alice'`.execute(transaction)
    saving = repository.saveTwoFactor('alice', { record: '{}', enabled: true, revision: 2 }, 1, [madeEvent('two'), madeEvent('three')])
    const waiting = sql`select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like ${`with "saved"%${table}%`}`
    while ((await waiting.execute(db)).rows.length === 0);
    await sql`insert into ${sql.table(events)} (id, user_id, type, at, event) values ('one', 'alice', 'unlocked', 0, ${JSON.stringify(madeEvent('one'))})`.execute(transaction)
  })
  t.equal(await saving, true)
  t.strictSame(await idsOf(outbox), ['one', 'two', 'three'])
})

t.test('a schema of the application\'s own may hold the table', async t => {
  const pool = await postgresPool(t)
  const db = await postgres(t)
  const { table } = await openStore(t, postgres)
  await sql`create schema ${sql.id(`${table}_schema`)}`.execute(db)
  t.teardown(async () => { await pool.query(`drop schema "${table}_schema" cascade`) })
  const names = { table: `${table}_schema.two_factor`, events: `${table}_schema.two_factor_events` }
  await createTwoFactorTable(db, names)
  const { rows } = await sql`select table_name from information_schema.tables where table_schema = ${`${table}_schema`} order by table_name`.execute(db)
  t.strictSame(rows, [{ table_name: 'two_factor' }, { table_name: 'two_factor_events' }])
  const { saveTwoFactor } = kyselyTwoFactorStore(db, names)
  t.equal(await saveTwoFactor('alice', { record: '{}', enabled: false, revision: 1 }, undefined, [madeEvent('one')]), true)
})
