import LibsqlDatabase from 'libsql'
import { Kysely, SqliteDialect } from 'kysely'
import t from 'tap'
import type { UserRepository } from '../../lib/index.js'
import { createTwoFactorTable, kyselyTwoFactorStore } from '../../lib/repositories/kysely.js'
import { createApplication } from '../support/application.js'
import type { StoredRecord } from '../support/test-repository.js'
import { attack, IMPORTED_KEY, isRefused, outcome } from './support.js'

const LATER = { of: 'a later release' }
const levels = ['codeAttempts', 'passwordAttempts', 'recoveryAttempts'] as const

/** The record with a property at every level that this release does not know. */
function marked (record: StoredRecord): object {
  const mark = <Value extends object>(value: Value): object => ({ ...value, later: LATER })
  return mark({
    ...record,
    ...Object.fromEntries(levels.map(level => [level, mark(record[level])])),
    authenticators: record.authenticators.map(mark),
    trustedClients: record.trustedClients.map(mark),
    ...(record.enrollment === undefined ? {} : { enrollment: mark(record.enrollment as object) })
  })
}

attack('keeps what it does not know in a record, at every level, through every change', { verifyPassword: (_userId, password) => password === 'right' }, async (t, world) => {
  const { secret: first, recoveryCodes } = await world.enroll('alice')
  let live = first
  let alice = await world.signIn('alice', first, { trustClient: true })
  const keeps = async (change: string, act: () => Promise<unknown>): Promise<void> => {
    world.repository.store('alice', marked)
    const before = world.repository.stored('alice')
    world.repository.countSaves()
    await act()
    const after = world.repository.stored('alice')
    t.ok(world.repository.countSaves() > 0, `${change}: was saved`)
    t.strictSame(after.later, LATER, `${change}: the record`)
    for (const level of levels) t.strictSame(after[level].later, LATER, `${change}: ${level}`)
    for (const list of ['authenticators', 'trustedClients'] as const) {
      for (const entry of after[list]) if (before[list].some(({ id }) => id === entry.id)) t.strictSame(entry.later, LATER, `${change}: ${list}`)
    }
    if (after.enrollment !== undefined && (before.enrollment as { id: string } | undefined)?.id === (after.enrollment as { id: string }).id) t.match(after.enrollment, { later: LATER }, `${change}: enrollment`)
  }
  await keeps('a remembered client used', async () => {
    world.clock.now += 86_400_000
    await world.login('alice', { client: world.copy(alice) })
  })
  await keeps('a wrong code', async () => await (await world.login('alice')).post('/two-factor/challenge', { code: world.wrong(live) }))
  await keeps('a right code', async () => { alice = await world.signIn('alice', live, { trustClient: true }) })
  await keeps('a wrong recovery code', async () => await (await world.login('alice')).post('/two-factor/recovery', { code: '0'.repeat(24) }))
  await keeps('a password', async () => {
    await alice.post('/two-factor/enrollment', { password: 'wrong' })
    await alice.post('/two-factor/enrollment', { password: 'right' })
  })
  const { body: { secret: pending } } = await alice.get('/two-factor/enrollment')
  await keeps('a wrong confirmation', async () => await alice.post('/two-factor/enrollment/confirm', { code: world.wrong(pending) }))
  await keeps('a cancelled enrollment', async () => await alice.post('/two-factor/enrollment/cancel'))
  const added = await world.startEnrollment(alice)
  await keeps('a confirmed enrollment', async () => await alice.post('/two-factor/enrollment/confirm', { code: world.code(added) }))
  t.strictSame(world.repository.stored('alice').authenticators.map(({ later }) => later), [LATER, LATER], 'what the pending one had goes along')
  world.nextStep()
  await keeps('regenerated codes', async () => await alice.post('/two-factor/recovery-codes', { code: world.code(live) }))
  world.nextStep()
  await keeps('a step-up', async () => await alice.post('/two-factor/step-up', { code: world.code(live) }))
  world.nextStep()
  const { id } = world.repository.stored('alice').authenticators[0]!
  await keeps('a removed authenticator', async () => await alice.post(`/two-factor/authenticators/${id}/remove`, { code: world.code(added) }))
  live = added
  world.nextStep()
  const trusted = await world.signIn('alice', live, { trustClient: true })
  await world.signIn('alice', live, { trustClient: true })
  await keeps('a revoked client', async () => await trusted.post(`/two-factor/trusted-clients/${world.repository.stored('alice').trustedClients[0]!.id}/revoke`))
  await keeps('all clients revoked', async () => await trusted.post('/two-factor/trusted-clients/revoke'))
  await keeps('a sign-out', async () => await trusted.post('/logout'))
  await keeps('a new password', async () => await world.i1.twoFactor.revokeSessions('alice'))
  await keeps('an import', async () => await world.i1.twoFactor.importAuthenticator('alice', { secret: IMPORTED_KEY }))
  await keeps('disabling', async () => await (await world.signIn('alice', live)).post('/two-factor/disable', { code: world.code(live) }))
  t.ok(recoveryCodes)
  await keeps('a reset', async () => await world.i1.twoFactor.reset('alice'))
})

