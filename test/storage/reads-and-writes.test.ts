import t from 'tap'
import { createApplication, type ApplicationOptions, type TestApplication, users } from '../support/application.js'
import type { Answer, Client } from '../support/client.js'
import { TestRepository } from '../support/test-repository.js'

type Counts = ReturnType<TestRepository['count']>

/** Counts what the request costs, once everything before it is done. */
async function cost (prepare: (application: TestApplication) => Promise<() => Promise<Answer>>, status = 200, options: ApplicationOptions = {}): Promise<Counts> {
  const repository = new TestRepository(users)
  const act = await prepare(await createApplication({
    ...options,
    userRepository: repository,
    verifyPassword: (_userId, password) => password === 'right',
    extend: app => { app.get('/check', async request => await request.twoFactor.check()) }
  }))
  repository.count()
  const answer = await act()
  if (answer.status !== status) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
  return repository.count()
}

const complete = (act: (browser: Client, application: TestApplication, secret: string, recoveryCodes: string[]) => Promise<Answer>) => async (application: TestApplication): Promise<() => Promise<Answer>> => {
  const { client: browser, secret, recoveryCodes } = await application.enroll('alice')
  return () => act(browser, application, secret, recoveryCodes)
}

const pending = (act: (browser: Client, application: TestApplication, secret: string, recoveryCodes: string[]) => Promise<Answer>) => async (application: TestApplication): Promise<() => Promise<Answer>> => {
  const { secret, recoveryCodes } = await application.enroll('alice')
  const browser = await application.login('alice')
  return () => act(browser, application, secret, recoveryCodes)
}

t.test('a challenge is one read of each and one write, a wrong guess too', async t => {
  t.strictSame(await cost(pending((browser, { code }, secret) => browser.post('/two-factor/challenge', { code: code(secret) }))), { rows: 1, users: 1, writes: 1 })
  t.strictSame(await cost(pending((browser, { wrong }, secret) => browser.post('/two-factor/challenge', { code: wrong(secret) })), 422), { rows: 1, users: 1, writes: 1 })
})

t.test('a challenge that asks for trust, and a recovery, cost no more', async t => {
  t.strictSame(await cost(pending((browser, { code }, secret) => browser.post('/two-factor/challenge', { code: code(secret), trustClient: true }))), { rows: 1, users: 1, writes: 1 })
  t.strictSame(await cost(pending((browser, _application, _secret, [code]) => browser.post('/two-factor/recovery', { code }))), { rows: 1, users: 1, writes: 1 })
})

t.test('a guarded request is one read, for a user without two-factor authentication two', async t => {
  t.strictSame(await cost(complete(browser => browser.get('/me'))), { rows: 1, users: 0, writes: 0 })
  t.strictSame(await cost(async ({ login }) => { const browser = await login('carol'); return () => browser.get('/me') }), { rows: 1, users: 1, writes: 0 })
  t.strictSame(await cost(async ({ client }) => () => client().get('/me'), 401), { rows: 0, users: 0, writes: 0 }, 'nobody costs nothing')
})

t.test('a check is one read, with the user where it tells for how many days they may be remembered', async t => {
  t.strictSame(await cost(complete(browser => browser.get('/check'))), { rows: 1, users: 0, writes: 0 })
  t.strictSame(await cost(pending(browser => browser.get('/check'))), { rows: 1, users: 1, writes: 0 })
})

t.test('a sign-in is one read of each, and writes only the first time', async t => {
  t.strictSame(await cost(async ({ client }) => () => client().post('/login', { userId: 'carol' })), { rows: 1, users: 1, writes: 1 })
  t.strictSame(await cost(async ({ client, login }) => { await login('carol'); return () => client().post('/login', { userId: 'carol' }) }), { rows: 1, users: 1, writes: 0 })
  t.strictSame(await cost(pending((_browser, { client }) => client().post('/login', { userId: 'alice' }))), { rows: 1, users: 1, writes: 0 })
})

t.test('where sign-ins are listed each one writes: those of a user without two-factor authentication and by a remembered client too, a challenge no more than before', async t => {
  const listed = { sessions: { list: true } }
  t.strictSame(await cost(async ({ client, login }) => { await login('carol'); return () => client().post('/login', { userId: 'carol' }) }, 200, listed), { rows: 1, users: 1, writes: 1 })
  t.strictSame(await cost(pending((_browser, { client }) => client().post('/login', { userId: 'alice' })), 200, listed), { rows: 1, users: 1, writes: 0 }, 'one that waits for a code')
  t.strictSame(await cost(pending((browser, { code }, secret) => browser.post('/two-factor/challenge', { code: code(secret) })), 200, listed), { rows: 1, users: 1, writes: 1 })
  t.strictSame(await cost(async ({ enroll, signIn }) => {
    const { secret } = await enroll('alice')
    const browser = await signIn('alice', secret, { trustClient: true })
    await browser.post('/two-factor/sign-out')
    return () => browser.post('/login', { userId: 'alice' })
  }, 200, listed), { rows: 1, users: 1, writes: 1 })
  t.strictSame(await cost(complete(browser => browser.get('/me')), 200, listed), { rows: 1, users: 0, writes: 0 }, 'a guarded request')
  t.strictSame(await cost(complete(browser => browser.post('/two-factor/sessions/x/revoke')), 404, listed), { rows: 1, users: 0, writes: 0 }, 'an unknown session')
  t.strictSame(await cost(complete(browser => browser.post('/two-factor/sessions/revoke-others')), 204, listed), { rows: 1, users: 0, writes: 1 })
})

