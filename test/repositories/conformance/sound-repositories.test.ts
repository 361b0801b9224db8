import { join } from 'node:path'
import { Kysely, sql, SqliteDialect, type SqliteDatabase } from 'kysely'
import SqliteFile from 'libsql'
import t, { type Test } from 'tap'
import { memoryUserRepository, type SavedTwoFactorEvent, type TwoFactorUser, type UserRepository } from '../../../lib/index.js'
import { parseRecord } from '../../../lib/methods/index.js'
import { checkUserRepository, type CheckableRepository } from '../../../lib/repositories/conformance.js'
import { createTwoFactorTable, kyselyTwoFactorStore } from '../../../lib/repositories/kysely.js'

const lookAlikes = ['aB3x', 'AB3X', 'áB3x', 'aB3x ']
const others = ['42', '7b4ad26e-2a64-4e27-9a2b-51d8e0c6a3f0', '65a51d2e9f1c3b0012ab34cd', 'PÈRE NOËL']
const users: Record<string, TwoFactorUser> = {
  ...Object.fromEntries([...lookAlikes, ...others].map(userId => [userId, { accountName: userId }])),
  alice: { accountName: 'alice', twoFactor: 'required', graceEndsAt: new Date(), issuerName: 'Acme', trustClients: false, hasPassword: false, locale: 'it', timeZone: 'Europe/Rome' },
  carol: { accountName: 'carol', twoFactor: 'optional', graceEndsAt: null, issuerName: null, trustClients: undefined, locale: null, timeZone: null },
  row: { accountName: 'row', id: 7, password_hash: 'x', twoFactor: 'required', graceEndsAt: '2026-03-01', trustClients: 0, hasPassword: 1, has_password: 1 } as unknown as TwoFactorUser
}

async function sqlite (t: Test, file: string): Promise<CheckableRepository> {
  const database = new SqliteFile(file)
  database.pragma('busy_timeout = 5000')
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = NORMAL')
  const db = new Kysely<object>({ dialect: new SqliteDialect({ database: database as unknown as SqliteDatabase }) })
  t.teardown(async () => { await db.destroy() })
  await createTwoFactorTable(db, { events: 'two_factor_events' })
  return {
    ...kyselyTwoFactorStore(db, { events: 'two_factor_events' }),
    findUser: memoryUserRepository(users).findUser,
    async findEvents (userId) {
      const { rows } = await sql<{ event: string }>`select event from two_factor_events where user_id = ${userId} order by position`.execute(db)
      return rows.map(({ event }) => JSON.parse(event))
    }
  }
}

for (const file of [':memory:', 'users.sqlite']) {
  t.test(`the check finds no fault in kyselyTwoFactorStore on SQLite, ${file}`, async t => {
    const repository = await sqlite(t, file === ':memory:' ? file : join(t.testdir(), file))
    await t.resolves(checkUserRepository(repository, 'aB3x', ...lookAlikes))
    const events = await repository.findEvents!('aB3x') as SavedTwoFactorEvent[]
    t.ok(events.length > 100, 'it tries many events')
    t.ok(events.every(({ test }) => test === true), 'and names them')
    await t.resolves(checkUserRepository(repository, 'aB3x', ...lookAlikes), 'again, over those that are there')
  })
}

t.test('the check finds no fault in memoryUserRepository, whatever the ids look like', async t => {
  for (const userId of ['alice', 'row', ...lookAlikes, ...others]) await t.resolves(checkUserRepository(memoryUserRepository(users), userId), userId)
  await t.resolves(checkUserRepository(memoryUserRepository(users), 'carol', ...lookAlikes, 'carol'), 'several, one of them twice')
})

t.test('the check may be run again on rows that are there', async t => {
  const repository = memoryUserRepository(users)
  for (let count = 0; count < 2; count++) await t.resolves(checkUserRepository(repository, ...['alice', 'aB3x'] as const))
})

t.test('every record that the check saves is one that the plugin reads, and the last is of a user without two-factor authentication', async t => {
  const { findUser, findTwoFactor, saveTwoFactor } = memoryUserRepository(users)
  const records: string[] = []
  await checkUserRepository({
    findUser,
    findTwoFactor,
    async saveTwoFactor (userId, row, ...more) {
      records.push(row.record)
      return await saveTwoFactor(userId, row, ...more)
    }
  }, ...['alice', 'aB3x'] as const)
  t.ok(records.length > 300)
  for (const record of records) t.strictSame(parseRecord(record).authenticators, [])
  t.ok(Math.max(...records.map(record => Buffer.byteLength(record))) < 2 ** 16, 'a text column of MySQL holds each')
  for (const userId of ['alice', 'aB3x']) t.equal((await findTwoFactor(userId))!.enabled, false)
})

t.test('the check calls the methods of the object that it was given', async t => {
  class Users implements UserRepository {
    readonly #repository = memoryUserRepository(users)
    findUser: UserRepository['findUser'] = async userId => await this.#repository.findUser(userId)
    async findTwoFactor (...args: Parameters<UserRepository['findTwoFactor']>): ReturnType<UserRepository['findTwoFactor']> { return await this.#repository.findTwoFactor(...args) }
    async saveTwoFactor (...args: Parameters<UserRepository['saveTwoFactor']>): ReturnType<UserRepository['saveTwoFactor']> { return await this.#repository.saveTwoFactor(...args) }
  }
  await t.resolves(checkUserRepository(new Users(), 'alice'))
})

t.test('an id that the database cannot take for a user is not held against it', async t => {
  const repository = memoryUserRepository(users)
  const digits = (userId: string): string => {
    if (!/^\d+\s*$/.test(userId)) throw new Error(`invalid input syntax for type integer: ${JSON.stringify(userId)}`)
    return userId.trim()
  }
  const ofIntegers: UserRepository = {
    findUser: async userId => await repository.findUser(digits(userId)),
    findTwoFactor: async userId => await repository.findTwoFactor(digits(userId)),
    saveTwoFactor: async (userId, ...saved) => await repository.saveTwoFactor(digits(userId), ...saved)
  }
  await t.resolves(checkUserRepository(ofIntegers, '42'))
})

t.test('the check takes no number for a user id, and says what to pass', async t => {
  for (const userIds of [[42], ['42', 42], [undefined], ['']] as unknown as [string][]) {
    await t.rejects(checkUserRepository(memoryUserRepository(users), ...userIds), { name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE', message: /Pass String\(user\.id\) for numbers/ }, JSON.stringify(userIds))
  }
})
