import t, { type Test } from 'tap'
import { passkeys } from '../../../lib/methods/passkey/peer.js'
import { malformed, refused } from '../../support/answers.js'
import { createApplication, users, type ApplicationOptions, type TestApplication } from '../../support/application.js'
import { SoftAuthenticator } from '../../support/authenticator.js'
import type { Client } from '../../support/client.js'
import { TestRepository } from '../../support/test-repository.js'

const ORIGIN = 'http://localhost'
const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'

async function site (options: ApplicationOptions = {}): Promise<TestApplication> {
  return await createApplication({ origin: ORIGIN, passkeys: passkeys(), ...options })
}

function key (): SoftAuthenticator {
  return new SoftAuthenticator({ origin: ORIGIN })
}

async function started (browser: Client): Promise<any> {
  return (await browser.post('/two-factor/passkeys')).body.options
}

/** Registers a passkey, and says what was answered. */
async function register (t: Test, browser: Client, authenticator: SoftAuthenticator, more: object = {}): Promise<any> {
  const { status, body } = await browser.post('/two-factor/passkeys/confirm', { credential: authenticator.create(await started(browser)), ...more })
  t.equal(status, 200, JSON.stringify(body))
  return body
}

t.test('a passkey turns two-factor authentication on, gives recovery codes, and signs in alone', async t => {
  const { login, events } = await site()
  const alice = await login('alice')
  const authenticator = key()
  const { status, location, recoveryCodes } = await register(t, alice, authenticator)
  t.strictSame([status, location, recoveryCodes.length], ['complete', '/two-factor', 10])
  const again = await login('alice')
  const { body: challenge } = await again.get('/two-factor/challenge')
  t.strictSame(challenge.methods, ['passkey'])
  const { body } = await again.post('/two-factor/challenge', { credential: authenticator.get(challenge.passkeyOptions), trustClient: true })
  t.strictSame(body, { status: 'complete', method: 'passkey', location: '/' })
  t.strictSame((await again.get('/me')).body, { userId: 'alice', method: 'passkey' })
  t.strictSame(events.map(({ type }) => type), ['signed-in', 'enabled', 'challenged', 'client-trusted', 'signed-in'])
})

t.test('a registration gives what the site is called, the user\'s account, one handle for good and the passkeys there are', async t => {
  const { login, app } = await site({ users: { ...users, alice: { accountName: 'alice@example.com', issuerName: 'Tenant' } } })
  const alice = await login('alice')
  const { rp, user } = await started(alice)
  t.strictSame([rp, user.name, Buffer.from(user.id, 'base64url').length], [{ id: 'localhost', name: 'Tenant' }, 'alice@example.com', 32])
  const { body: { expiresAt } } = await alice.post('/two-factor/passkeys')
  t.equal(Date.parse(expiresAt) - Date.UTC(2026, 0, 15, 10, 0, 10), 600_000)
  await register(t, alice, key())
  const more = await started(alice)
  t.strictSame([more.user.id, more.excludeCredentials.length], [user.id, 1])
  await app.twoFactor.reset('alice')
  t.equal((await started(await login('alice'))).user.id, user.id)
  const bob = await started(await login('bob'))
  t.not(bob.user.id, user.id)
  t.equal(bob.rp.name, 'Acme')
})

t.test('a passkey without a name is called by its browser and system, or as any other where that says nothing or does not fit', async t => {
  const { login } = await site()
  const named = async (headers: Record<string, string>, more: object = {}): Promise<string> => {
    const browser = await login('alice', headers)
    await browser.post('/two-factor/disable', {})
    await register(t, browser, key(), more)
    const name = (await browser.get('/two-factor')).body.authenticators.at(-1).name
    return name
  }
  t.equal(await named({ 'user-agent': CHROME }), 'Chrome on Linux')
  for (const [user, headers, expected] of [['bob', {}, 'Authenticator'], ['carol', { 'user-agent': CHROME }, 'Chrome on Linux']] as const) {
    const browser = await login(user, headers)
    await register(t, browser, key())
    t.equal((await browser.get('/two-factor')).body.authenticators[0].name, expected)
  }
  const browser = await login('dave', { 'user-agent': CHROME })
  for (let count = 0; count < 4; count++) await register(t, browser, key(), { name: '\u{1F468}\u200D\u{1F469}\u200D\u{1F467}\u200D\u{1F466}'.repeat(20) + 'x'.repeat(11) })
  await register(t, browser, key())
  t.equal((await browser.get('/two-factor')).body.authenticators.at(-1).name, 'Authenticator', 'beside names that leave no room')
})

