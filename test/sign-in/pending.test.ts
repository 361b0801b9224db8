import t from 'tap'
import { redirected, refused } from '../support/answers.js'
import { createApplication } from '../support/application.js'

t.test('a pending sign-in is over after sessions.pendingSeconds of the server\'s time', async t => {
  const { enroll, login, code, clock } = await createApplication({ sessions: { pendingSeconds: 90 } })
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  t.equal((await browser.get('/two-factor/challenge')).body.expiresAt, new Date(clock.now + 90_000).toISOString())
  clock.now += 89_999
  t.equal((await browser.get('/two-factor/challenge')).status, 200)
  clock.now += 1
  for (const answer of [await browser.get('/two-factor/challenge'), await browser.post('/two-factor/challenge', { code: code(secret) }), await browser.get('/me')]) refused(t, answer, 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  t.equal((await (await login('alice')).post('/two-factor/challenge', { code: code(secret) })).status, 200, 'its code was not burned')
})

t.test('a pending sign-in more than a minute ahead of the clock is over', async t => {
  const { enroll, login, clock } = await createApplication()
  await enroll('alice')
  const browser = await login('alice')
  clock.now -= 60_000
  t.equal((await browser.get('/two-factor/challenge')).status, 200)
  clock.now -= 1
  refused(t, await browser.get('/two-factor/challenge'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})

t.test('signing in again in the same session ends the challenge before it', async t => {
  const { enroll, client, code, store } = await createApplication()
  const { secret } = await enroll('alice')
  await enroll('bob')
  const browser = client()
  await browser.post('/login', { userId: 'bob' })
  await browser.post('/login', { userId: 'alice' })
  t.equal(store.sessions.size, 3, 'one session beside those that enrolled')
  t.equal((await browser.post('/two-factor/challenge', { code: code(secret) })).status, 200)
  t.equal((await browser.get('/me')).body.userId, 'alice')
})

t.test('the pending sign-in\'s user is the one who signed in, whatever body, query and headers say', async t => {
  const { enroll, client, code, wrong } = await createApplication()
  const alice = await enroll('alice')
  const bob = await enroll('bob')
  const browser = client()
  await browser.post('/login', { userId: 'bob' })
  const claims = { userId: 'alice', user: 'alice', username: 'alice', sub: 'alice' }
  const url = '/two-factor/challenge?userId=alice&user=alice'
  refused(t, await browser.post(url, { code: code(alice.secret), ...claims }, { 'x-user': 'alice' }), 422, 'TWO_FACTOR_INVALID_CODE')
  refused(t, await browser.post(url, { code: wrong(bob.secret), ...claims }), 422, 'TWO_FACTOR_INVALID_CODE')
  t.equal((await browser.post(url, { code: code(bob.secret), ...claims }, { 'x-user': 'alice' })).status, 200)
  t.equal((await browser.get('/me')).body.userId, 'bob')
})

t.test('a code before the password is refused and not burned', async t => {
  const { enroll, client, login, code } = await createApplication()
  const { secret } = await enroll('alice')
  refused(t, await client().post('/two-factor/challenge', { code: code(secret) }), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  refused(t, await client().get('/two-factor/challenge'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  t.equal((await (await login('alice')).post('/two-factor/challenge', { code: code(secret) })).status, 200)
})

t.test('the challenge of somebody who is through already goes on, whatever the code, and counts nothing', async t => {
  const { enroll, wrong, repository } = await createApplication()
  const { client: browser, secret, recoveryCodes } = await enroll('alice')
  const before = await repository.findTwoFactor('alice')
  const through = { status: 'complete', method: 'totp', location: '/' }
  t.strictSame((await browser.post('/two-factor/challenge', { code: wrong(secret) })).body, through)
  t.strictSame((await browser.post('/two-factor/challenge?next=%2Faccounts', { code: wrong(secret) })).body, { ...through, location: '/accounts' })
  redirected(t, await browser.submit('/two-factor/challenge', { code: wrong(secret) }), '/')
  redirected(t, await browser.submit('/two-factor/recovery', { code: recoveryCodes[0]! }), '/')
  t.strictSame(await repository.findTwoFactor('alice'), before)
  t.equal((await browser.get('/me')).status, 200)
})

t.test('wrong, used, expired and another user\'s codes get the same answer', async t => {
  const { enroll, login, code, wrong, clock } = await createApplication()
  const alice = await enroll('alice')
  const bob = await enroll('bob')
  clock.now += 300_000
  const used = code(alice.secret)
  await (await login('alice')).post('/two-factor/challenge', { code: used })
  const browser = await login('alice')
  const answers = []
  for (const typed of [used, wrong(alice.secret, bob.secret), code(bob.secret), code(alice.secret, -3)]) answers.push(await browser.post('/two-factor/challenge', { code: typed }))
  const plain = answers.map(({ status, body, headers }) => ({ status, body, headers: { ...headers, date: '' } }))
  refused(t, answers[0]!, 422, 'TWO_FACTOR_INVALID_CODE')
  for (const answer of plain) t.strictSame(answer, plain[0])
})

t.test('spaces and dashes in a typed code are ignored', async t => {
  const { enroll, login, code } = await createApplication()
  const { secret } = await enroll('alice')
  const digits = code(secret)
  t.equal((await (await login('alice')).post('/two-factor/challenge', { code: ` ${digits.slice(0, 3)} - ${digits.slice(3)} ` })).status, 200)
})
