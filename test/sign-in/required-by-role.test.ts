import t from 'tap'
import type { TwoFactorUser } from '../../lib/index.js'
import { redirected, refused } from '../support/answers.js'
import { createApplication, START, users } from '../support/application.js'
import { TestRepository } from '../support/test-repository.js'

t.test('a user whose role requires two-factor authentication is held back until it is enabled', async t => {
  const { client, code, events } = await createApplication()
  const browser = client()
  const step = await browser.post('/login', { userId: 'dave', next: '/accounts' })
  t.strictSame(step.body, { status: 'enrollment', location: '/two-factor/enrollment' })
  for (const url of ['/me', '/accounts']) refused(t, await browser.get(url), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED')
  t.equal(events.filter(({ type }) => type === 'signed-in').length, 0)
  t.hasStrict((await browser.get('/two-factor')).body, { enabled: false, required: true, method: 'none', passwordRequired: false, stepUpRequired: false })
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  refused(t, await browser.get('/me'), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED', 'not by a start alone')
  const confirmed = await browser.post('/two-factor/enrollment/confirm', { code: code(secret) })
  t.hasStrict(confirmed.body, { status: 'complete', location: '/accounts' })
  t.strictSame((await browser.get('/me')).body, { userId: 'dave', method: 'totp' })
  t.hasStrict(events.find(({ type }) => type === 'signed-in'), { userId: 'dave', method: 'totp' })
})

t.test('without a page to go on to, enabling leads home', async t => {
  const { login, code } = await createApplication({ urls: { home: '/start' } })
  const browser = await login('dave')
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  t.equal((await browser.post('/two-factor/enrollment/confirm', { code: code(secret) })).body.location, '/start')
})

t.test('an enrollment-only session gets enrollment, preferences and sign-out, and nothing else', async t => {
  const { login } = await createApplication()
  const browser = await login('dave')
  for (const url of ['/recovery-codes', '/disable', '/step-up', '/authenticators/x/remove']) refused(t, await browser.post(`/two-factor${url}`, { code: '123456' }), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED', url)
  for (const url of ['/trusted-clients/revoke', '/trusted-clients/x/revoke']) refused(t, await browser.post(`/two-factor${url}`), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED', url)
  refused(t, await browser.post('/two-factor/recovery', { code: '0'.repeat(24) }), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED')
  refused(t, await browser.post('/two-factor/challenge', { code: '123456' }), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED')
  refused(t, await browser.get('/two-factor/challenge'), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED')
  refused(t, await browser.get('/two-factor/enrollment'), 404, 'TWO_FACTOR_NO_ENROLLMENT')
  t.equal((await browser.get('/two-factor')).status, 200)
  t.equal((await browser.post('/two-factor/enrollment/cancel')).status, 204)
})

t.test('neither a reload, a second sign-in nor an unconfirmed enrollment gets out of it', async t => {
  const { login } = await createApplication()
  const browser = await login('dave')
  await browser.post('/two-factor/enrollment')
  for (const step of [() => browser.get('/me'), () => browser.post('/two-factor/sign-out'), () => browser.post('/login', { userId: 'dave' })]) await step()
  refused(t, await browser.get('/me'), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED')
})

t.test('of two enrollment-only sessions the one that did not enroll gets nothing from the other', async t => {
  const { login, code } = await createApplication()
  const [first, second] = [await login('dave'), await login('dave')]
  const { body: { secret } } = await first.post('/two-factor/enrollment')
  await first.post('/two-factor/enrollment/confirm', { code: code(secret) })
  refused(t, await second.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  t.equal((await first.get('/me')).status, 200)
})

t.test('a browser of a held-back user is led to the enrollment and from there to the preferences', async t => {
  const { login } = await createApplication()
  const browser = await login('dave')
  redirected(t, await browser.page('/accounts'), '/two-factor/enrollment?next=%2Faccounts')
  redirected(t, await browser.page('/two-factor/enrollment'), '/two-factor')
  t.match((await browser.page('/two-factor')).body, 'Your organization requires two-factor authentication. Set it up to go on.')
})

t.test('a grace date lets the user in until then and says from when on it binds', async t => {
  const graceEndsAt = new Date(START + 86_400_000)
  const { login, clock } = await createApplication({ users: { dave: { ...users['dave']!, graceEndsAt } } })
  const browser = await login('dave')
  t.equal((await browser.get('/me')).status, 200)
  t.hasStrict((await browser.get('/two-factor')).body, { required: false, requiredFrom: graceEndsAt.toISOString() })
  t.match((await browser.page('/two-factor')).body, /Your organization will require two-factor authentication from <time datetime="2026-01-16T10:00Z"[^>]*>Jan 16, 2026 \(UTC\)<\/time> on\. Set it up before then\./)
  clock.now = graceEndsAt.getTime()
  refused(t, await browser.get('/me'), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED')
})

t.test('the policy is read live: a session of before is held back as soon as the role changes, and let go when it changes back', async t => {
  const given: Record<string, TwoFactorUser> = { carol: { ...users['carol']! } }
  const { login } = await createApplication({ users: given })
  const browser = await login('carol')
  t.equal((await browser.get('/me')).status, 200)
  given['carol']!.twoFactor = 'required'
  refused(t, await browser.get('/me'), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED')
  given['carol']!.twoFactor = 'optional'
  t.equal((await browser.get('/me')).status, 200)
})

t.test('an unknown policy and a grace date that is none mean required', async t => {
  for (const policy of [{ twoFactor: 'Required' }, { twoFactor: null }, { twoFactor: true }, { twoFactor: 'required', graceEndsAt: null }, { twoFactor: 'required', graceEndsAt: 'in 2099' }, { twoFactor: 'required', graceEndsAt: 4_070_908_800 }, { twoFactor: 'required', graceEndsAt: new Date(Number.NaN) }]) {
    const { login } = await createApplication({ users: { dave: { accountName: 'dave', ...policy } as TwoFactorUser } })
    refused(t, await (await login('dave')).get('/me'), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED', JSON.stringify(policy))
  }
})

t.test('a user who is gone is nobody, whatever their session says', async t => {
  const given: Record<string, TwoFactorUser> = { ...users }
  const { login, enroll } = await createApplication({ users: given })
  const carol = await login('carol')
  const dave = await login('dave')
  await enroll('alice')
  const alice = await login('alice')
  for (const userId of ['carol', 'dave', 'alice']) delete given[userId]
  refused(t, await carol.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  refused(t, await dave.post('/two-factor/enrollment'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  refused(t, await alice.get('/two-factor/challenge'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  for (const userId of ['nobody', 'carol']) refused(t, await (await login('bob')).post('/login', { userId }), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})

t.test('a user who is gone between the password and the code does not get in: by no code, by no route, and no code is spent', async t => {
  const given: Record<string, TwoFactorUser> = { ...users }
  const repository = new TestRepository(given)
  const { enroll, login, code } = await createApplication({
    userRepository: repository,
    extend: app => {
      app.post('/own/verify', async request => await request.twoFactor.verify((request.body as { code: string }).code))
      app.post('/own/recover', async request => await request.twoFactor.recover((request.body as { code: string }).code))
    }
  })
  const { secret, recoveryCodes: [recoveryCode] } = await enroll('alice')
  const pending = await login('alice')
  delete given['alice']
  repository.countSaves()
  for (const trustClient of [undefined, false, true]) {
    refused(t, await pending.post('/two-factor/challenge', { code: code(secret), trustClient }), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED', `trustClient ${trustClient}`)
  }
  refused(t, await pending.post('/two-factor/recovery', { code: recoveryCode }), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  refused(t, await pending.post('/own/verify', { code: code(secret) }), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  refused(t, await pending.post('/own/recover', { code: recoveryCode }), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  for (const [url, typed] of [['/two-factor/challenge', code(secret)], ['/two-factor/recovery', recoveryCode!]] as const) {
    redirected(t, await pending.submit(url, { code: typed }), '/two-factor/challenge', url)
  }
  redirected(t, await pending.page('/two-factor/challenge'), '/login?reason=expired')
  t.equal(repository.countSaves(), 0)
  t.notOk([...pending.jar.keys()].some(name => name.startsWith('two-factor')), 'no client is remembered')
  refused(t, await pending.get('/me'), 403, 'TWO_FACTOR_CHALLENGE_REQUIRED', 'a guard asks for the row only')
  given['alice'] = users['alice']!
  t.equal((await pending.post('/two-factor/challenge', { code: code(secret) })).status, 200, 'the same code, once they are back')
})

t.test('a user with two-factor authentication who is gone does not sign in', async t => {
  const given: Record<string, TwoFactorUser> = { ...users }
  const { enroll, client } = await createApplication({ users: given })
  await enroll('alice')
  delete given['alice']
  refused(t, await client().post('/login', { userId: 'alice' }), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})