t.test('a passkey that replaces takes the place of all others', async t => {
  const { enroll } = await site()
  const { client } = await enroll('alice')
  const { recoveryCodes } = await register(t, client, key(), { replace: true, name: 'Key' })
  t.strictSame(recoveryCodes, [])
  t.strictSame((await client.get('/two-factor')).body.authenticators.map(({ type, name, synced }: any) => ({ type, name, synced })), [{ type: 'passkey', name: 'Key', synced: false }])
})

t.test('a passkey steps up, makes recovery codes, removes and disables, each with an answer of its own', async t => {
  const { enroll, clock } = await site()
  const { client } = await enroll('alice')
  const authenticator = key()
  await register(t, client, authenticator)
  const answer = async (): Promise<object> => authenticator.get((await client.get('/two-factor/step-up')).body.passkeyOptions)
  t.equal((await client.post('/two-factor/step-up', { credential: await answer() })).status, 200)
  t.equal((await client.post('/two-factor/recovery-codes', { credential: await answer() })).body.recoveryCodes.length, 10)
  const { body: { authenticators, methods } } = await client.get('/two-factor')
  t.strictSame(methods, ['passkey', 'totp'])
  t.equal((await client.post(`/two-factor/authenticators/${authenticators[0].id}/remove`, { credential: await answer() })).status, 204)
  refused(t, await client.post(`/two-factor/authenticators/${authenticators[1].id}/remove`, { credential: await answer() }), 409, 'TWO_FACTOR_LAST_AUTHENTICATOR')
  clock.now += 899_000
  refused(t, await client.post('/two-factor/disable', { credential: await answer() }), 403, 'TWO_FACTOR_REAUTHENTICATION_REQUIRED')
  clock.now -= 899_000
  t.strictSame((await client.post('/two-factor/disable', { credential: await answer() })).body, { enabled: false })
})

t.test('a proof is a code or a credential, and nothing else', async t => {
  const { enroll, login, code, app } = await site()
  const { client, secret } = await enroll('alice')
  const authenticator = key()
  await register(t, client, authenticator)
  const pending = await login('alice')
  const credential = authenticator.get((await pending.get('/two-factor/challenge')).body.passkeyOptions)
  for (const body of [{}, { code: code(secret), credential }, { credential: JSON.stringify(credential) }, { credential: [credential] }, { credential: 5 }, { credential: {} }]) {
    malformed(t, await pending.post('/two-factor/challenge', body), JSON.stringify(body).slice(0, 60))
  }
  for (const field of ['credential=5', 'credential=%7B', `credential[id]=${credential.id}`, `credential=${encodeURIComponent(JSON.stringify(credential))}&code=123456`, `credential=${encodeURIComponent(JSON.stringify(credential))}${'+'.repeat(12_288)}`]) {
    t.equal((await pending.post('/two-factor/challenge', field, { 'content-type': 'application/x-www-form-urlencoded' })).status, 400, field.slice(0, 30))
  }
  const form = await pending.post('/two-factor/challenge', `code=&credential=${encodeURIComponent(JSON.stringify(credential))}`, { 'content-type': 'application/x-www-form-urlencoded' })
  t.equal(form.body.status, 'complete', 'an empty code in a form is none')
  await app.close()
})

