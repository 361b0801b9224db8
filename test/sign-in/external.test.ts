import t from 'tap'
import { requireStepUp, type SignInOptions } from '../../lib/index.js'
import { redirected, refused } from '../support/answers.js'
import { createApplication, users, type ApplicationOptions, type TestApplication } from '../support/application.js'
import type { Answer, Client } from '../support/client.js'

/** An application whose users come by another system, which asked for a second factor. */
async function application ({ extend, ...options }: ApplicationOptions = {}): Promise<TestApplication & { come: (userId: string, options?: SignInOptions, browser?: Client) => Promise<{ browser: Client, answer: Answer }> }> {
  let given: SignInOptions | undefined
  const application = await createApplication({
    ...options,
    extend: async app => {
      app.post('/external', async request => await request.twoFactor.signInExternally((request.body as { userId: string }).userId, given))
      app.post('/named', async request => await request.twoFactor.signIn((request.body as { userId: string }).userId, given))
      app.get('/check', async request => await request.twoFactor.check())
      app.get('/vault', { onRequest: requireStepUp({ maxAgeSeconds: 60, phishingResistant: true }) }, async () => ({}))
      await extend?.(app)
    }
  })
  return {
    ...application,
    async come (userId, options, browser = application.client()) {
      given = options
      return { browser, answer: await browser.post('/external', { userId }) }
    }
  }
}

t.test('signs in completely, also where the role requires two-factor authentication, and satisfies requireTwoFactor', async t => {
  const { come, events } = await application()
  for (const userId of ['carol', 'dave']) {
    const { browser, answer } = await come(userId, { firstFactor: 'saml', next: '/account' })
    t.strictSame(answer.body, { status: 'complete', method: 'external', location: '/account' })
    t.strictSame((await browser.get('/me')).body, { userId, method: 'external' })
    t.equal((await browser.get('/accounts')).status, 200)
    const { verifiedAt, amr } = (await browser.get('/check')).body
    t.strictSame([verifiedAt, amr], [undefined, ['saml', 'mfa']])
  }
  t.match(events, [{ type: 'signed-in', method: 'external', client: { remembered: false, known: false } }, { type: 'signed-in', userId: 'dave' }])
})

t.test('without the name of a first factor amr says nothing, since nobody knows what mfa would be of', async t => {
  const { come } = await application()
  const { browser } = await come('dave')
  t.strictSame((await browser.get('/check')).body.amr, [])
})

