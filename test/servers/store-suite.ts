import { sql, type Kysely } from 'kysely'
import t, { type Test } from 'tap'
import { memoryUserRepository, type TwoFactorUser, type UserRepository } from '../../lib/index.js'
import { checkUserRepository } from '../../lib/repositories/conformance.js'
import { createTwoFactorTable, kyselyTwoFactorStore } from '../../lib/repositories/kysely.js'
import { createApplication } from '../support/application.js'
import { JsonStore } from '../support/json-store.js'
import { droppedAfter, type Open, type Settings } from './engines.js'

export const lookAlikes = ['aB3x', 'AB3X', 'áB3x', 'aB3x '] as const

export const { findUser } = memoryUserRepository(Object.fromEntries([...lookAlikes, 'alice', 'bob'].map((userId): [string, TwoFactorUser] => [userId, { accountName: userId }])))

export interface OpenStore {
  db: Kysely<object>
  table: string
  repository: UserRepository
}

/** The store over a table of its own. */
export async function openStore (t: Test, open: Open, settings?: Settings): Promise<OpenStore> {
  const db = await open(t, settings)
  const table = droppedAfter(t, db)
  await createTwoFactorTable(db, { table })
  return { db, table, repository: { ...kyselyTwoFactorStore(db, { table }), findUser } }
}

/** What must hold on every engine. */
export function testStore (open: Open, isolations: readonly Settings[]): void {
  t.test('the check finds no fault in the store', async t => {
    const { repository } = await openStore(t, open)
    await t.resolves(checkUserRepository(repository, ...lookAlikes))
    await t.resolves(checkUserRepository(repository, ...lookAlikes), 'again, over what is there')
  })

  for (const settings of isolations) {
    t.test(`the check finds no fault in the store under ${JSON.stringify(settings)}`, async t => {
      const { repository } = await openStore(t, open, settings)
      await t.resolves(checkUserRepository(repository, ...lookAlikes))
    })
  }

  t.test('user ids that differ in case, accent or a trailing space are four users', async t => {
    const { db, table, repository } = await openStore(t, open)
    for (const [index, userId] of lookAlikes.entries()) t.equal(await repository.saveTwoFactor(userId, { record: userId, enabled: false, revision: index + 1 }, undefined), true, userId)
    for (const [index, userId] of lookAlikes.entries()) t.strictSame(await repository.findTwoFactor(userId), { record: userId, enabled: false, revision: index + 1 })
    const { rows } = await sql<{ count: number | string }>`select count(*) as count from ${sql.table(table)}`.execute(db)
    t.equal(Number(rows[0]!.count), 4)
  })

  t.test('a record of a million characters is stored whole', async t => {
    const { repository } = await openStore(t, open)
    const row = { record: '{"😀":"ü"}'.padEnd(1_000_000), enabled: true, revision: 1 }
    t.equal(await repository.saveTwoFactor('alice', row, undefined), true)
    t.strictSame(await repository.findTwoFactor('alice'), row)
  })

  t.test('instances that start together may all create the table', async t => {
    const db = await open(t)
    await Promise.all(Array.from({ length: 12 }, async () => await sql`select 1`.execute(db)))
    for (let round = 0; round < 5; round++) {
      const table = droppedAfter(t, db)
      await t.resolves(Promise.all(Array.from({ length: 12 }, async () => await createTwoFactorTable(db, { table }))))
    }
  })

  t.test('of fifty right codes at once over two instances one is accepted', async t => {
    const { repository } = await openStore(t, open)
    const store = new JsonStore()
    const instances = [await createApplication({ userRepository: repository, store }), await createApplication({ userRepository: repository, store })] as const
    const { secret } = await instances[0].enroll('alice')
    const [{ now }] = instances.map(({ clock }) => clock) as [{ now: number }]
    instances[1].clock.now = now
    const clients = await Promise.all(Array.from({ length: 50 }, async (_, index) => await instances[index % 2]!.login('alice')))
    const answers = await Promise.all(clients.map(async client => await client.post('/two-factor/challenge', { code: instances[0].code(secret) })))
    t.equal(answers.filter(({ status }) => status === 200).length, 1)
    t.ok(answers.every(({ status }) => status === 200 || status === 422), [...new Set(answers.map(({ status }) => status))].join())
  })
}
