import t from 'tap'
import { refused } from '../support/answers.js'
import { createApplication } from '../support/application.js'

t.test('a code proved again is answered with its time and opens what asks for a recent one', async t => {
  const { enroll, code, clock } = await createApplication()
  const { client: browser, secret } = await enroll('alice')
  clock.now += 120_000
  refused(t, await browser.post('/payout'), 403, 'TWO_FACTOR_STEP_UP_REQUIRED')
  const answer = await browser.post('/two-factor/step-up', { code: code(secret) })
  t.strictSame([answer.status, answer.body], [200, { verifiedAt: new Date(clock.now).toISOString() }])
  t.strictSame((await browser.post('/payout')).body, { paid: 'alice' })
  clock.now += 119_999
  t.equal((await browser.post('/payout')).status, 200)
  clock.now += 1
  refused(t, await browser.post('/payout'), 403, 'TWO_FACTOR_STEP_UP_REQUIRED')
})

t.test('a code at the sign-in and a confirmed enrollment are recent proofs', async t => {
  const { enroll, signIn } = await createApplication()
  const { client: enrolled, secret } = await enroll('alice')
  t.equal((await enrolled.post('/payout')).status, 200)
  t.equal((await (await signIn('alice', secret)).post('/payout')).status, 200)
})

t.test('a remembered client is no proof', async t => {
  const { enroll, signIn, code } = await createApplication()
  const { secret } = await enroll('alice')
  const browser = await signIn('alice', secret, { trustClient: true })
  await browser.post('/login', { userId: 'alice' })
  refused(t, await browser.post('/payout'), 403, 'TWO_FACTOR_STEP_UP_REQUIRED')
  t.equal((await browser.post('/two-factor/step-up', { code: code(secret) })).status, 200)
  t.equal((await browser.post('/payout')).status, 200)
  t.equal((await browser.get('/me')).body.method, 'trusted-client', 'the method stays')
})

t.test('a step-up gives no trust and counts in the session that made it only', async t => {
  const { enroll, signIn, code, clock, app } = await createApplication()
  const { client: browser, secret } = await enroll('alice')
  const other = await signIn('alice', secret)
  clock.now += 300_000
  const answer = await browser.post('/two-factor/step-up', { code: code(secret), trustClient: true })
  t.equal(answer.status, 200)
  t.strictSame((await app.twoFactor.status('alice')).trustedClients, [])
  refused(t, await other.post('/payout'), 403, 'TWO_FACTOR_STEP_UP_REQUIRED')
})

t.test('one code serves one purpose: spent at the sign-in, it is worth nothing elsewhere', async t => {
  const { enroll, login, code } = await createApplication()
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  const used = code(secret)
  await browser.post('/two-factor/challenge', { code: used })
  for (const route of ['/step-up', '/disable', '/recovery-codes']) refused(t, await browser.post(`/two-factor${route}`, { code: used }), 422, 'TWO_FACTOR_INVALID_CODE')
  t.equal((await browser.get('/two-factor')).body.lockedUntil, undefined)
})

t.test('wrong codes of every purpose share one budget: the fifth locks', async t => {
  const { enroll, login, code, wrong, clock } = await createApplication()
  const { client: browser, secret } = await enroll('alice')
  const pending = await login('alice')
  await pending.post('/two-factor/challenge', { code: wrong(secret) })
  for (const route of ['/step-up', '/disable', '/recovery-codes']) await browser.post(`/two-factor${route}`, { code: wrong(secret) })
  t.equal((await browser.get('/two-factor')).body.lockedUntil, undefined, 'four are free')
  refused(t, await browser.post('/two-factor/step-up', { code: wrong(secret) }), 422, 'TWO_FACTOR_INVALID_CODE')
  t.equal((await browser.get('/two-factor')).body.lockedUntil, new Date(clock.now + 30_000).toISOString())
  for (const answer of [await pending.post('/two-factor/challenge', { code: code(secret) }), await browser.post('/two-factor/step-up', { code: code(secret) }), await browser.post('/two-factor/disable', { code: code(secret) }), await browser.post('/two-factor/recovery-codes', { code: code(secret) })]) {
    refused(t, answer, 429, 'TWO_FACTOR_LOCKED')
    t.equal(answer.headers['retry-after'], '30')
  }
  clock.now += 30_000
  t.equal((await pending.post('/two-factor/challenge', { code: code(secret) })).status, 200)
})

t.test('a step-up where two-factor authentication is off, and one that is not signed in, are refused', async t => {
  const { enroll, login, client } = await createApplication()
  await enroll('alice')
  refused(t, await (await login('carol')).post('/two-factor/step-up', { code: '123456' }), 409, 'TWO_FACTOR_NOT_ENABLED')
  refused(t, await (await login('alice')).post('/two-factor/step-up', { code: '123456' }), 403, 'TWO_FACTOR_CHALLENGE_REQUIRED')
  refused(t, await (await login('dave')).post('/two-factor/step-up', { code: '123456' }), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED')
  refused(t, await client().post('/two-factor/step-up', { code: '123456' }), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})

t.test('after 100 wrong codes in a row codes are blocked, and a recovery sign-in with a new authenticator ends the block', async t => {
  const { enroll, login, code, wrong, clock, app } = await createApplication()
  const { secret, recoveryCodes } = await enroll('alice')
  for (let guess = 1; guess <= 100; guess++) {
    const answer = await (await login('alice')).post('/two-factor/challenge', { code: wrong(secret) })
    if (answer.status !== 422) t.equal(answer.status, 422, `guess ${guess} is answered`)
    clock.now += 3600_000
  }
  t.equal((await app.twoFactor.status('alice')).blocked, true)
  const browser = await login('alice')
  refused(t, await browser.post('/two-factor/challenge', { code: code(secret) }), 403, 'TWO_FACTOR_BLOCKED')
  t.equal((await browser.post('/two-factor/recovery', { code: recoveryCodes[0] })).status, 200)
  t.equal((await browser.get('/two-factor')).body.blocked, true, 'not by the recovery code alone')
  const { body: started } = await browser.post('/two-factor/enrollment')
  t.equal((await browser.post('/two-factor/enrollment/confirm', { code: code(started.secret) })).status, 200)
  const { body } = await browser.get('/two-factor')
  t.equal(body.blocked, false)
  t.equal(body.authenticators.length, 1, 'the blocked one was replaced')
})
