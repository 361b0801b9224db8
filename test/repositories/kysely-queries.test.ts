import t from 'tap'
import type { SavedTwoFactorEvent } from '../../lib/index.js'
import { createTwoFactorTable, kyselyTwoFactorStore } from '../../lib/repositories/kysely.js'
import { scriptedDatabase, type Engine } from '../support/databases.js'

const row = { record: '{}', enabled: true, revision: 7 }

const statements: Record<Engine, { table: string, find: string, insert: string, update: string, events: string, withEvents: { insert: string[], update: string[] } }> = {
  mysql: {
    table: 'create table if not exists `two_factor` (`user_id` varbinary(255) not null primary key, `record` mediumtext character set utf8mb4 not null, `enabled` smallint not null, `revision` bigint not null)',
    find: 'select `record`, `enabled`, `revision` from `two_factor` where `user_id` = ?',
    insert: 'insert into `two_factor` (`user_id`, `record`, `enabled`, `revision`) values (?, ?, ?, ?)',
    update: 'update `two_factor` set `record` = ?, `enabled` = ?, `revision` = ? where `user_id` = ? and `revision` = ?',
    events: 'create table if not exists `two_factor_events` (`position` bigint primary key auto_increment, `id` varchar(36) not null, `user_id` varbinary(255) not null, `type` varchar(64) not null, `at` bigint not null, `event` mediumtext character set utf8mb4 not null)',
    get withEvents () { return inTransaction(this, 'insert into `two_factor_events` (`id`, `user_id`, `type`, `at`, `event`) values (?, ?, ?, ?, ?), (?, ?, ?, ?, ?)') }
  },
  postgres: {
    table: 'create table if not exists "two_factor" ("user_id" varchar(255) not null primary key, "record" text not null, "enabled" smallint not null, "revision" bigint not null)',
    find: 'select "record", "enabled", "revision" from "two_factor" where "user_id" = $1',
    insert: 'insert into "two_factor" ("user_id", "record", "enabled", "revision") values ($1, $2, $3, $4)',
    update: 'update "two_factor" set "record" = $1, "enabled" = $2, "revision" = $3 where "user_id" = $4 and "revision" = $5',
    events: 'create table if not exists "two_factor_events" ("position" bigserial primary key, "id" varchar(36) not null, "user_id" varchar(255) not null, "type" varchar(64) not null, "at" bigint not null, "event" text not null)',
    get withEvents () {
      const after = (written: string, first: number): string[] => [`with "saved" as (${written} returning "revision") insert into "two_factor_events" ("id", "user_id", "type", "at", "event") select id, user_id, type, at, event from saved, (values ${[0, 1].map(number => `(${number}, ${[0, 1, 2].map(place => `$${first + number * 5 + place}`).join(', ')}, cast($${first + number * 5 + 3} as bigint), $${first + number * 5 + 4})`).join(', ')}) as given (number, id, user_id, type, at, event) order by number returning "id"`]
      return { insert: after(this.insert, 5), update: after(this.update, 6) }
    }
  },
  sqlite: {
    table: 'create table if not exists "two_factor" ("user_id" varchar(255) not null primary key, "record" text not null, "enabled" smallint not null, "revision" bigint not null)',
    find: 'select "record", "enabled", "revision" from "two_factor" where "user_id" = ?',
    insert: 'insert into "two_factor" ("user_id", "record", "enabled", "revision") values (?, ?, ?, ?)',
    update: 'update "two_factor" set "record" = ?, "enabled" = ?, "revision" = ? where "user_id" = ? and "revision" = ?',
    events: 'create table if not exists "two_factor_events" ("position" integer primary key autoincrement, "id" varchar(36) not null, "user_id" varchar(255) not null, "type" varchar(64) not null, "at" bigint not null, "event" text not null)',
    get withEvents () { return inTransaction(this, 'insert into "two_factor_events" ("id", "user_id", "type", "at", "event") values (?, ?, ?, ?, ?), (?, ?, ?, ?, ?)') }
  }
}

const told: readonly SavedTwoFactorEvent[] = [
  { id: 'one', type: 'unlocked', userId: 'alice', at: new Date(5) },
  { id: 'two', type: 'failed', userId: 'alice', at: new Date(6), signInId: 'sign-in', purpose: 'step-up' }
]
const eventParameters = told.flatMap(({ id, type, at }, index) => [id, 'alice', type, at.getTime(), JSON.stringify(told[index])])

/** The row first, then the events. */
function inTransaction ({ insert, update }: { insert: string, update: string }, events: string): { insert: string[], update: string[] } {
  return { insert: [insert, events], update: [update, events] }
}

