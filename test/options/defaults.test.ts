import t from 'tap'
import { createApplication, SECRET, START } from '../support/application.js'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

t.test('without a prefix the routes are under /two-factor', async t => {
  const { login } = await createApplication()
  const browser = await login('carol')
  t.equal((await browser.get('/two-factor')).status, 200)
})

t.test('without an issuer name the host name of the first origin is the issuer', async t => {
  const { login } = await createApplication({ service: { secret: SECRET }, origin: ['https://www.acme.example:8443', 'https://other.example'] })
  const browser = await login('carol')
  const { body } = await browser.post('/two-factor/enrollment')
  const uri = new URL(body.uri)
  t.equal(uri.searchParams.get('issuer'), 'www.acme.example')
  t.equal(uri.pathname, '/www.acme.example:carol%40example.com')
  t.equal(uri.searchParams.has('image'), false)
})

t.test('without expiry days a client is remembered for 30 days', async t => {
  const { enroll, signIn, login, clock } = await createApplication()
  const { secret } = await enroll('alice')
  const browser = await signIn('alice', secret, { trustClient: true })
  const given = clock.now - 30_000
  clock.now = given + 30 * DAY - 1
  t.equal((await browser.post('/login', { userId: 'alice' })).body.status, 'complete')
  clock.now = given + 30 * DAY
  t.equal((await browser.post('/login', { userId: 'alice' })).body.status, 'challenge')
  t.equal((await (await login('alice')).get('/two-factor/challenge')).body.trustDays, 30)
})

t.test('without sessions.freshSeconds a sign-in is fresh for 15 minutes', async t => {
  const { login, clock } = await createApplication()
  const browser = await login('carol')
  clock.now = START + 15 * MINUTE - 1
  t.equal((await browser.post('/two-factor/enrollment')).status, 200)
  clock.now = START + 15 * MINUTE
  t.equal((await browser.post('/two-factor/enrollment')).status, 403)
})

t.test('without sessions.pendingSeconds an unconfirmed enrollment lives for 10 minutes', async t => {
  const { login, clock } = await createApplication()
  const browser = await login('carol')
  const { body } = await browser.post('/two-factor/enrollment')
  t.equal(body.expiresAt, new Date(START + 10 * MINUTE).toISOString())
  clock.now = START + 10 * MINUTE - 1
  t.equal((await browser.get('/two-factor/enrollment')).status, 200)
  clock.now = START + 10 * MINUTE
  t.equal((await browser.get('/two-factor/enrollment')).status, 404)
})

t.test('without a window the code before and the code after are accepted, and none further away', async t => {
  for (const [steps, status] of [[-2, 422], [-1, 200], [0, 200], [1, 200], [2, 422]] as const) {
    const { enroll, login, code, clock } = await createApplication()
    const { secret } = await enroll('alice')
    clock.now += 5 * MINUTE
    const browser = await login('alice')
    t.equal((await browser.post('/two-factor/challenge', { code: code(secret, steps) })).status, status, `${steps} steps`)
  }
})

t.test('with window 0 only the code of this time step is accepted', async t => {
  for (const [steps, status] of [[-1, 422], [0, 200], [1, 422]] as const) {
    const { enroll, login, code, clock } = await createApplication({ totp: { window: 0 } })
    const { secret } = await enroll('alice')
    clock.now += 5 * MINUTE
    const browser = await login('alice')
    t.equal((await browser.post('/two-factor/challenge', { code: code(secret, steps) })).status, status, `${steps} steps`)
  }
})

t.test('without urls browsers are sent to /login and /, and to the plugin\'s own pages', async t => {
  const { client, login } = await createApplication()
  t.equal((await client().page('/me')).headers.location, '/login?next=%2Fme')
  const browser = await login('carol')
  t.equal((await browser.get('/two-factor/challenge')).body.location, '/')
})

t.test('without a clock the time is the system\'s', async t => {
  const { login } = await createApplication({ clock: undefined })
  const browser = await login('carol')
  const { body } = await browser.post('/two-factor/enrollment')
  const pending = Date.parse(body.expiresAt) - Date.now()
  t.ok(pending > 9 * MINUTE && pending <= 10 * MINUTE, `${pending} ms`)
})

t.test('without protect a route without a guard is open', async t => {
  const { client } = await createApplication({ extend: app => { app.get('/open', async () => 'open') } })
  t.equal((await client().get('/open')).status, 200)
})
