import t from 'tap'
import type { TwoFactorRow } from '../../lib/index.js'
import { refused } from '../support/answers.js'
import { createApplication, SECRET, users, type TestApplication } from '../support/application.js'
import { JsonStore } from '../support/json-store.js'
import { TestRepository } from '../support/test-repository.js'

const ANOTHER = 'another service secret of at least 32 characters'

/** An instance over these rows with this secret, at the time of the first one. */
async function beside ({ repository, clock, store }: TestApplication, secret: string | { current: string, keys: Record<string, string> }): Promise<TestApplication> {
  return await createApplication({ userRepository: repository, store, clock: () => clock.now, service: { issuerName: 'Acme', secret } })
}

t.test('the database was leaked: its rows open under no other secret, and what is hashed in them is no recovery code', async t => {
  const application = await createApplication()
  const { secret, recoveryCodes } = await application.enroll('alice')
  const { record } = await application.repository.findTwoFactor('alice') as TwoFactorRow
  for (const known of [secret, ...recoveryCodes]) t.notOk(record.includes(known) || record.includes(known.replaceAll('-', '')))
  const thief = await beside(application, ANOTHER)
  const guess = await thief.login('alice')
  t.equal((await guess.post('/two-factor/challenge', { code: application.code(secret) })).status, 503, 'the key does not open')
  for (const hash of JSON.parse(record).recoveryCodes as string[]) t.not((await guess.post('/two-factor/recovery', { code: hash })).status, 200)
})

t.test('the database was leaked with its sessions: `revokeSessions` ends them all, and two-factor authentication stays as it is', async t => {
  const { app, enroll, signIn, clock } = await createApplication()
  const { client: alice, secret } = await enroll('alice')
  t.equal((await alice.get('/me')).status, 200)
  await app.twoFactor.revokeSessions('alice')
  refused(t, await alice.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  clock.now += 30_000
  t.equal((await (await signIn('alice', secret)).get('/me')).status, 200)
})

t.test('the service secret was leaked: after a rotation rows do not open under it any more, and nobody enrolls anew', async t => {
  const application = await createApplication()
  const { secret, client: alice } = await application.enroll('alice')
  const both = await beside(application, { current: 'k2', keys: { k1: SECRET, k2: ANOTHER } })
  await both.app.twoFactor.reseal('alice')
  const after = await beside(application, ANOTHER)
  t.equal((await alice.get('/me')).status, 200, 'no session ended')
  t.equal((await (await after.login('alice')).post('/two-factor/challenge', { code: application.code(secret) })).status, 200)
  application.clock.now += 30_000
  const thief = await beside(application, SECRET)
  t.equal((await (await thief.login('alice')).post('/two-factor/challenge', { code: application.code(secret) })).status, 503)
})

t.test('secret and rows were leaked together: after `reset` the codes of a stolen key are nothing, and the user sets up anew', async t => {
  const { app, login, code, clock } = await createApplication({ users: { ...users, alice: { ...users['alice']!, twoFactor: 'required' } } })
  const first = await login('alice')
  const { body: { secret } } = await first.post('/two-factor/enrollment')
  await first.post('/two-factor/enrollment/confirm', { code: code(secret) })
  clock.now += 30_000
  await app.twoFactor.reset('alice')
  refused(t, await first.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  const thief = await login('alice')
  t.not((await thief.post('/two-factor/challenge', { code: code(secret) })).status, 200)
  t.equal((await login('alice').then(async alice => await alice.post('/two-factor/enrollment'))).status, 200)
})

t.test('the clock is wrong: right codes are refused and recovery codes work, and once it is right codes work again', async t => {
  const { enroll, login, code, clock } = await createApplication()
  const { secret, recoveryCodes } = await enroll('alice')
  const right = code(secret)
  clock.now += 600_000
  const browser = await login('alice')
  refused(t, await browser.post('/two-factor/challenge', { code: right }), 422, 'TWO_FACTOR_INVALID_CODE')
  t.equal((await browser.post('/two-factor/recovery', { code: recoveryCodes[0]! })).status, 200)
  clock.now -= 600_000
  t.equal((await (await login('alice')).post('/two-factor/challenge', { code: right })).status, 200)
})

t.test('the clock was wrong: a lock of that time lasts too long, and `unlock` of the helpdesk lifts it', async t => {
  const { app, enroll, login, code, wrong, clock } = await createApplication()
  const { secret } = await enroll('alice')
  clock.now += 600_000
  const browser = await login('alice')
  for (let attempt = 1; attempt <= 5; attempt++) await browser.post('/two-factor/challenge', { code: wrong(secret) })
  clock.now -= 600_000
  const again = await login('alice')
  refused(t, await again.post('/two-factor/challenge', { code: code(secret) }), 429, 'TWO_FACTOR_LOCKED')
  await app.twoFactor.unlock('alice')
  t.equal((await again.post('/two-factor/challenge', { code: code(secret) })).status, 200)
})

t.test('the session store was lost: everybody signs in again, by their code as ever', async t => {
  const application = await createApplication()
  const { client: alice, secret } = await application.enroll('alice')
  const emptied = await createApplication({ userRepository: application.repository, store: new JsonStore(), clock: () => application.clock.now })
  t.equal((await alice.get('/me')).status, 200)
  const cookies = Object.fromEntries(alice.jar)
  t.equal((await emptied.client().send({ method: 'GET', url: '/me', cookies })).status, 401)
  const browser = await emptied.login('alice')
  t.equal((await browser.post('/two-factor/challenge', { code: application.code(secret) })).status, 200)
})

t.test('the rows were lost: passwords alone let everybody in, until the rows are back and sessions revoked', async t => {
  const repository = new TestRepository(users)
  const { app, enroll, login, code } = await createApplication({ userRepository: repository })
  const { secret } = await enroll('alice')
  const row = await repository.findTwoFactor('alice') as TwoFactorRow
  t.match(await (await login('alice')).get('/me'), { status: 403 })
  repository.rows.delete('alice')
  const thief = await login('alice')
  t.match(await thief.get('/me'), { status: 200, body: { method: 'none' } }, 'this is why sign-ins are stopped first')
  repository.rows.set('alice', row)
  await app.twoFactor.revokeSessions('alice')
  refused(t, await thief.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  t.equal((await (await login('alice')).post('/two-factor/challenge', { code: code(secret) })).status, 200)
})
