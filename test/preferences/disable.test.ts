import t from 'tap'
import { malformed, refused } from '../support/answers.js'
import { createApplication, users } from '../support/application.js'

t.test('a right code turns two-factor authentication off, and the password alone signs in again', async t => {
  const { enroll, login, code } = await createApplication()
  const { client: browser, secret } = await enroll('alice')
  const answer = await browser.post('/two-factor/disable', { code: code(secret) })
  t.strictSame([answer.status, answer.body], [200, { enabled: false }])
  t.strictSame((await browser.get('/me')).body, { userId: 'alice', method: 'none' })
  t.hasStrict((await browser.get('/two-factor')).body, { enabled: false, authenticators: [], recoveryCodesLeft: 0, trustedClients: [], method: 'none' })
  t.strictSame((await (await login('alice')).get('/me')).body, { userId: 'alice', method: 'none' })
})

t.test('disabling ends every other session, pending ones too', async t => {
  const { enroll, signIn, login, code } = await createApplication()
  const { client: browser, secret } = await enroll('alice')
  const other = await signIn('alice', secret)
  const pending = await login('alice')
  await browser.post('/two-factor/disable', { code: code(secret) })
  refused(t, await other.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  refused(t, await pending.get('/two-factor/challenge'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})

t.test('after enabling again the code, the recovery code and the remembered client of before are worth nothing', async t => {
  const { enroll, signIn, login, code, clock } = await createApplication()
  const { secret, recoveryCodes } = await enroll('alice')
  const trusted = await signIn('alice', secret, { trustClient: true })
  await trusted.post('/two-factor/disable', { code: code(secret) })
  clock.now += 30_000
  await enroll('alice')
  t.equal((await trusted.post('/login', { userId: 'alice' })).body.status, 'challenge')
  const browser = await login('alice')
  refused(t, await browser.post('/two-factor/challenge', { code: code(secret) }), 422, 'TWO_FACTOR_INVALID_CODE')
  refused(t, await browser.post('/two-factor/recovery', { code: recoveryCodes[0] }), 422, 'TWO_FACTOR_INVALID_CODE')
})

t.test('a wrong code, a used code and another user\'s code disable nothing', async t => {
  const { enroll, code, wrong, app, clock } = await createApplication()
  const { secret: foreign } = await enroll('bob')
  const { client: browser, secret } = await enroll('alice')
  clock.now -= 30_000
  refused(t, await browser.post('/two-factor/disable', { code: code(secret) }), 422, 'TWO_FACTOR_INVALID_CODE')
  clock.now += 30_000
  refused(t, await browser.post('/two-factor/disable', { code: wrong(secret) }), 422, 'TWO_FACTOR_INVALID_CODE')
  refused(t, await browser.post('/two-factor/disable', { code: code(foreign) }), 422, 'TWO_FACTOR_INVALID_CODE')
  t.equal((await app.twoFactor.status('alice')).enabled, true)
})

t.test('a user whose role requires two-factor authentication cannot turn it off', async t => {
  const { enroll, code, app } = await createApplication()
  const { client: browser, secret } = await enroll('dave')
  refused(t, await browser.post('/two-factor/disable', { code: code(secret) }), 409, 'TWO_FACTOR_REQUIRED_BY_POLICY')
  t.equal((await app.twoFactor.status('dave')).enabled, true)
})

t.test('the role is read at the moment of disabling, and an unknown policy means required', async t => {
  const given = { ...users, alice: { ...users['alice']! } }
  const { enroll, code } = await createApplication({ users: given })
  const { client: browser, secret } = await enroll('alice')
  given.alice.twoFactor = 'sometimes' as 'optional'
  refused(t, await browser.post('/two-factor/disable', { code: code(secret) }), 409, 'TWO_FACTOR_REQUIRED_BY_POLICY')
  given.alice.twoFactor = 'optional'
  t.equal((await browser.post('/two-factor/disable', { code: code(secret) })).status, 200)
})

t.test('where it is off there is nothing to disable', async t => {
  const { login } = await createApplication()
  refused(t, await (await login('carol')).post('/two-factor/disable', { code: '123456' }), 409, 'TWO_FACTOR_NOT_ENABLED')
})

t.test('a session that is not complete disables nothing', async t => {
  const { enroll, login, client, code, app } = await createApplication()
  const { secret } = await enroll('alice')
  refused(t, await client().post('/two-factor/disable', { code: code(secret) }), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  refused(t, await (await login('alice')).post('/two-factor/disable', { code: code(secret) }), 403, 'TWO_FACTOR_CHALLENGE_REQUIRED')
  refused(t, await (await login('dave')).post('/two-factor/disable', { code: code(secret) }), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED')
  t.equal((await app.twoFactor.status('alice')).enabled, true)
})

t.test('a recovery sign-in cannot disable without a one-time code', async t => {
  const { enroll, login, code } = await createApplication()
  const { secret, recoveryCodes } = await enroll('alice')
  const browser = await login('alice')
  await browser.post('/two-factor/recovery', { code: recoveryCodes[0] })
  malformed(t, await browser.post('/two-factor/disable', { code: recoveryCodes[1] }))
  t.equal((await browser.post('/two-factor/disable', { code: code(secret) })).status, 200)
})
