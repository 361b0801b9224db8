import { sql, type Kysely } from 'kysely'
import t, { type Test } from 'tap'
import { memoryUserRepository, type SavedTwoFactorEvent, type TwoFactorUser, type UserRepository } from '../../lib/index.js'
import { passkeys } from '../../lib/methods/passkey/peer.js'
import { checkUserRepository, type CheckableRepository } from '../../lib/repositories/conformance.js'
import { createTwoFactorTable, kyselyTwoFactorStore } from '../../lib/repositories/kysely.js'
import { createApplication } from '../support/application.js'
import { SoftAuthenticator } from '../support/authenticator.js'
import type { Client } from '../support/client.js'
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

export interface OpenOutbox extends OpenStore {
  /** The table of the events. */
  events: string
  repository: Required<CheckableRepository>
}

/** The same with an outbox. */
export async function openOutbox (t: Test, open: Open, settings?: Settings): Promise<OpenOutbox> {
  const db = await open(t, settings)
  const [table, events] = [droppedAfter(t, db), droppedAfter(t, db)]
  await createTwoFactorTable(db, { table, events })
  const repository: Required<CheckableRepository> = {
    ...kyselyTwoFactorStore(db, { table, events }),
    findUser,
    async findEvents (userId) {
      const { rows } = await sql<{ event: string }>`select event from ${sql.table(events)} where user_id = ${userId} order by position`.execute(db)
      return rows.map(({ event }) => JSON.parse(event))
    }
  }
  return { db, table, events, repository }
}

export const madeEvent = (id: string): SavedTwoFactorEvent => ({ id, type: 'unlocked', userId: 'alice', at: new Date(1_000_000_000_000) })

export async function idsOf ({ repository }: OpenOutbox, userId = 'alice'): Promise<string[]> {
  return (await repository.findEvents(userId) as SavedTwoFactorEvent[]).map(({ id }) => id)
}

/** What must hold on every engine. */
export function testStore (open: Open, isolations: readonly Settings[]): void {
  t.test('the check finds no fault in the store', async t => {
    const { repository } = await openStore(t, open)
    await t.resolves(checkUserRepository(repository, ...lookAlikes))
    await t.resolves(checkUserRepository(repository, ...lookAlikes), 'again, over what is there')
  })

  t.test('nor in the one with an outbox', async t => {
    const { repository } = await openOutbox(t, open)
    await t.resolves(checkUserRepository(repository, ...lookAlikes))
    await t.resolves(checkUserRepository(repository, ...lookAlikes), 'again, over what is there')
  })

  for (const settings of isolations) {
    t.test(`the check finds no fault in the store under ${JSON.stringify(settings)}, without an outbox and with one`, async t => {
      for (const { repository } of [await openStore(t, open, settings), await openOutbox(t, open, settings)]) await t.resolves(checkUserRepository(repository, ...lookAlikes))
    })
  }

  t.test('a save whose events cannot be written does not happen', async t => {
    const { db, events, repository } = await openOutbox(t, open)
    const row = { record: '{}', enabled: false, revision: 1 }
    await repository.saveTwoFactor('alice', row, undefined, [])
    await sql`drop table ${sql.table(events)}`.execute(db)
    await t.rejects(repository.saveTwoFactor('alice', { ...row, revision: 2 }, 1, [madeEvent('one')]))
    await t.rejects(repository.saveTwoFactor('bob', { ...row, revision: 2 }, undefined, [madeEvent('two')]))
    t.strictSame(await repository.findTwoFactor('alice'), row)
    t.equal(await repository.findTwoFactor('bob'), undefined)
  })

  t.test('user ids that differ in case, accent or a trailing space are four users', async t => {
    const { db, table, repository } = await openStore(t, open)
    for (const [index, userId] of lookAlikes.entries()) t.equal(await repository.saveTwoFactor(userId, { record: userId, enabled: false, revision: index + 1 }, undefined, []), true, userId)
    for (const [index, userId] of lookAlikes.entries()) t.strictSame(await repository.findTwoFactor(userId), { record: userId, enabled: false, revision: index + 1 })
    const { rows } = await sql<{ count: number | string }>`select count(*) as count from ${sql.table(table)}`.execute(db)
    t.equal(Number(rows[0]!.count), 4)
  })

  t.test('a record of a million characters is stored whole', async t => {
    const { repository } = await openStore(t, open)
    const row = { record: '{"😀":"ü"}'.padEnd(1_000_000), enabled: true, revision: 1 }
    t.equal(await repository.saveTwoFactor('alice', row, undefined, []), true)
    t.strictSame(await repository.findTwoFactor('alice'), row)
  })

  t.test('instances that start together may all create the tables', async t => {
    const db = await open(t)
    await Promise.all(Array.from({ length: 12 }, async () => await sql`select 1`.execute(db)))
    for (let round = 0; round < 5; round++) {
      const [table, events] = [droppedAfter(t, db), droppedAfter(t, db)]
      await t.resolves(Promise.all(Array.from({ length: 12 }, async () => await createTwoFactorTable(db, { table, events }))))
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

  t.test('of twenty posts at once over two instances of one registration, and then of one answer of its passkey, one is accepted', async t => {
    const { repository } = await openStore(t, open)
    const options = { userRepository: repository, store: new JsonStore(), origin: 'https://acme.example', passkeys: passkeys() }
    const instances = [await createApplication(options), await createApplication(options)] as const
    const twenty = (client: Client): Client[] => Array.from({ length: 20 }, (_, index) => {
      const copy = instances[index % 2]!.client()
      for (const [name, value] of client.jar) copy.jar.set(name, value)
      return copy
    })
    const accepted = async (clients: readonly Client[], url: string, credential: object): Promise<number> => {
      const answers = await Promise.all(clients.map(async client => await client.post(url, { credential })))
      t.ok(answers.every(({ status }) => status < 500), [...new Set(answers.map(({ status }) => status))].join())
      return answers.filter(({ status }) => status === 200).length
    }
    const key = new SoftAuthenticator()
    const alice = await instances[0].login('alice')
    const { body: { options: creation } } = await alice.post('/two-factor/passkeys')
    t.equal(await accepted(twenty(alice), '/two-factor/passkeys/confirm', key.create(creation)), 1)
    const pending = await instances[1].login('alice')
    const { body: { passkeyOptions } } = await pending.get('/two-factor/challenge')
    t.equal(await accepted(twenty(pending), '/two-factor/challenge', key.get(passkeyOptions)), 1)
    const { authenticators, assertions } = JSON.parse((await repository.findTwoFactor('alice'))!.record)
    t.strictSame([authenticators.length, assertions], [1, 1])
  })
}
