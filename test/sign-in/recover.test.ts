import t from 'tap'
import { refused } from '../support/answers.js'
import { createApplication, users } from '../support/application.js'
import { TestRepository } from '../support/test-repository.js'

t.test('a recovery code completes a pending sign-in once and leads to the preferences', async t => {
  const { enroll, login } = await createApplication()
  const { recoveryCodes } = await enroll('alice')
  const browser = await login('alice')
  const answer = await browser.post('/two-factor/recovery', { code: recoveryCodes[3] })
  t.equal(answer.status, 200)
  t.strictSame(answer.body, { status: 'complete', method: 'recovery-code', location: '/two-factor', recoveryCodesLeft: 9 })
  t.strictSame((await browser.get('/me')).body, { userId: 'alice', method: 'recovery-code' })
  t.equal((await browser.get('/accounts')).status, 200)
  refused(t, await (await login('alice')).post('/two-factor/recovery', { code: recoveryCodes[3] }), 422, 'TWO_FACTOR_INVALID_CODE')
  t.equal((await (await login('alice')).post('/two-factor/recovery', { code: recoveryCodes[4] })).body.recoveryCodesLeft, 8)
})

t.test('case, spaces, dashes and look-alike letters of a typed recovery code are forgiven', async t => {
  const { enroll, login } = await createApplication()
  const { recoveryCodes } = await enroll('alice')
  const [first, second] = recoveryCodes as [string, string]
  const typed = ` ${first.replaceAll('-', ' ').toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l')}`
  t.equal((await (await login('alice')).post('/two-factor/recovery', { code: typed })).status, 200)
  refused(t, await (await login('alice')).post('/two-factor/recovery', { code: first }), 422, 'TWO_FACTOR_INVALID_CODE')
  t.equal((await (await login('alice')).post('/two-factor/recovery', { code: second.replaceAll('-', '').replaceAll('1', 'I') })).status, 200)
})