t.test('methods of request.twoFactor check what they are given, where no schema did', async t => {
  const { enroll, code } = await site({
    extend: app => { app.post('/own', async request => await request.twoFactor.stepUp(request.body as never)) }
  })
  const { client, secret } = await enroll('alice')
  for (const body of [{ code: code(secret), credential: {} }, { credential: {} }, { credential: 'text' }, [], { code: null }]) malformed(t, await client.post('/own', body), JSON.stringify(body))
  t.equal((await client.post('/own', { code: code(secret), credential: null })).status, 200)
})

t.test('without the option there are no routes, credentials are malformed, and a passkey that is stored counts and proves nothing', async t => {
  const { login, repository, store, app } = await site()
  const alice = await login('alice')
  const authenticator = key()
  const { recoveryCodes } = await register(t, alice, authenticator)
  const off = await createApplication({
    origin: ORIGIN,
    userRepository: repository,
    store,
    extend: app => {
      app.post('/start', async request => await request.twoFactor.startPasskey())
      app.post('/confirm', async request => await request.twoFactor.confirmPasskey((request.body as { credential: object }).credential))
      app.post('/verify', async request => await request.twoFactor.verify(request.body as { credential: object }))
    }
  })
  const browser = await off.login('alice')
  const { body: { methods, passkeyOptions } } = await browser.get('/two-factor/challenge')
  t.strictSame([methods, passkeyOptions], [[], undefined])
  t.equal((await browser.post('/two-factor/passkeys')).status, 404)
  const other = await login('alice')
  const credential = authenticator.get((await other.get('/two-factor/challenge')).body.passkeyOptions)
  malformed(t, await browser.post('/two-factor/challenge', { credential }))
  malformed(t, await browser.post('/verify', { credential }))
  t.equal((await browser.post('/two-factor/recovery', { code: recoveryCodes[0] })).body.status, 'complete')
  refused(t, await browser.post('/start'), 403, 'TWO_FACTOR_METHOD_NOT_ALLOWED')
  refused(t, await browser.post('/confirm', { credential }), 403, 'TWO_FACTOR_METHOD_NOT_ALLOWED')
  await app.close()
})

t.test('without the option nothing of passkeys is in the record, whatever is done', async t => {
  const repository = new TestRepository(users)
  const { enroll, login, signIn, code, clock, app } = await createApplication({ userRepository: repository, sessions: { list: true } })
  const hasNone = (what: string): void => {
    const { authenticators, ...record } = repository.stored('alice')
    for (const name of ['userHandle', 'assertions']) t.notOk(name in record, `${what}: no ${name}`)
    for (const authenticator of authenticators) t.strictSame(Object.keys(authenticator).sort(), ['createdAt', 'id', 'key', 'lastStep', 'lastUsedAt', 'name', 'type'], `${what}: an app`)
  }
  const { secret, recoveryCodes } = await enroll('alice')
  hasNone('enrollment')
  const client = await signIn('alice', secret, { trustClient: true })
  hasNone('sign-in')
  await client.post('/two-factor/step-up', { code: code(secret) })
  hasNone('step-up')
  clock.now += 30_000
  const recovered = await login('alice')
  t.equal((await recovered.post('/two-factor/recovery', { code: recoveryCodes[0] })).status, 200)
  hasNone('recovery')
  const { body: { secret: newer } } = await recovered.post('/two-factor/enrollment')
  t.equal((await recovered.post('/two-factor/enrollment/confirm', { code: code(newer), replace: true })).status, 200)
  hasNone('another app')
  await app.twoFactor.reset('alice')
  hasNone('reset')
  await login('alice')
  hasNone('the sign-in after it')
})

