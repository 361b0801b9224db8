import t from 'tap'
import { createTwoFactorTable, kyselyTwoFactorStore } from '../../lib/repositories/kysely.js'
import { scriptedDatabase, type Engine } from '../support/databases.js'

const row = { record: '{}', enabled: true, revision: 7 }

const statements: Record<Engine, { table: string, find: string, insert: string, update: string }> = {
  mysql: {
    table: 'create table if not exists `two_factor` (`user_id` varbinary(255) not null primary key, `record` mediumtext character set utf8mb4 not null, `enabled` smallint not null, `revision` bigint not null)',
    find: 'select `record`, `enabled`, `revision` from `two_factor` where `user_id` = ?',
    insert: 'insert into `two_factor` (`user_id`, `record`, `enabled`, `revision`) values (?, ?, ?, ?)',
    update: 'update `two_factor` set `record` = ?, `enabled` = ?, `revision` = ? where `user_id` = ? and `revision` = ?'
  },
  postgres: {
    table: 'create table if not exists "two_factor" ("user_id" varchar(255) not null primary key, "record" text not null, "enabled" smallint not null, "revision" bigint not null)',
    find: 'select "record", "enabled", "revision" from "two_factor" where "user_id" = $1',
    insert: 'insert into "two_factor" ("user_id", "record", "enabled", "revision") values ($1, $2, $3, $4)',
    update: 'update "two_factor" set "record" = $1, "enabled" = $2, "revision" = $3 where "user_id" = $4 and "revision" = $5'
  },
  sqlite: {
    table: 'create table if not exists "two_factor" ("user_id" varchar(255) not null primary key, "record" text not null, "enabled" smallint not null, "revision" bigint not null)',
    find: 'select "record", "enabled", "revision" from "two_factor" where "user_id" = ?',
    insert: 'insert into "two_factor" ("user_id", "record", "enabled", "revision") values (?, ?, ?, ?)',
    update: 'update "two_factor" set "record" = ?, "enabled" = ?, "revision" = ? where "user_id" = ? and "revision" = ?'
  }
}

for (const [engine, expected] of Object.entries(statements) as [Engine, typeof statements[Engine]][]) {
  t.test(`on ${engine} every operation is one plain statement`, async t => {
    const { db, queries } = scriptedDatabase(engine, ({ sql }) => sql.startsWith('update') ? { numAffectedRows: 1n } : {})
    await createTwoFactorTable(db)
    const { findTwoFactor, saveTwoFactor } = kyselyTwoFactorStore(db)
    await findTwoFactor('alice')
    t.equal(await saveTwoFactor('alice', row, undefined), true)
    t.equal(await saveTwoFactor('alice', { ...row, enabled: false, revision: 8 }, 7), true)
    t.strictSame(queries, [
      { sql: expected.table, parameters: [] },
      { sql: expected.find, parameters: ['alice'] },
      { sql: expected.insert, parameters: ['alice', '{}', 1, 7] },
      { sql: expected.update, parameters: ['{}', 0, 8, 'alice', 7] }
    ])
  })
}

t.test('numbers that a driver gives as text are numbers, and a boolean is one', async t => {
  for (const [stored, found] of [[{ enabled: '1', revision: '9007199254740991' }, { enabled: true, revision: 9007199254740991 }], [{ enabled: 0, revision: 5 }, { enabled: false, revision: 5 }], [{ enabled: '0', revision: '5' }, { enabled: false, revision: 5 }], [{ enabled: 1n, revision: 6n }, { enabled: true, revision: 6 }]] as const) {
    const { db } = scriptedDatabase('postgres', () => ({ rows: [{ record: '{}', ...stored }] }))
    t.strictSame(await kyselyTwoFactorStore(db).findTwoFactor('alice'), { record: '{}', ...found })
  }
})

t.test('a change that met no row was lost', async t => {
  for (const [affected, saved] of [[0n, false], [1n, true], [undefined, false], [2n, false]] as const) {
    const { db } = scriptedDatabase('mysql', () => affected === undefined ? {} : { numAffectedRows: affected })
    t.equal(await kyselyTwoFactorStore(db).saveTwoFactor('alice', row, 5), saved, String(affected))
  }
})

t.test('the table is tried twice, since of two sessions that make it at once one fails', async t => {
  const racing = scriptedDatabase('postgres', (_query, index) => { if (index === 0) throw new Error('duplicate key value violates unique constraint "pg_type_typname_nsp_index"'); return {} })
  await t.resolves(createTwoFactorTable(racing.db))
  t.equal(racing.queries.length, 2)
  const broken = scriptedDatabase('postgres', () => { throw new Error('permission denied') })
  await t.rejects(createTwoFactorTable(broken.db), { message: 'permission denied' })
})