t.test('a recovery sign-in ends every other session and every remembered client', async t => {
  const { enroll, signIn, login } = await createApplication()
  const { client: first, secret, recoveryCodes } = await enroll('alice')
  const trusted = await signIn('alice', secret, { trustClient: true })
  const pending = await login('alice')
  const browser = await login('alice')
  await browser.post('/two-factor/recovery', { code: recoveryCodes[0] })
  refused(t, await first.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  refused(t, await trusted.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  refused(t, await pending.get('/two-factor/challenge'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  t.equal((await trusted.post('/login', { userId: 'alice' })).body.status, 'challenge')
  t.equal((await browser.get('/me')).status, 200)
})

t.test('a session that a remembered client completed may use a recovery code, and its own trust ends with it', async t => {
  const { enroll, signIn } = await createApplication()
  const { secret, recoveryCodes } = await enroll('alice')
  const browser = await signIn('alice', secret, { trustClient: true })
  await browser.post('/login', { userId: 'alice' })
  const name = [...browser.jar.keys()].find(name => name.startsWith('two-factor-'))!
  const answer = await browser.post('/two-factor/recovery', { code: recoveryCodes[0] })
  t.hasStrict(answer.body, { status: 'complete', method: 'recovery-code' })
  t.equal(browser.jar.has(name), false, 'the cookie is cleared')
  t.equal((await browser.get('/me')).body.method, 'recovery-code')
})

t.test('sessions that a code or a recovery code completed, and users without two-factor authentication, go on and spend no recovery code', async t => {
  const { enroll, login, app } = await createApplication()
  const { client: browser, recoveryCodes } = await enroll('alice')
  t.strictSame((await browser.post('/two-factor/recovery', { code: recoveryCodes[0] })).body, { status: 'complete', method: 'totp', location: '/' })
  const recovered = await login('alice')
  await recovered.post('/two-factor/recovery', { code: recoveryCodes[0] })
  t.strictSame((await recovered.post('/two-factor/recovery', { code: recoveryCodes[1] })).body, { status: 'complete', method: 'recovery-code', location: '/' })
  t.strictSame((await (await login('carol')).post('/two-factor/recovery', { code: recoveryCodes[1] })).body, { status: 'complete', method: 'none', location: '/' })
  t.equal((await app.twoFactor.status('alice')).recoveryCodesLeft, 9, 'none of these was spent')
})

t.test('a recovery code gives no trust, whatever the body asks for', async t => {
  const { enroll, login, app } = await createApplication()
  const { recoveryCodes } = await enroll('alice')
  const browser = await login('alice')
  const answer = await browser.post('/two-factor/recovery', { code: recoveryCodes[0], trustClient: true })
  t.equal(answer.status, 200)
  t.strictSame(answer.cookies.map(({ name }) => name), ['sessionId'])
  t.strictSame((await app.twoFactor.status('alice')).trustedClients, [])
})

t.test('after a recovery sign-in an enrollment with replace works without the old authenticator, and nothing else does', async t => {
  const { enroll, login, code, clock } = await createApplication()
  const { secret, recoveryCodes } = await enroll('alice')
  const browser = await login('alice')
  await browser.post('/two-factor/recovery', { code: recoveryCodes[0] })
  t.hasStrict((await browser.get('/two-factor')).body, { method: 'recovery-code', stepUpRequired: false, recoveryCodesLeft: 9 })
  refused(t, await browser.post('/payout'), 403, 'TWO_FACTOR_STEP_UP_REQUIRED')
  const { body: started } = await browser.post('/two-factor/enrollment')
  const confirmed = await browser.post('/two-factor/enrollment/confirm', { code: code(started.secret), replace: true })
  t.hasStrict(confirmed.body, { status: 'complete', location: '/two-factor', recoveryCodes: [] })
  clock.now += 30_000
  refused(t, await (await login('alice')).post('/two-factor/challenge', { code: code(secret) }), 422, 'TWO_FACTOR_INVALID_CODE')
  t.equal((await (await login('alice')).post('/two-factor/challenge', { code: code(started.secret) })).status, 200)
})

t.test('a recovery sign-in counts as a step-up for an enrollment as long as it is fresh', async t => {
  const { enroll, login, clock } = await createApplication()
  const { recoveryCodes } = await enroll('alice')
  const browser = await login('alice')
  await browser.post('/two-factor/recovery', { code: recoveryCodes[0] })
  clock.now += 899_999
  t.equal((await browser.post('/two-factor/enrollment')).status, 200)
  clock.now += 1
  refused(t, await browser.post('/two-factor/enrollment'), 403, 'TWO_FACTOR_REAUTHENTICATION_REQUIRED')
})

t.test('a stale session that the last recovery code signed in enrolls once more, where no password can be asked', async t => {
  const { enroll, login, clock, code } = await createApplication()
  const { recoveryCodes } = await enroll('alice')
  for (const spent of recoveryCodes.slice(1)) {
    await (await login('alice')).post('/two-factor/recovery', { code: spent })
    clock.now += 300_000
  }
  const browser = await login('alice')
  await browser.post('/two-factor/recovery', { code: recoveryCodes[0] })
  clock.now += 3_600_000
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  t.hasStrict((await browser.post('/two-factor/enrollment/confirm', { code: code(secret), replace: true })).body, { status: 'complete' })
  clock.now += 3_600_000
  refused(t, await browser.post('/two-factor/enrollment'), 403, 'TWO_FACTOR_REAUTHENTICATION_REQUIRED')
})

t.test('ten wrong recovery codes close the hour for wrong ones only, and leave one-time codes alone', async t => {
  const { enroll, login, code, clock } = await createApplication()
  const { secret, recoveryCodes } = await enroll('alice')
  const browser = await login('alice')
  const wrong = '0000-0000-0000-0000-0000-0000'
  for (let guess = 1; guess <= 10; guess++) refused(t, await browser.post('/two-factor/recovery', { code: wrong }), 422, 'TWO_FACTOR_INVALID_CODE')
  clock.now += 60_000
  const locked = await browser.post('/two-factor/recovery', { code: wrong })
  refused(t, locked, 429, 'TWO_FACTOR_LOCKED')
  t.equal(locked.headers['retry-after'], String(3600 - 60))
  t.equal((await (await login('alice')).post('/two-factor/challenge', { code: code(secret) })).status, 200)
  t.equal((await browser.post('/two-factor/recovery', { code: recoveryCodes[0] })).status, 200)
  clock.now += 3600_000
  refused(t, await (await login('alice')).post('/two-factor/recovery', { code: wrong }), 422, 'TWO_FACTOR_INVALID_CODE')
})

t.test('the last recovery code leaves one-time codes working, and there is no eleventh', async t => {
  const { enroll, login, code } = await createApplication()
  const { secret, recoveryCodes } = await enroll('alice')
  for (const [index, recoveryCode] of recoveryCodes.entries()) {
    t.equal((await (await login('alice')).post('/two-factor/recovery', { code: recoveryCode })).body.recoveryCodesLeft, 9 - index)
  }
  refused(t, await (await login('alice')).post('/two-factor/recovery', { code: recoveryCodes[0] }), 422, 'TWO_FACTOR_INVALID_CODE')
  t.equal((await (await login('alice')).post('/two-factor/challenge', { code: code(secret) })).status, 200)
})

t.test('the last recovery code is not spent by a sign-in that could not enroll afterwards', async t => {
  for (const [options, fresh, spent] of [[{}, false, false], [{}, true, true], [{ verifyPassword: () => true }, false, true]] as const) {
    const { enroll, login, client, app } = await createApplication(options)
    const { recoveryCodes } = await enroll('alice')
    for (const recoveryCode of recoveryCodes.slice(0, 9)) await (await login('alice')).post('/two-factor/recovery', { code: recoveryCode })
    const browser = client()
    await browser.post('/login', { userId: 'alice', fresh })
    const answer = await browser.post('/two-factor/recovery', { code: recoveryCodes[9] })
    if (spent) t.hasStrict(answer.body, { status: 'complete', recoveryCodesLeft: 0 })
    else refused(t, answer, 403, 'TWO_FACTOR_REAUTHENTICATION_REQUIRED')
    t.equal((await app.twoFactor.status('alice')).recoveryCodesLeft, spent ? 0 : 1)
  }
})

t.test('a digest that a writer of the database moved to another user\'s record makes no recovery code there', async t => {
  const repository = new TestRepository(users)
  const { enroll, login } = await createApplication({ userRepository: repository })
  const { recoveryCodes } = await enroll('alice')
  await enroll('bob')
  const { recoveryCodes: digests } = repository.stored('alice')
  repository.store('bob', record => ({ ...record, recoveryCodes: digests }))
  refused(t, await (await login('bob')).post('/two-factor/recovery', { code: recoveryCodes[0] }), 422, 'TWO_FACTOR_INVALID_CODE')
})