t.test('a sign-in by a remembered client writes once a day', async t => {
  const trusted = (days: number) => async ({ enroll, signIn, clock, client }: TestApplication): Promise<() => Promise<Answer>> => {
    const { secret } = await enroll('alice')
    const browser = await signIn('alice', secret, { trustClient: true })
    clock.now += days * 86_400_000
    const again = client()
    for (const [name, value] of browser.jar) if (name !== 'sessionId') again.jar.set(name, value)
    return () => again.post('/login', { userId: 'alice' })
  }
  t.strictSame(await cost(trusted(0)), { rows: 1, users: 1, writes: 0 })
  t.strictSame(await cost(trusted(1)), { rows: 1, users: 1, writes: 1 })
})

t.test('an answer that changes nothing writes nothing', async t => {
  const none = { rows: 1, users: 0, writes: 0 }
  t.strictSame(await cost(complete((browser, { code, clock }, secret) => { clock.now -= 30_000; return browser.post('/two-factor/step-up', { code: code(secret) }) }), 422), { ...none, users: 1 }, 'a used step, whose step-up asks what the role takes')
  t.strictSame(await cost(complete((browser, { clock }) => { clock.now += 900_000; return browser.post('/two-factor/disable', { code: '123456' }) }), 403), { rows: 1, users: 1, writes: 0 }, 'a stale sign-in')
  t.strictSame(await cost(complete(browser => browser.post('/two-factor/trusted-clients/revoke')), 204), none, 'no clients to revoke')
  t.strictSame(await cost(complete(browser => browser.post('/two-factor/trusted-clients/x/revoke')), 404), none, 'an unknown client')
  t.strictSame(await cost(complete(browser => browser.post('/two-factor/enrollment/cancel')), 204), none, 'no enrollment to cancel')
  t.strictSame(await cost(pending(browser => browser.post('/two-factor/sign-out')), 204), none, 'leaving a pending sign-in')
  t.strictSame(await cost(pending(async (browser, { wrong }, secret) => { for (let guess = 1; guess <= 5; guess++) await browser.post('/two-factor/challenge', { code: wrong(secret) }); return await browser.post('/two-factor/challenge', { code: wrong(secret) }) }), 429), { rows: 6, users: 6, writes: 5 }, 'locked')
  t.strictSame(await cost(async ({ login, app }) => { const browser = await login('carol'); await app.twoFactor.revokeSessions('carol'); return () => browser.post('/two-factor/enrollment') }, 401), { rows: 1, users: 1, writes: 0 }, 'a stale session')
  t.strictSame(await cost(pending(browser => browser.post('/two-factor/challenge', { code: '12' })), 400), { rows: 0, users: 0, writes: 0 }, 'malformed')
  t.strictSame(await cost(pending(browser => browser.post('/two-factor/challenge', { code: '123456' }, { 'sec-fetch-site': 'cross-site' })), 403), { rows: 0, users: 0, writes: 0 }, 'from another site')
})

t.test('a change with a code is one write, with a password two more', async t => {
  t.strictSame(await cost(complete((browser, { code }, secret) => browser.post('/two-factor/disable', { code: code(secret) }))), { rows: 1, users: 1, writes: 1 })
  t.strictSame(await cost(complete((browser, { code }, secret) => browser.post('/two-factor/disable', { code: code(secret), password: 'right' }))), { rows: 3, users: 2, writes: 3 })
  t.strictSame(await cost(complete((browser, { code }, secret) => browser.post('/two-factor/disable', { code: code(secret), password: 'wrong' })), 422), { rows: 1, users: 1, writes: 1 })
  t.strictSame(await cost(complete(browser => browser.post('/two-factor/enrollment'))), { rows: 1, users: 1, writes: 1 })
  t.strictSame(await cost(complete(browser => browser.post('/two-factor/sign-out')), 204), { rows: 1, users: 0, writes: 1 })
})

t.test('a password that nobody can check costs nothing', async t => {
  const repository = new TestRepository(users)
  const { enroll, code } = await createApplication({ userRepository: repository })
  const { client: browser, secret } = await enroll('alice')
  repository.count()
  await browser.post('/two-factor/disable', { code: code(secret), password: 'right' })
  t.strictSame(repository.count(), { rows: 1, users: 1, writes: 1 })
})

t.test('administration of a user who has a row asks for the row only', async t => {
  const repository = new TestRepository(users)
  const { app: { twoFactor }, enroll } = await createApplication({ userRepository: repository })
  await enroll('alice')
  repository.count()
  await twoFactor.reseal('alice')
  t.strictSame(repository.count(), { rows: 1, users: 0, writes: 0 })
  await twoFactor.revokeSessions('alice')
  t.strictSame(repository.count(), { rows: 1, users: 0, writes: 1 })
  await twoFactor.reset('alice')
  t.strictSame(repository.count(), { rows: 1, users: 0, writes: 1 })
})

t.test('the preferences and the status read and write nothing', async t => {
  t.strictSame(await cost(complete(browser => browser.get('/two-factor'))), { rows: 1, users: 1, writes: 0 })
  const repository = new TestRepository(users)
  const { app, enroll } = await createApplication({ userRepository: repository })
  await enroll('alice')
  repository.count()
  await app.twoFactor.status('alice')
  t.strictSame(repository.count(), { rows: 1, users: 1, writes: 0 })
})