t.test('is no proof: a step-up leads a user without an authenticator to the enrollment', async t => {
  const { come, clock } = await application()
  const { browser } = await come('dave')
  refused(t, await browser.post('/payout'), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED')
  refused(t, await browser.get('/vault'), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED')
  redirected(t, await browser.page('/two-factor/step-up'), '/two-factor')
  refused(t, await browser.post('/two-factor/step-up', { code: '123456' }), 409, 'TWO_FACTOR_NOT_ENABLED')
  t.match(await browser.post('/two-factor/recovery', { code: 'AAAA-AAAA-AAAA-AAAA-AAAA-AAAA' }), { status: 200, body: { status: 'complete', method: 'external' } }, 'the sign-in is through already')
  clock.now += 900_000
  refused(t, await browser.post('/two-factor/enrollment'), 403, 'TWO_FACTOR_REAUTHENTICATION_REQUIRED')
})

t.test('who has it on here is asked for a code all the same, and then as if signIn had been called', async t => {
  const { come, enroll, code, clock } = await application()
  const { secret } = await enroll('alice')
  const { browser, answer } = await come('alice', { firstFactor: 'saml' })
  t.strictSame(answer.body, { status: 'challenge', location: '/two-factor/challenge' })
  refused(t, await browser.get('/me'), 403, 'TWO_FACTOR_CHALLENGE_REQUIRED')
  t.match((await browser.post('/two-factor/challenge', { code: code(secret) })).body, { status: 'complete', method: 'totp' })
  const { signedInAt, verifiedAt, amr } = (await browser.get('/check')).body
  t.strictSame([signedInAt, verifiedAt, amr], [new Date(clock.now).toISOString(), new Date(clock.now).toISOString(), ['saml', 'otp', 'mfa']])
})

t.test('externalSecondFactor of findUser lets it stand in for the own one, not for a step-up or a change', async t => {
  const given = { ...users, alice: { ...users['alice']!, externalSecondFactor: true } }
  const { come, enroll, code, clock, signIn } = await application({ users: given })
  const { secret, recoveryCodes } = await enroll('alice')
  const { browser, answer } = await come('alice', { firstFactor: 'saml' })
  t.match(answer.body, { status: 'complete', method: 'external' })
  t.equal((await browser.get('/accounts')).status, 200)
  refused(t, await browser.post('/payout'), 403, 'TWO_FACTOR_STEP_UP_REQUIRED')
  refused(t, await browser.post('/two-factor/enrollment'), 403, 'TWO_FACTOR_STEP_UP_REQUIRED')
  refused(t, await browser.post('/two-factor/disable', { code: '000000' }), 422, 'TWO_FACTOR_INVALID_CODE')
  refused(t, await browser.post('/two-factor/disable'), 400, 'FST_ERR_VALIDATION', 'no change without a proof')
  t.match((await browser.page('/two-factor/step-up')).body, /action="\/two-factor\/recovery"/, 'the page offers a recovery code, as for a remembered client')
  t.equal((await browser.post('/two-factor/step-up', { code: code(secret) })).status, 200)
  t.equal((await browser.post('/payout')).status, 200)
  t.strictSame((await browser.get('/check')).body.amr, ['saml', 'otp', 'mfa'])

  clock.now += 30_000
  const another = await signIn('alice', secret)
  const { browser: lost } = await come('alice')
  t.match(await lost.post('/two-factor/recovery', { code: recoveryCodes[0] }), { status: 200, body: { method: 'recovery-code' } })
  refused(t, await another.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED', 'every other session ended')
})

t.test('neither reads nor clears the cookie of a remembered client', async t => {
  for (const externalSecondFactor of [false, true]) {
    const { come, enroll, signIn, repository } = await application({ users: { ...users, alice: { ...users['alice']!, externalSecondFactor } } })
    const { secret } = await enroll('alice')
    const browser = await signIn('alice', secret, { trustClient: true })
    const before = [...browser.jar].filter(([name]) => name.startsWith('two-factor-'))
    t.equal(before.length, 1)
    const row = await repository.findTwoFactor('alice')
    const { answer } = await come('alice', undefined, browser)
    t.equal(answer.body.status, externalSecondFactor ? 'complete' : 'challenge')
    t.strictSame([...browser.jar].filter(([name]) => name.startsWith('two-factor-')), before)
    t.notMatch(String(answer.headers['set-cookie']), 'two-factor-')
    const { record } = JSON.parse(JSON.stringify(await repository.findTwoFactor('alice')))
    t.strictSame(JSON.parse(record).trustedClients, JSON.parse(row!.record).trustedClients)
    t.match(await browser.post('/login', { userId: 'alice' }), { body: { status: 'complete', method: 'trusted-client' } }, 'and it counts at the next sign-in by password')
  }
})

t.test('counts for nothing where the role is phishing-resistant, at the sign-in and later', async t => {
  const given: ApplicationOptions['users'] = { ...users, dave: { ...users['dave']!, twoFactor: 'phishing-resistant', externalSecondFactor: true } }
  const { come } = await application({ users: given })
  const { browser, answer } = await come('dave')
  t.strictSame(answer.body, { status: 'enrollment', location: '/two-factor/enrollment' })
  refused(t, await browser.get('/me'), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED')
  given['dave'] = users['dave']!
  const { browser: later } = await come('dave')
  t.equal((await later.get('/me')).status, 200)
  given['dave'] = { ...users['dave']!, twoFactor: 'phishing-resistant' }
  refused(t, await later.get('/me'), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED', 'a policy that became stricter binds while nothing is enrolled')
  t.match((await later.page('/two-factor')).body, 'A passkey or security key is needed here')
})

t.test('the preferences ask nothing of who came so in a role that requires it, and let them enroll', async t => {
  const { come, code } = await application()
  const { browser } = await come('dave', { firstFactor: 'saml' })
  t.hasStrict((await browser.get('/two-factor')).body, { enabled: false, required: true, method: 'external', methods: [] })
  t.notMatch((await browser.page('/two-factor')).body, /requires two-factor authentication/i)
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  t.equal((await browser.post('/two-factor/enrollment/confirm', { code: code(secret) })).status, 200)
  t.hasStrict((await browser.get('/check')).body, { method: 'totp', amr: ['saml', 'otp', 'mfa'] })
})

t.test('during a grace period who came so is led on, not to the preferences', async t => {
  const { come, client } = await application({ users: { dave: { ...users['dave']!, graceEndsAt: new Date(Date.UTC(2027, 0, 1)) } } })
  const html = { accept: 'text/html' }
  t.equal((await client(html).post('/login', { userId: 'dave' })).body.location, '/two-factor')
  t.strictSame((await come('dave', {}, client(html))).answer.body, { status: 'complete', method: 'external', location: '/' })
})

t.test('who disables it stays signed in without a factor, and whoever was external is asked again once the role requires it by then', async t => {
  const given: ApplicationOptions['users'] = { ...users, alice: { ...users['alice']!, externalSecondFactor: true } }
  const { come, enroll, code } = await application({ users: given })
  const { secret } = await enroll('alice')
  const { browser } = await come('alice', { firstFactor: 'saml' })
  t.equal((await browser.post('/two-factor/disable', { code: code(secret) })).status, 200)
  t.hasStrict((await browser.get('/check')).body, { method: 'none', amr: ['saml'] })
  given['alice'] = { ...users['alice']!, twoFactor: 'required', externalSecondFactor: true }
  refused(t, await browser.get('/me'), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED')
})

t.test('the first factor that was named is kept through challenge and enrollment, and by a new session id', async t => {
  const { come, enroll, client, code, clock } = await application()
  await come('carol', { firstFactor: 'pwd' })
  const dave = client()
  await dave.post('/named', { userId: 'dave' })
  const { body: { secret } } = await dave.post('/two-factor/enrollment')
  await dave.post('/two-factor/enrollment/confirm', { code: code(secret) })
  t.strictSame((await dave.get('/check')).body.amr, ['pwd', 'otp', 'mfa'])
  clock.now += 30_000
  const { secret: second } = await enroll('alice')
  const alice = client()
  await alice.post('/named', { userId: 'alice' })
  await alice.post('/two-factor/challenge', { code: code(second), trustClient: true })
  t.strictSame((await alice.get('/check')).body.amr, ['pwd', 'otp', 'mfa'])
  await alice.post('/password')
  t.strictSame((await alice.get('/check')).body.amr, ['pwd', 'otp', 'mfa'], 'its other sessions were revoked')
})

t.test('a remembered client adds nothing to amr until the session steps up', async t => {
  const { come, enroll, signIn, code, clock } = await application()
  const { secret } = await enroll('alice')
  const browser = await signIn('alice', secret, { trustClient: true })
  await come('bob', { firstFactor: 'pwd' })
  await browser.post('/named', { userId: 'alice' })
  t.hasStrict((await browser.get('/check')).body, { method: 'trusted-client', amr: ['pwd'] })
  await browser.post('/two-factor/step-up', { code: code(secret) })
  t.strictSame((await browser.get('/check')).body.amr, ['pwd', 'otp', 'mfa'])
  clock.now += 60_000
})

t.test('a first factor with a name that says more than it may is the application\'s mistake, told as such, and signs nobody in', async t => {
  const { come } = await application()
  for (const firstFactor of ['otp', 'pop', 'hwk', 'swk', 'sms', 'mfa', '', 'PWD', 'x'.repeat(33), 5, {}, ['pwd']]) {
    const { browser, answer } = await come('carol', { firstFactor: firstFactor as string })
    t.strictSame([answer.status, /^fastify-two-factor: firstFactor must be a name like pwd, .*, got /.test(answer.body.message)], [500, true], String(firstFactor))
    t.equal((await browser.post('/named', { userId: 'carol' })).status, 500)
    refused(t, await browser.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  }
  for (const firstFactor of [null, undefined]) t.equal((await come('carol', { firstFactor })).answer.status, 200)
  const { answer } = await come('carol', { remember: true } as SignInOptions)
  t.equal(answer.body.message, 'fastify-two-factor: signInExternally has no option remember. It has: next, fresh, sessionSeconds, stillValid, firstFactor.')
  refused(t, (await come('nobody')).answer, 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})

t.test('ends whoever was signed in here before, and by revokeSessions', async t => {
  const { app, come, login, events } = await application()
  const browser = await login('carol')
  await come('dave', undefined, browser)
  t.strictSame(events.map(({ type, userId }) => [type, userId]), [['signed-in', 'carol'], ['signed-out', 'carol'], ['signed-in', 'dave']])
  t.equal((await browser.get('/me')).body.userId, 'dave')
  await app.twoFactor.revokeSessions('dave')
  refused(t, await browser.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})

t.test('tells who signed in, and what their session is, in check()', async t => {
  const { enroll, signIn, clock, events } = await application()
  const { secret } = await enroll('alice')
  const browser = await signIn('alice', secret)
  const at = new Date(clock.now - 30_000).toISOString()
  const { signInId, ...state } = (await browser.get('/check')).body
  t.strictSame(state, { status: 'complete', userId: 'alice', method: 'totp', signedInAt: at, verifiedAt: at, amr: ['otp'] })
  t.equal(events.findLast(({ type }) => type === 'signed-in')?.signInId, signInId, 'as its events')
  clock.now += 60_000
  await browser.post('/password')
  t.hasStrict((await browser.get('/check')).body, { signInId, signedInAt: at }, 'and so it stays under a new session id')
})