t.test('a user whose role asks for a passkey is held, by a code and by a recovery code, until they register one', async t => {
  const { enroll, code, clock, repository } = await site()
  const { secret, recoveryCodes } = await enroll('alice')
  const given = { ...users, alice: { accountName: 'alice', twoFactor: 'phishing-resistant' as const } }
  const findUser = async (userId: string): Promise<any> => given[userId as 'alice']
  const strict = await site({ userRepository: { ...repository, findUser }, clock: () => clock.now })
  const held = await strict.login('alice')
  const verified = await held.post('/two-factor/challenge', { code: code(secret), trustClient: true })
  t.strictSame(verified.body, { status: 'enrollment', method: 'totp', location: '/two-factor/enrollment' })
  t.notOk(held.jar.has('two-factor'), 'no remembered client')
  refused(t, await held.get('/me'), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED')
  clock.now += 30_000
  const { body: { secret: newer } } = await held.post('/two-factor/enrollment')
  t.match((await held.post('/two-factor/enrollment/confirm', { code: code(newer) })).body, { status: 'enrollment', location: '/two-factor/enrollment' })
  t.equal((await held.post('/two-factor/recovery-codes/saved')).status, 204)
  refused(t, await held.get('/me'), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED')
  const recovered = await strict.login('alice')
  t.match((await recovered.post('/two-factor/recovery', { code: recoveryCodes[0] })).body, { status: 'enrollment', method: 'recovery-code', location: '/two-factor' })
  const authenticator = key()
  t.equal((await register(t, recovered, authenticator)).status, 'complete')
  t.equal((await recovered.get('/me')).status, 200)
  const last = await strict.login('alice')
  refused(t, await last.post('/two-factor/challenge', { code: code(newer) }), 403, 'TWO_FACTOR_METHOD_NOT_ALLOWED')
  const { body: { methods, passkeyOptions } } = await last.get('/two-factor/challenge')
  t.strictSame(methods, ['passkey'])
  t.equal((await last.post('/two-factor/challenge', { credential: authenticator.get(passkeyOptions) })).body.status, 'complete')
})

t.test('the log says that a role asks for what this application does not have', async t => {
  const lines: string[] = []
  const { login } = await createApplication({
    server: { logger: { level: 'warn', stream: { write: (line: string) => { lines.push(line) } } } },
    users: { alice: { accountName: 'alice', twoFactor: 'phishing-resistant' } }
  })
  await login('alice')
  t.match(lines.map(line => JSON.parse(line).msg), [/the option passkeys is not given: such a user is held back, after the grace period if there is one, for an enrollment that they cannot make here\.$/])
})

t.test('the log says why a passkey was refused, without what it answered', async t => {
  const lines: string[] = []
  const { login } = await site({ server: { logger: { level: 'info', stream: { write: (line: string) => { lines.push(line) } } } } })
  const alice = await login('alice')
  const authenticator = key()
  const evil = authenticator.create(await started(alice), { origin: 'https://evil.example' })
  refused(t, await alice.post('/two-factor/passkeys/confirm', { credential: evil }), 422, 'TWO_FACTOR_INVALID_CREDENTIAL')
  await register(t, alice, authenticator)
  const again = await login('alice')
  const { body: { passkeyOptions } } = await again.get('/two-factor/challenge')
  const wrong = authenticator.get(passkeyOptions, { origin: 'https://evil.example' })
  refused(t, await again.post('/two-factor/challenge', { credential: wrong }), 422, 'TWO_FACTOR_INVALID_CREDENTIAL')
  const told = lines.map(line => JSON.parse(line)).filter(({ reason }) => reason !== undefined)
  t.strictSame(told.map(({ reason }) => reason), Array(2).fill('the origin "https://evil.example" is none of http://localhost'))
  for (const line of lines) t.notOk(line.includes(evil.id) || line.includes(wrong.response.signature), 'nothing of the credential')
})

t.test('why a passkey was refused is in the log, and nowhere else', async t => {
  const lines: string[] = []
  const { login } = await site({ server: { logger: { stream: { write: (line: string) => { lines.push(line) } } } } })
  const authenticator = key()
  await register(t, await login('alice'), authenticator)
  const alice = await login('alice')
  const credential = authenticator.get((await alice.get('/two-factor/challenge')).body.passkeyOptions, { origin: 'http://evil.example' })
  refused(t, await alice.post('/two-factor/challenge', { credential }), 422, 'TWO_FACTOR_INVALID_CREDENTIAL')
  t.ok(lines.some(line => line.includes('a passkey was refused') && line.includes('reason')))
})
