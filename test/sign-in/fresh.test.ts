import t from 'tap'
import { redirected, refused } from '../support/answers.js'
import { createApplication, users } from '../support/application.js'
import { linksOf } from '../support/page.js'

const changes = ['/two-factor/disable', '/two-factor/recovery-codes', '/two-factor/authenticators/x/remove']

t.test('a sign-in that proved nothing changes nothing until the password is proved by a new sign-in', async t => {
  const { login, client, code, clock } = await createApplication()
  const browser = client()
  await browser.post('/login', { userId: 'carol', fresh: false })
  t.strictSame((await browser.get('/me')).body, { userId: 'carol', method: 'none' })
  t.equal((await browser.get('/two-factor')).body.passwordRequired, true)
  refused(t, await browser.post('/two-factor/enrollment'), 403, 'TWO_FACTOR_REAUTHENTICATION_REQUIRED')
  const enrolled = await login('carol')
  const { body: { secret } } = await enrolled.post('/two-factor/enrollment')
  await enrolled.post('/two-factor/enrollment/confirm', { code: code(secret) })
  clock.now += 30_000
  await browser.post('/login', { userId: 'carol', fresh: false })
  await browser.post('/two-factor/challenge', { code: code(secret) })
  clock.now += 30_000
  for (const url of changes) refused(t, await browser.post(url, { code: code(secret) }), 403, 'TWO_FACTOR_REAUTHENTICATION_REQUIRED', url)
  t.equal((await browser.post('/two-factor/step-up', { code: code(secret) })).status, 200, 'the code was not spent on any of them')
})

t.test('a sign-in that proved nothing is asked for a code even on a remembered client, whose trust stays', async t => {
  const { enroll, signIn } = await createApplication()
  const { secret } = await enroll('alice')
  const browser = await signIn('alice', secret, { trustClient: true })
  t.equal((await browser.post('/login', { userId: 'alice', fresh: false })).body.status, 'challenge')
  t.equal((await browser.post('/login', { userId: 'alice' })).body.status, 'complete')
})

t.test('a sign-in that is old needs a new one before a change', async t => {
  const { enroll, login, code, clock } = await createApplication({ sessions: { freshSeconds: 60 } })
  const { client: browser, secret } = await enroll('alice')
  clock.now += 29_999
  t.equal((await browser.get('/two-factor')).body.passwordRequired, false)
  clock.now += 1
  t.equal((await browser.get('/two-factor')).body.passwordRequired, true)
  for (const url of [...changes, '/two-factor/enrollment']) refused(t, await browser.post(url, { code: code(secret) }), 403, 'TWO_FACTOR_REAUTHENTICATION_REQUIRED', url)
  const again = await login('alice')
  await again.post('/two-factor/challenge', { code: code(secret) })
  clock.now += 30_000
  t.equal((await again.post('/two-factor/disable', { code: code(secret) })).status, 200)
})

t.test('without verifyPassword a password in the body proves nothing', async t => {
  const { client } = await createApplication()
  const browser = client()
  await browser.post('/login', { userId: 'carol', fresh: false })
  refused(t, await browser.post('/two-factor/enrollment', { password: 'right' }), 403, 'TWO_FACTOR_REAUTHENTICATION_REQUIRED')
})

t.test('a sign-in time more than a minute ahead of the clock is not fresh', async t => {
  const { login, clock } = await createApplication()
  const browser = await login('carol')
  clock.now -= 60_000
  t.equal((await browser.post('/two-factor/enrollment')).status, 200)
  clock.now -= 1
  refused(t, await browser.post('/two-factor/enrollment'), 403, 'TWO_FACTOR_REAUTHENTICATION_REQUIRED')
})

t.test('a page that cannot ask for the password offers a new sign-in that comes back, and no form of a change', async t => {
  const { client, login, clock } = await createApplication()
  const browser = await login('carol')
  clock.now += 900_000
  const { body } = await browser.page('/two-factor')
  t.strictSame(linksOf(body), ['/login?next=%2Ftwo-factor', '/'])
  t.match(body, 'For changes, please sign in again.')
  t.notOk(body.includes('action="/two-factor/enrollment"'))
  const remembered = client()
  await remembered.post('/login', { userId: 'carol', fresh: false })
  const refusal = await remembered.submit('/two-factor/enrollment')
  t.equal(refusal.status, 403)
  t.match(refusal.body, 'Your sign-in is too old for this change. Enter your password, or sign in again.')
})

t.test('a user without a password is asked for a new sign-in, though the application can check passwords', async t => {
  let asked = 0
  const { login, clock, client } = await createApplication({ users: { carol: { ...users['carol']!, hasPassword: false } }, verifyPassword: () => { asked++; return true } })
  const browser = await login('carol')
  t.equal((await browser.post('/two-factor/enrollment')).status, 200, 'fresh')
  clock.now += 900_000
  const { body } = await browser.page('/two-factor')
  t.ok(linksOf(body).includes('/login?next=%2Ftwo-factor'))
  t.notOk(body.includes('type="password"'))
  refused(t, await browser.post('/two-factor/enrollment'), 403, 'TWO_FACTOR_REAUTHENTICATION_REQUIRED')
  refused(t, await browser.post('/two-factor/enrollment', { password: 'anything' }), 403, 'TWO_FACTOR_REAUTHENTICATION_REQUIRED')
  t.equal(asked, 0, 'nobody was asked about a password that does not exist')
  const again = client()
  await again.post('/login', { userId: 'carol' })
  redirected(t, await again.submit('/two-factor/enrollment'), '/two-factor/enrollment')
})

t.test('fresh that is no boolean is a mistake of the application and signs nobody in', async t => {
  const { client } = await createApplication()
  const browser = client()
  t.equal((await browser.post('/login', { userId: 'carol', fresh: 'false' })).status, 400)
  refused(t, await browser.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})
