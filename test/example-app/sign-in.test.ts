import t from 'tap'
import { enroll, startExample } from './support.js'

const { login } = await startExample(t)

t.test('a user enables two-factor authentication, signs in with it, is remembered, recovers and disables it', async t => {
  const alice = await login('alice')
  t.match(await alice.get('/me'), { status: 200, body: { userId: String, username: 'alice', method: 'none' } })
  t.match(await alice.get('/accounts'), { status: 403, body: { code: 'TWO_FACTOR_ENROLLMENT_REQUIRED' } })

  const { authenticator, recoveryCodes } = await enroll(alice)
  t.equal(recoveryCodes.length, 10)
  t.match(await alice.get('/accounts'), { status: 200, body: { accounts: Array } })
  t.match(await alice.post('/payout', { amount: 20 }), { status: 200, body: { paid: 20 } }, 'a confirmed enrollment is a fresh proof')

  t.match(await alice.post('/logout'), { status: 204 })
  t.match(await alice.get('/me'), { status: 401, body: { code: 'TWO_FACTOR_SIGN_IN_REQUIRED' } })

  t.match(await alice.post('/login', { username: 'alice', password: 'alice-password', next: '/accounts' }), { status: 200, body: { status: 'challenge', location: '/two-factor/challenge' } })
  t.match(await alice.get('/me'), { status: 403, body: { code: 'TWO_FACTOR_CHALLENGE_REQUIRED' } })
  t.match(await alice.post('/two-factor/challenge', { code: authenticator.code(), trustClient: true }), { status: 200, body: { status: 'complete', method: 'totp', location: '/accounts' } })
  t.match(await alice.get('/me'), { status: 200, body: { username: 'alice', method: 'totp' } })

  await alice.post('/logout')
  t.match(await alice.post('/login', { username: 'alice', password: 'alice-password' }), { body: { status: 'complete', method: 'trusted-client', location: '/' } }, 'this client is remembered')
  t.match(await alice.get('/accounts'), { status: 200 })
  t.match(await alice.post('/payout', { amount: 20 }), { status: 403, body: { code: 'TWO_FACTOR_STEP_UP_REQUIRED' } }, 'but it is no fresh proof')

  const elsewhere = await login('alice')
  t.match(await elsewhere.get('/me'), { status: 403, body: { code: 'TWO_FACTOR_CHALLENGE_REQUIRED' } }, 'another client is not')
  t.match(await elsewhere.post('/two-factor/recovery', { code: recoveryCodes[0] }), { status: 200, body: { method: 'recovery-code', recoveryCodesLeft: 9 } })
  t.match(await alice.get('/me'), { status: 401 }, 'a recovery ends the other sessions')
  await elsewhere.post('/logout')
  await elsewhere.post('/login', { username: 'alice', password: 'alice-password' })
  t.match(await elsewhere.post('/two-factor/recovery', { code: recoveryCodes[0] }), { status: 422, body: { code: 'TWO_FACTOR_INVALID_CODE' } }, 'a recovery code works once')
  await elsewhere.post('/two-factor/recovery', { code: recoveryCodes[1] })

  t.match(await elsewhere.post('/two-factor/disable', { code: authenticator.code() }), { status: 200, body: { enabled: false } })
  t.match(await (await login('alice')).get('/me'), { status: 200, body: { method: 'none' } })
})

t.test('a user whose role requires it is held until they have enabled it', async t => {
  const dave = await login('dave')
  t.match(await dave.get('/me'), { status: 403, body: { code: 'TWO_FACTOR_ENROLLMENT_REQUIRED' } })
  t.match(await dave.post('/password', { password: 'dave-password', newPassword: 'dave-has-another' }), { status: 403 })
  t.match(await dave.page('/accounts'), { status: 303, location: '/two-factor/enrollment?next=%2Faccounts' })
  t.match((await dave.page('/')).body, /Your organization requires two-factor authentication[^]+<a class="button main" href="\/two-factor">/)

  const { authenticator } = await enroll(dave)
  t.match(await dave.get('/me'), { status: 200, body: { username: 'dave', method: 'totp' } })
  t.match(await dave.post('/two-factor/disable', { code: authenticator.code() }), { status: 409, body: { code: 'TWO_FACTOR_REQUIRED_BY_POLICY' } })
})

t.test('a user sees where they are signed in, and ends one of them', async t => {
  const [here, there] = [await login('carol'), await login('carol')]
  const { body: { sessions } } = await here.get('/two-factor')
  t.strictSame(sessions.map(({ current }: { current: boolean }) => current), [false, true])
  t.match(await here.post(`/two-factor/sessions/${sessions[0].id}/revoke`), { status: 204 })
  t.match(await there.get('/me'), { status: 401 })
  t.match(await here.get('/me'), { status: 200 })
})