for (const [engine, expected] of Object.entries(statements) as [Engine, typeof statements[Engine]][]) {
  t.test(`on ${engine} every operation is one plain statement`, async t => {
    const { db, queries } = scriptedDatabase(engine, ({ sql }) => sql.startsWith('update') ? { numAffectedRows: 1n } : {})
    await createTwoFactorTable(db)
    const { findTwoFactor, saveTwoFactor } = kyselyTwoFactorStore(db)
    await findTwoFactor('alice')
    t.equal(await saveTwoFactor('alice', row, undefined, []), true)
    t.equal(await saveTwoFactor('alice', { ...row, enabled: false, revision: 8 }, 7, []), true)
    t.strictSame(queries, [
      { sql: expected.table, parameters: [] },
      { sql: expected.find, parameters: ['alice'] },
      { sql: expected.insert, parameters: ['alice', '{}', 1, 7] },
      { sql: expected.update, parameters: ['{}', 0, 8, 'alice', 7] }
    ])
  })
}

for (const [engine, { events, withEvents, update, table }] of Object.entries(statements) as [Engine, typeof statements[Engine]][]) {
  t.test(`on ${engine} events are written after the row, ${engine === 'postgres' ? 'in the same statement' : 'in a transaction'}, and a save without any is as it was`, async t => {
    const { db, queries } = scriptedDatabase(engine, ({ sql }) => ({ numAffectedRows: 1n, rows: sql.startsWith('with') ? [{ id: 'one' }, { id: 'two' }] : [] }))
    await createTwoFactorTable(db, { events: 'two_factor_events' })
    const { saveTwoFactor } = kyselyTwoFactorStore(db, { events: 'two_factor_events' })
    t.equal(await saveTwoFactor('alice', row, undefined, told), true)
    t.equal(await saveTwoFactor('alice', row, 5, told), true)
    t.equal(await saveTwoFactor('alice', row, 5, []), true)
    t.strictSame(queries.map(({ sql }) => sql.replaceAll(/\s+/g, ' ')), [table, events, ...withEvents.insert, ...withEvents.update, update].map(sql => sql.replaceAll(/\s+/g, ' ')))
    const parameters = queries.slice(2).flatMap(({ parameters }) => parameters)
    t.strictSame(parameters, ['alice', '{}', 1, 7, ...eventParameters, '{}', 1, 7, 'alice', 5, ...eventParameters, '{}', 1, 7, 'alice', 5])
  })

  t.test(`on ${engine} no event is written where no row was`, async t => {
    const { db, queries } = scriptedDatabase(engine, () => ({ numAffectedRows: 0n }))
    t.equal(await kyselyTwoFactorStore(db, { events: 'two_factor_events' }).saveTwoFactor('alice', row, 5, told), false)
    t.equal(queries.length, 1)
  })
}

t.test('without the option events are not written', async t => {
  const { db, queries } = scriptedDatabase('postgres', () => ({ numAffectedRows: 1n }))
  t.equal(await kyselyTwoFactorStore(db).saveTwoFactor('alice', row, 5, told), true)
  t.strictSame(queries.map(({ sql }) => sql), [statements.postgres.update])
})

t.test('numbers that a driver gives as text are numbers, and a boolean is one', async t => {
  for (const [stored, found] of [[{ enabled: '1', revision: '9007199254740991' }, { enabled: true, revision: 9007199254740991 }], [{ enabled: 0, revision: 5 }, { enabled: false, revision: 5 }], [{ enabled: '0', revision: '5' }, { enabled: false, revision: 5 }], [{ enabled: 1n, revision: 6n }, { enabled: true, revision: 6 }]] as const) {
    const { db } = scriptedDatabase('postgres', () => ({ rows: [{ record: '{}', ...stored }] }))
    t.strictSame(await kyselyTwoFactorStore(db).findTwoFactor('alice'), { record: '{}', ...found })
  }
})

t.test('a change that met no row was lost', async t => {
  for (const [affected, saved] of [[0n, false], [1n, true], [undefined, false], [2n, false]] as const) {
    const { db } = scriptedDatabase('mysql', () => affected === undefined ? {} : { numAffectedRows: affected })
    t.equal(await kyselyTwoFactorStore(db).saveTwoFactor('alice', row, 5, []), saved, String(affected))
  }
})

t.test('the table is tried twice, since of two sessions that make it at once one fails', async t => {
  const racing = scriptedDatabase('postgres', (_query, index) => { if (index === 0) throw new Error('duplicate key value violates unique constraint "pg_type_typname_nsp_index"'); return {} })
  await t.resolves(createTwoFactorTable(racing.db))
  t.equal(racing.queries.length, 2)
  const later = scriptedDatabase('postgres', (_query, index) => { if (index === 1) throw new Error('duplicate key value'); return {} })
  await t.resolves(createTwoFactorTable(later.db, { events: 'two_factor_events' }))
  t.strictSame(later.queries.map(({ sql }) => sql), [statements.postgres.table, statements.postgres.events, statements.postgres.events])
  const broken = scriptedDatabase('postgres', () => { throw new Error('permission denied') })
  await t.rejects(createTwoFactorTable(broken.db), { message: 'permission denied' })
})
