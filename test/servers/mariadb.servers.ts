import { createRequire } from 'node:module'
import { sql, type Kysely } from 'kysely'
import t from 'tap'
import type { UserRepository } from '../../lib/index.js'
import { checkUserRepository } from '../../lib/repositories/conformance.js'
import { createTwoFactorTable, kyselyTwoFactorStore } from '../../lib/repositories/kysely.js'
import { migrationFor } from '../readme/migration.js'
import { droppedAfter, mariadb, mariadbPool } from './engines.js'
import { freshName } from './cluster/servers.js'
import { findUser, idsOf, lookAlikes, madeEvent, openOutbox, openStore, testStore } from './store-suite.js'

testStore(mariadb, [
  { session: ['transaction isolation level serializable'] },
  { session: ['transaction isolation level read committed'] },
  { session: ['innodb_snapshot_isolation = on'] },
  { session: ["sql_mode = 'ansi'"] },
  { driver: { flags: ['-FOUND_ROWS'] } },
  { driver: { supportBigNumbers: true, bigNumberStrings: true } }
])

const columns = [
  { column_name: 'user_id', column_type: 'varbinary(255)', character_set_name: null, is_nullable: 'NO', column_key: 'PRI' },
  { column_name: 'record', column_type: 'mediumtext', character_set_name: 'utf8mb4', is_nullable: 'NO', column_key: '' },
  { column_name: 'enabled', column_type: 'smallint(6)', character_set_name: null, is_nullable: 'NO', column_key: '' },
  { column_name: 'revision', column_type: 'bigint(20)', character_set_name: null, is_nullable: 'NO', column_key: '' }
]

async function columnsOf (db: Kysely<object>, table: string): Promise<unknown[]> {
  const { rows } = await sql`
    select column_name as column_name, column_type as column_type, character_set_name as character_set_name, is_nullable as is_nullable, column_key as column_key
    from information_schema.columns where table_name = ${table} order by ordinal_position`.execute(db)
  return rows.map(row => ({ ...row as object }))
}

t.test('the columns are varbinary, mediumtext of utf8mb4, smallint and bigint, the user id is the primary key', async t => {
  const { db, table } = await openStore(t, mariadb)
  t.strictSame(await columnsOf(db, table), columns)
})

t.test('the guide\'s migration makes the table that createTwoFactorTable makes', async t => {
  const { db, table } = await openStore(t, mariadb)
  const migrated = droppedAfter(t, db)
  await sql.raw(migrationFor('MySQL and MariaDB', migrated)).execute(db)
  const schemaOf = async (table: string): Promise<string> => {
    const { rows } = await sql<{ 'Create Table': string }>`show create table ${sql.table(table)}`.execute(db)
    return rows[0]!['Create Table'].replace(table, '')
  }
  t.match(await schemaOf(migrated), /varbinary\(255\)/)
  t.equal(await schemaOf(migrated), await schemaOf(table))
})

t.test('a database whose default is latin1 holds every record and keeps every user apart', async t => {
  const server = await mariadbPool(t)
  const database = freshName()
  await server.promise().query(`create database ${database} character set latin1 collate latin1_swedish_ci`)
  t.teardown(async () => { await server.promise().query(`drop database ${database}`) })
  const { db, table, repository } = await openStore(t, mariadb, { driver: { database } })
  t.strictSame(await columnsOf(db, table), columns)
  await t.resolves(checkUserRepository(repository, ...lookAlikes))
})

t.test('Kysely\'s CommonJS build makes the same table', async t => {
  const { Kysely, MysqlDialect }: typeof import('kysely') = createRequire(import.meta.url)('kysely')
  const db = new Kysely<object>({ dialect: new MysqlDialect({ pool: await mariadbPool(t) }) })
  const table = droppedAfter(t, db)
  await createTwoFactorTable(db, { table })
  t.strictSame(await columnsOf(db, table), columns)
  await t.resolves(checkUserRepository({ ...kyselyTwoFactorStore(db, { table }), findUser }, ...lookAlikes))
})