attack('answers a record of a higher version, or a damaged one, with 503 everywhere and leaves it', {}, async (t, world) => {
  const { client: full, secret, recoveryCodes } = await world.enroll('alice')
  const trusted = await world.signIn('alice', secret, { trustClient: true })
  const pending = await world.login('alice')
  const row = world.repository.rows.get('alice')!
  const records = [
    JSON.stringify({ ...JSON.parse(row.record), version: 2 }), JSON.stringify({ ...JSON.parse(row.record), version: '1' }), JSON.stringify({ ...JSON.parse(row.record), authenticators: undefined }),
    JSON.stringify({ ...JSON.parse(row.record), authenticators: {} }), JSON.stringify({ ...JSON.parse(row.record), codeAttempts: { failures: -1000, days: {} } }), JSON.stringify({ ...JSON.parse(row.record), stamp: '' }),
    '{}', 'null', '[]', '', row.record.slice(0, -5)
  ]
  for (const record of records) {
    const damaged = { ...row, record }
    world.repository.rows.set('alice', damaged)
    for (const answer of [
      await world.copy(full).get('/me'), await world.copy(full).get('/two-factor'), await world.client().post('/login', { userId: 'alice' }), await world.copy(trusted).post('/login', { userId: 'alice' }),
      await world.copy(pending).post('/two-factor/challenge', { code: world.code(secret) }), await world.copy(pending).post('/two-factor/recovery', { code: recoveryCodes[0] }),
      await world.copy(full).post('/two-factor/disable', { code: world.code(secret) }), await world.copy(full).post('/two-factor/sign-out')
    ]) t.match(answer, { status: 503, body: { code: 'TWO_FACTOR_UNAVAILABLE' } })
    for (const act of [() => world.i1.twoFactor.reset('alice'), () => world.i1.twoFactor.status('alice'), () => world.i1.twoFactor.revokeSessions('alice'), () => world.i1.twoFactor.reseal('alice')]) {
      await t.rejects(async () => { await act() }, { code: 'TWO_FACTOR_UNAVAILABLE' })
    }
    t.strictSame(world.repository.rows.get('alice'), damaged, 'unchanged')
    await isRefused(t, await world.login('bob').then(() => world.client()), 'nobody else is touched')
  }
})

const ids = ['aB3x', 'AB3X', 'áB3x', 'aB3x ', 'a\u0301B3x']
const lookalikes = Object.fromEntries(ids.map((id, index) => [id, { accountName: `user ${index}` }]))

async function sqlite (): Promise<UserRepository> {
  const db = new Kysely<object>({ dialect: new SqliteDialect({ database: new LibsqlDatabase(':memory:') as never }) })
  await createTwoFactorTable(db)
  return { ...kyselyTwoFactorStore(db), findUser: async id => lookalikes[id] }
}

for (const [engine, open] of [['in memory', async () => undefined], ['in SQLite', sqlite]] as const) {
  t.test(`takes ids that look alike for as many users, ${engine}`, async t => {
    const userRepository = await open()
    const { enroll, client, code, clock, app } = await createApplication({ users: lookalikes, ...(userRepository && { userRepository }) })
    const enrolled = await enroll(ids[0]!)
    for (const id of ids.slice(1)) {
      t.match(await app.twoFactor.status(id), { enabled: false }, `${JSON.stringify(id)} is not enrolled by ${ids[0]}`)
      const browser = client()
      t.match((await browser.post('/login', { userId: id })).body, { status: 'complete', method: 'none' })
      t.match((await browser.get('/me')).body, { userId: id })
    }
    const second = await enroll(ids[1]!)
    const pending = client()
    await pending.post('/login', { userId: ids[0] })
    t.equal(outcome(await pending.post('/two-factor/challenge', { code: code(second.secret) })), 'TWO_FACTOR_INVALID_CODE')
    clock.now += 30_000
    t.equal((await pending.post('/two-factor/challenge', { code: code(enrolled.secret) })).status, 200)
    t.match((await pending.get('/me')).body, { userId: ids[0] })
  })
}

attack('takes for a user id nothing but a string of 1 to 255 well-formed bytes', {
  extend: app => { app.post('/login-as', async request => await request.twoFactor.signIn((request.body as { userId: string }).userId)) }
}, async (t, world) => {
  for (const userId of ['', 5, null, true, ['alice'], { toString: 'alice' }, 'x'.repeat(256), 'é'.repeat(128), 'a\u0000', '\ud800', '__proto__', 'constructor', 'toString']) {
    const client = world.client()
    t.ok((await client.post('/login-as', { userId })).status >= 400, JSON.stringify(userId)?.slice(0, 40))
    await isRefused(t, client)
  }
  t.equal(world.repository.rows.size, 0)
})
