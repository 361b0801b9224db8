import t from 'tap'
import type { TwoFactorUser } from '../../lib/index.js'
import { createApplication, SECRET, users } from '../support/application.js'

const DAY = 86_400_000
const cookieOf = (jar: Map<string, string>): string | undefined => [...jar.keys()].find(name => name.includes('two-factor-'))

t.test('a remembered client signs in by the password alone', async t => {
  const { enroll, signIn, events } = await createApplication()
  const { secret } = await enroll('alice')
  const browser = await signIn('alice', secret, { trustClient: true })
  const { body } = await browser.post('/login', { userId: 'alice', next: '/accounts' })
  t.strictSame(body, { status: 'complete', method: 'trusted-client', location: '/accounts' })
  t.strictSame((await browser.get('/me')).body, { userId: 'alice', method: 'trusted-client' })
  t.equal((await browser.get('/accounts')).status, 200, 'it stands in for the second factor')
  t.hasStrict(events.at(-1), { type: 'signed-in', userId: 'alice', method: 'trusted-client' })
})

t.test('without the wish to be remembered a client is asked again', async t => {
  const { enroll, signIn } = await createApplication()
  const { secret } = await enroll('alice')
  for (const body of [{}, { trustClient: false }]) {
    const browser = await signIn('alice', secret, body)
    t.equal(cookieOf(browser.jar), undefined)
    t.strictSame((await browser.post('/login', { userId: 'alice' })).body, { status: 'challenge', location: '/two-factor/challenge' })
  }
})

t.test('signing out leaves the client remembered', async t => {
  const { enroll, signIn } = await createApplication()
  const { secret } = await enroll('alice')
  const browser = await signIn('alice', secret, { trustClient: true })
  await browser.post('/two-factor/sign-out')
  t.equal((await browser.post('/login', { userId: 'alice' })).body.status, 'complete')
})

t.test('using the trust does not renew it', async t => {
  const { enroll, signIn, clock } = await createApplication({ service: { issuerName: 'Acme', secret: SECRET, expiryDays: 2 } })
  const { secret } = await enroll('alice')
  const browser = await signIn('alice', secret, { trustClient: true })
  const given = clock.now - 30_000
  clock.now = given + 1.5 * DAY
  const used = await browser.post('/login', { userId: 'alice' })
  t.equal(used.body.status, 'complete')
  t.strictSame(used.cookies.map(({ name }) => name), ['sessionId'], 'no new cookie of trust')
  clock.now = given + 2 * DAY
  t.equal((await browser.post('/login', { userId: 'alice' })).body.status, 'challenge')
})

t.test('trust that is over is asked for again, its cookie cleared and its entry gone', async t => {
  const { enroll, signIn, clock, app } = await createApplication({ service: { issuerName: 'Acme', secret: SECRET, expiryDays: 1 } })
  const { secret } = await enroll('alice')
  const browser = await signIn('alice', secret, { trustClient: true })
  const name = cookieOf(browser.jar)!
  clock.now += DAY
  const again = await browser.post('/login', { userId: 'alice' })
  t.equal(again.body.status, 'challenge')
  t.hasStrict(again.cookies.find(cookie => cookie.name === name), { value: '', path: '/' })
  t.equal(browser.jar.has(name), false)
  t.strictSame((await app.twoFactor.status('alice')).trustedClients, [])
})

t.test('fewer expiry days shorten what was given before, more do not lengthen it', async t => {
  for (const [expiryDays, days, status] of [[3, 2.9, 'complete'], [3, 3, 'challenge'], [365, 9.9, 'complete'], [365, 10, 'challenge']] as const) {
    const { enroll, signIn, clock, repository, store } = await createApplication({ service: { issuerName: 'Acme', secret: SECRET, expiryDays: 10 } })
    const { secret } = await enroll('alice')
    const browser = await signIn('alice', secret, { trustClient: true })
    const later = await createApplication({ service: { issuerName: 'Acme', secret: SECRET, expiryDays }, userRepository: repository, store })
    later.clock.now = clock.now - 30_000 + days * DAY
    const copy = later.client()
    for (const [name, value] of browser.jar) copy.jar.set(name, value)
    t.equal((await copy.post('/login', { userId: 'alice' })).body.status, status, `${expiryDays} days, ${days} days later`)
  }
})