t.test('who has two-factor authentication is a query on enabled, joined with the users by id', async t => {
  const { db, table, repository } = await openStore(t, mariadb)
  await repository.saveTwoFactor('alice', { record: '{}', enabled: true, revision: 1 }, undefined, [])
  await repository.saveTwoFactor('bob', { record: '{}', enabled: false, revision: 1 }, undefined, [])
  const users = droppedAfter(t, db)
  await sql`create table ${sql.table(users)} (id varchar(255) character set utf8mb4 primary key, name varchar(255))`.execute(db)
  await sql`insert into ${sql.table(users)} values ('alice', 'Alice'), ('bob', 'Bob'), ('carol', 'Carol')`.execute(db)
  const { rows } = await sql`
    select name, coalesce(enabled, 0) as enabled from ${sql.table(users)}
    left join ${sql.table(table)} on user_id = id order by name`.execute(db)
  t.strictSame(rows.map(row => ({ ...row as object })), [{ name: 'Alice', enabled: 1 }, { name: 'Bob', enabled: 0 }, { name: 'Carol', enabled: 0 }])
  const { rows: enabled } = await sql<{ user_id: Buffer }>`select user_id from ${sql.table(table)} where enabled = 1`.execute(db)
  t.strictSame(enabled.map(({ user_id: userId }) => userId.toString()), ['alice'], 'the driver gives the id as bytes')
})

t.test('a save finds its row by the primary key', async t => {
  const { db, table, repository } = await openStore(t, mariadb)
  for (const userId of lookAlikes) await repository.saveTwoFactor(userId, { record: '{}', enabled: true, revision: 1 }, undefined, [])
  const { rows } = await sql`explain update ${sql.table(table)} set enabled = 0 where user_id = ${lookAlikes[0]} and revision = 1`.execute(db)
  t.match(rows, [{ key: 'PRIMARY', rows: 1 }])
})

t.test('a row that stays locked is a lost race', async t => {
  const { db, table, repository } = await openStore(t, mariadb, { session: ['innodb_lock_wait_timeout = 0'] })
  await repository.saveTwoFactor('alice', { record: '{}', enabled: false, revision: 1 }, undefined, [])
  await db.transaction().execute(async transaction => {
    await sql`select * from ${sql.table(table)} for update`.execute(transaction)
    t.equal(await repository.saveTwoFactor('alice', { record: '{}', enabled: true, revision: 2 }, 1, []), false)
  })
  t.equal((await repository.findTwoFactor('alice'))!.revision, 1)
})

t.test('first saves that deadlock are lost races but for one', async t => {
  const { db, table, repository } = await openStore(t, mariadb)
  const first = (revision: number): Promise<boolean> => repository.saveTwoFactor('alice', { record: '{}', enabled: false, revision }, undefined, [])
  const saves: Promise<boolean>[] = []
  await t.rejects(db.transaction().execute(async transaction => {
    await sql`insert into ${sql.table(table)} values ('alice', '{}', 0, 1)`.execute(transaction)
    saves.push(first(2), first(3), first(4))
    await waiting(db, table, 3)
    throw new Error('roll back')
  }), { message: 'roll back' })
  t.equal((await Promise.all(saves)).filter(Boolean).length, 1, 'InnoDB rolled the others back')
})

t.test('a connection that breaks before the save took effect is an error, and nothing is changed', async t => {
  const { db, table, repository } = await openStore(t, mariadb)
  await repository.saveTwoFactor('alice', { record: '{}', enabled: false, revision: 1 }, undefined, [])
  await db.transaction().execute(async transaction => {
    await sql`select * from ${sql.table(table)} for update`.execute(transaction)
    const saving = t.rejects(repository.saveTwoFactor('alice', { record: '{}', enabled: true, revision: 2 }, 1, []), Error)
    const [id] = await waiting(db, table, 1)
    await sql`kill ${sql.lit(id!)}`.execute(db)
    await saving
  })
  t.equal((await repository.findTwoFactor('alice'))!.revision, 1)
})

t.test('the columns of the outbox are a counted bigint, text, varbinary for the user, bigint and mediumtext of utf8mb4', async t => {
  const { db, events } = await openOutbox(t, mariadb)
  const rows = await columnsOf(db, events) as { column_type: string, character_set_name: string | null, column_key: string }[]
  t.strictSame(rows.map(({ column_type: type }) => type), ['bigint(20)', 'varchar(36)', 'varbinary(255)', 'varchar(64)', 'bigint(20)', 'mediumtext'])
  t.hasStrict(rows[0], { column_name: 'position', column_key: 'PRI', is_nullable: 'NO' })
  t.hasStrict(rows[5], { column_name: 'event', character_set_name: 'utf8mb4', is_nullable: 'NO' })
})

