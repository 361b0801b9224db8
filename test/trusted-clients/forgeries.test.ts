import { randomBytes } from 'node:crypto'
import t from 'tap'
import { refused } from '../support/answers.js'
import { createApplication, type TestApplication, users } from '../support/application.js'
import { TestRepository } from '../support/test-repository.js'

interface Trusted { application: TestApplication, repository: TestRepository, name: string, value: string, secret: string }

async function trusted (userId = 'alice', repository = new TestRepository(users)): Promise<Trusted> {
  const application = await createApplication({ userRepository: repository })
  const { secret } = await application.enroll(userId)
  const browser = await application.signIn(userId, secret, { trustClient: true })
  const [name, value] = [...browser.jar].find(([name]) => name.startsWith('two-factor-'))!
  return { application, repository, name, value, secret }
}

t.test('a forged cookie is a normal challenge: it is cleared, and neither counted nor written', async t => {
  const { application: { client }, repository, name, value } = await trusted()
  const [id, secret] = value.split('.') as [string, string]
  const random = (bytes: number): string => randomBytes(bytes).toString('base64url')
  const forgeries = [
    'alice', '1', 'true', '', '.', '..', id, `${id}.`, `.${secret}`, secret, `${secret}.${id}`, `${id}.${secret.slice(0, -1)}`, `${id}.${secret}A`, `${id}.${random(32)}`, `${random(16)}.${secret}`, `${random(16)}.${random(32)}`,
    `${id}.${secret.toUpperCase()}`, 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9.', '%00', '{"id":"x"}', 'x'.repeat(4000), '__proto__.x', 'toString.x'
  ]
  const before = repository.row('alice')
  for (const forged of forgeries) {
    const browser = client()
    browser.jar.set(name, forged)
    const answer = await browser.post('/login', { userId: 'alice' })
    t.strictSame(answer.body, { status: 'challenge', location: '/two-factor/challenge' }, forged.slice(0, 60))
    t.equal(browser.jar.has(name), false, `cleared: ${forged.slice(0, 60)}`)
    refused(t, await browser.get('/me'), 403, 'TWO_FACTOR_CHALLENGE_REQUIRED')
  }
  t.strictSame(repository.row('alice'), before)
  const owner = client()
  owner.jar.set(name, value)
  t.equal((await owner.post('/login', { userId: 'alice' })).body.status, 'complete', 'the right one still counts')
})

t.test('another user\'s token is worth nothing, under its own name and under the other\'s', async t => {
  const repository = new TestRepository(users)
  const alice = await trusted('alice', repository)
  const bob = await trusted('bob', repository)
  for (const [name, value] of [[alice.name, alice.value], [bob.name, alice.value]] as const) {
    const browser = bob.application.client()
    browser.jar.set(name, value)
    t.equal((await browser.post('/login', { userId: 'bob' })).body.status, 'challenge')
  }
})

t.test('an entry that a writer of the database moved to another user\'s record does not count there', async t => {
  const repository = new TestRepository(users)
  const alice = await trusted('alice', repository)
  const bob = await trusted('bob', repository)
  const { trustedClients } = repository.stored('alice')
  repository.store('bob', record => ({ ...record, trustedClients }))
  const browser = bob.application.client()
  browser.jar.set(bob.name, alice.value)
  t.equal((await browser.post('/login', { userId: 'bob' })).body.status, 'challenge')
})

t.test('trust ends with everything that ends sessions', async t => {
  const ends: Record<string, (trusted: Trusted) => Promise<unknown>> = {
    'another password': ({ application: { app } }) => app.twoFactor.revokeSessions('alice'),
    'an import': ({ application: { app } }) => app.twoFactor.importAuthenticator('alice', { secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' }),
    'revoking all': ({ application: { app } }) => app.twoFactor.revokeTrustedClients('alice'),
    'a reset and a new enrollment': async ({ application: { app, enroll } }) => { await app.twoFactor.reset('alice'); await enroll('alice') }
  }
  for (const [name, end] of Object.entries(ends)) {
    const state = await trusted()
    await end(state)
    const browser = state.application.client()
    browser.jar.set(state.name, state.value)
    t.equal((await browser.post('/login', { userId: 'alice' })).body.status, 'challenge', name)
  }
})

t.test('a user who was deleted and made again is another user: the cookie of before is worth nothing', async t => {
  const before = await trusted()
  const { application: { client } } = await trusted('alice', new TestRepository(users))
  const browser = client()
  browser.jar.set(before.name, before.value)
  t.equal((await browser.post('/login', { userId: 'alice' })).body.status, 'challenge')
  t.equal(browser.jar.has(before.name), true, 'it is not even looked at')
})

t.test('two cookies of one name are at worst a challenge', async t => {
  const { application: { app }, name, value } = await trusted()
  for (const cookie of [`${name}=forged; ${name}=${value}`, `${name}=${value}; ${name}=forged`, `${name}; ${name}=`]) {
    const response = await app.inject({ method: 'POST', url: '/login', payload: { userId: 'alice' }, headers: { cookie } })
    t.equal(response.statusCode, 200, cookie)
    t.ok(['challenge', 'complete'].includes(response.json().status), cookie)
  }
})

t.test('a cookie without a password opens nothing', async t => {
  const { application: { client }, name, value } = await trusted()
  const browser = client()
  browser.jar.set(name, value)
  refused(t, await browser.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  refused(t, await browser.get('/two-factor/challenge'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})

t.test('trust that was given by a clock more than a minute ahead waits until then', async t => {
  const { application: { client, clock }, name, value } = await trusted()
  const given = clock.now - 30_000
  const signIn = async (): Promise<string> => {
    const browser = client()
    browser.jar.set(name, value)
    return (await browser.post('/login', { userId: 'alice' })).body.status
  }
  clock.now = given - 60_001
  t.equal(await signIn(), 'challenge')
  clock.now = given - 60_000
  t.equal(await signIn(), 'complete')
})

t.test('the preferences say that this is a remembered client only where the cookie is right', async t => {
  const { application: { login, code, clock }, name, value, secret } = await trusted()
  const current = async (cookie: string): Promise<boolean> => {
    const browser = await login('alice')
    await browser.post('/two-factor/challenge', { code: code(secret) })
    clock.now += 30_000
    browser.jar.set(name, cookie)
    return (await browser.get('/two-factor')).body.trustedClients[0].current
  }
  t.equal(await current(value), true)
  t.equal(await current(`${value.split('.')[0]}.${randomBytes(32).toString('base64url')}`), false)
})