t.test('with 0 expiry days no trust is given and none is honoured', async t => {
  const first = await createApplication()
  const { secret } = await first.enroll('alice')
  const trusted = await first.signIn('alice', secret, { trustClient: true })
  const { login, clock, client, code, events } = await createApplication({ service: { issuerName: 'Acme', secret: SECRET, expiryDays: 0 }, userRepository: first.repository })
  clock.now = first.clock.now
  t.equal((await (await login('alice')).get('/two-factor/challenge')).body.trustDays, 0)
  const copy = client()
  for (const [name, value] of trusted.jar) copy.jar.set(name, value)
  t.equal((await copy.post('/login', { userId: 'alice' })).body.status, 'challenge')
  const answer = await copy.post('/two-factor/challenge', { code: code(secret), trustClient: true })
  t.strictSame([answer.status, answer.cookies.map(({ name }) => name)], [200, ['sessionId']])
  t.notOk(events.some(({ type }) => type === 'client-trusted'))
})

t.test('a user whose clients may not be remembered gets no trust, and the trust of before is worth nothing', async t => {
  const given = { ...users, alice: { ...users['alice']!, trustClients: true } }
  const { enroll, signIn, login, app } = await createApplication({ users: given })
  const { secret } = await enroll('alice')
  const browser = await signIn('alice', secret, { trustClient: true })
  given.alice.trustClients = false
  const refusal = await browser.post('/login', { userId: 'alice' })
  t.equal(refusal.body.status, 'challenge')
  t.equal((await (await login('alice')).get('/two-factor/challenge')).body.trustDays, 0)
  const other = await signIn('alice', secret, { trustClient: true })
  t.equal(cookieOf(other.jar), undefined)
  t.equal((await other.get('/me')).status, 200, 'the code itself was right')
  t.equal((await app.twoFactor.status('alice')).trustedClients.length, 1, 'none was added')
})

t.test('a user whose role takes nothing but a passkey is offered no trust, gets none, and the trust of before is worth nothing', async t => {
  const given: Record<string, TwoFactorUser> = { alice: { accountName: 'alice' } }
  const { enroll, signIn, login } = await createApplication({ users: given })
  const { secret } = await enroll('alice')
  const browser = await signIn('alice', secret, { trustClient: true })
  given['alice'] = { accountName: 'alice', twoFactor: 'phishing-resistant' }
  t.equal((await browser.get('/two-factor')).body.trustDays, 0)
  t.equal((await browser.post('/login', { userId: 'alice' })).body.status, 'challenge')
  t.equal((await (await login('alice')).get('/two-factor/challenge')).body.trustDays, 0)
  const other = await signIn('alice', secret, { trustClient: true })
  t.equal(cookieOf(other.jar), undefined)
})

t.test('two users of one browser stay remembered beside each other, and the cookies tell neither\'s id', async t => {
  const { enroll, client, code, clock } = await createApplication()
  const secrets = { alice: (await enroll('alice')).secret, carol: (await enroll('carol')).secret }
  const browser = client()
  for (const [userId, secret] of Object.entries(secrets)) {
    await browser.post('/login', { userId })
    await browser.post('/two-factor/challenge', { code: code(secret), trustClient: true })
    clock.now += 30_000
  }
  for (const userId of ['alice', 'carol', 'alice']) t.equal((await browser.post('/login', { userId })).body.status, 'complete', userId)
  const cookies = [...browser.jar].filter(([name]) => name.startsWith('two-factor-'))
  t.equal(cookies.length, 2)
  for (const text of cookies.flat()) {
    for (const userId of ['alice', 'carol']) t.notOk(text.includes(userId) || text.includes(Buffer.from(userId).toString('base64url')), `nothing of ${userId}`)
  }
})

t.test('at most twenty clients are remembered: one more drops the oldest', async t => {
  const { enroll, signIn, app } = await createApplication()
  const { secret } = await enroll('alice')
  const first = await signIn('alice', secret, { trustClient: true })
  const second = await signIn('alice', secret, { trustClient: true })
  for (let client = 3; client <= 21; client++) await signIn('alice', secret, { trustClient: true })
  t.equal((await app.twoFactor.status('alice')).trustedClients.length, 20)
  t.equal((await first.post('/login', { userId: 'alice' })).body.status, 'challenge')
  t.equal((await second.post('/login', { userId: 'alice' })).body.status, 'complete')
})