t.test('with an outbox too a row that stays locked is a lost race, and leaves no event', async t => {
  const outbox = await openOutbox(t, mariadb, { session: ['innodb_lock_wait_timeout = 0'] })
  const { db, table, repository } = outbox
  await repository.saveTwoFactor('alice', { record: '{}', enabled: false, revision: 1 }, undefined, [madeEvent('one')])
  await db.transaction().execute(async transaction => {
    await sql`select * from ${sql.table(table)} for update`.execute(transaction)
    t.equal(await repository.saveTwoFactor('alice', { record: '{}', enabled: true, revision: 2 }, 1, [madeEvent('two')]), false)
  })
  t.strictSame(await idsOf(outbox), ['one'])
})

t.test('with an outbox a connection that breaks before the commit is an error, and neither the row nor an event is there', async t => {
  const outbox = await openOutbox(t, mariadb)
  const { db, table, repository } = outbox
  await repository.saveTwoFactor('alice', { record: '{}', enabled: false, revision: 1 }, undefined, [madeEvent('one')])
  await db.transaction().execute(async transaction => {
    await sql`select * from ${sql.table(table)} for update`.execute(transaction)
    const saving = t.rejects(repository.saveTwoFactor('alice', { record: '{}', enabled: true, revision: 2 }, 1, [madeEvent('two')]), Error)
    const [id] = await waiting(db, table, 1)
    await sql`kill ${sql.lit(id!)}`.execute(db)
    await saving
  })
  t.equal((await repository.findTwoFactor('alice'))!.revision, 1)
  t.strictSame(await idsOf(outbox), ['one'])
  t.equal(await repository.saveTwoFactor('alice', { record: '{}', enabled: true, revision: 2 }, 1, [madeEvent('three')]), true, 'the pool is none the worse')
})

t.test('a save that waits for another of its user numbers its events after those of that one', async t => {
  const outbox = await openOutbox(t, mariadb)
  const { db, table, events, repository } = outbox
  await repository.saveTwoFactor('alice', { record: '{}', enabled: false, revision: 1 }, undefined, [])
  let saving: Promise<boolean> | undefined
  await db.transaction().execute(async transaction => {
    await sql`update ${sql.table(table)} set enabled = 1 where user_id = 'alice'`.execute(transaction)
    saving = repository.saveTwoFactor('alice', { record: '{}', enabled: true, revision: 2 }, 1, [madeEvent('two'), madeEvent('three')])
    await waiting(db, table, 1)
    await sql`insert into ${sql.table(events)} (id, user_id, type, at, event) values ('one', 'alice', 'unlocked', 0, ${JSON.stringify(madeEvent('one'))})`.execute(transaction)
  })
  t.equal(await saving, true)
  t.strictSame(await idsOf(outbox), ['one', 'two', 'three'])
})

t.test('prepared statements, which send numbers as doubles, keep and compare 53 bits', async t => {
  const pool = (await mariadbPool(t)).promise()
  const { table } = await openStore(t, mariadb)
  const repository: UserRepository = {
    findUser,
    async findTwoFactor (userId) {
      const [rows] = await pool.execute(`select record, enabled, revision from ${table} where user_id = ?`, [userId])
      const [row] = rows as { record: string, enabled: number, revision: number }[]
      return row && { ...row, enabled: row.enabled === 1 }
    },
    async saveTwoFactor (userId, { record, enabled, revision }, expectedRevision) {
      const [result] = expectedRevision === undefined
        ? await pool.execute(`insert ignore into ${table} (record, enabled, revision, user_id) values (?, ?, ?, ?)`, [record, enabled, revision, userId])
        : await pool.execute(`update ${table} set record = ?, enabled = ?, revision = ? where user_id = ? and revision = ?`, [record, enabled, revision, userId, expectedRevision])
      return (result as { affectedRows: number }).affectedRows === 1
    }
  }
  await t.resolves(checkUserRepository(repository, ...lookAlikes))
})

/** Ids of so many connections that wait for a lock on this table. */
async function waiting (db: Kysely<object>, table: string, count: number): Promise<number[]> {
  for (;;) {
    const { rows } = await sql<{ id: number }>`select trx_mysql_thread_id as id from information_schema.innodb_trx where trx_state = 'LOCK WAIT' and trx_query like ${`%${table}%`}`.execute(db)
    if (rows.length >= count) return rows.map(({ id }) => id)
    // InnoDB renews what it shows here only when nobody asked for 0.1 s
    await sql`do sleep(0.12)`.execute(db)
  }
}
