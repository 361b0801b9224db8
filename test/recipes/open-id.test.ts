import { Writable } from 'node:stream'
import type { JWTPayload } from 'jose'
import t, { type Test } from 'tap'
import { openIdRoutes, saysSecondFactor, type OpenIdProvider } from '../../example-app/recipes/open-id.js'
import { refused } from '../support/answers.js'
import { createApplication, users, type TestApplication } from '../support/application.js'
import type { Answer, Client } from '../support/client.js'
import { openIdProvider, type TestProvider } from '../support/open-id-provider.js'

const MFA = 'https://provider.example/acr/multi-factor'
const byAcr: OpenIdProvider['secondFactor'] = { claim: 'acr', values: [MFA] }
const byAmr: OpenIdProvider['secondFactor'] = { claim: 'amr', values: ['mfa'] }

/** An application that signs in by a provider; alice's role requires two-factor authentication. */
async function application (t: Test, secondFactor: OpenIdProvider['secondFactor'], alice: object = {}): Promise<TestApplication & { provider: TestProvider, log: () => string, signInThere: (browser?: Client) => Promise<{ browser: Client, answer: Answer }> }> {
  const provider = await openIdProvider(t)
  let log = ''
  const stream = new Writable({ write (chunk, _encoding, done) { log += String(chunk); done() } })
  const { url } = provider
  const application = await createApplication({
    server: { logger: { level: 'warn', stream, base: null } },
    users: { ...users, alice: { ...users['alice']!, twoFactor: 'required', hasPassword: false, ...alice } },
    extend: app => {
      openIdRoutes(app, {
        issuer: url, authorizationUrl: `${url}/authorize`, tokenUrl: `${url}/token`, keysUrl: `${url}/keys`, clientId: 'acme', clientSecret: 'ours', redirectUrl: 'https://acme.example/login/open-id/callback', secondFactor
      }, async subject => subject === 'alice at the provider' ? 'alice' : undefined)
      app.get('/check', async request => await request.twoFactor.check())
    }
  })
  const signInThere = async (browser = application.client()): Promise<{ browser: Client, answer: Answer }> => {
    const there = (await browser.get('/login/open-id')).headers.location!
    const back = new URL((await fetch(there, { redirect: 'manual' })).headers.get('location')!)
    return { browser, answer: await browser.get(back.pathname + back.search) }
  }
  return { ...application, provider, log: () => log, signInThere }
}

t.test('a provider that says in the claim that was asked for that it asked for a second factor signs in completely', async t => {
  for (const [secondFactor, claims] of [[byAcr, { acr: MFA }], [byAmr, { amr: ['pwd', 'mfa'] }]] as const) {
    const { provider, signInThere } = await application(t, secondFactor)
    provider.claims = claims
    const { browser, answer } = await signInThere()
    t.strictSame([answer.status, answer.headers.location], [303, '/'])
    t.match(await browser.get('/me'), { status: 200, body: { userId: 'alice', method: 'external' } })
    t.equal((await browser.get('/accounts')).status, 200, 'requireTwoFactor is satisfied')
    t.match((await browser.get('/check')).body, { amr: ['open-id', 'mfa'] })
    const [asked] = provider.asked
    t.equal(asked?.get('acr_values'), secondFactor === byAcr ? MFA : null)
    t.equal(asked?.get('max_age'), '900')
  }
})

t.test('a provider that says nothing of a second factor signs in to the enrollment that the role requires', async t => {
  for (const secondFactor of [byAcr, byAmr]) {
    const { provider, signInThere } = await application(t, secondFactor)
    for (const claims of [{}, { acr: '0' }, { amr: ['pwd'] }]) {
      provider.claims = claims
      const { browser, answer } = await signInThere()
      t.strictSame([answer.status, answer.headers.location], [303, '/two-factor/enrollment'])
      refused(t, await browser.get('/me'), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED')
    }
  }
})

t.test('a provider is not believed where it says so in a claim that was not asked for', async t => {
  for (const [secondFactor, lies] of [
    [byAcr, [{ amr: ['pwd', 'otp', 'mfa'] }, { acr: 'mfa' }, { acr: [MFA] }, { acr: `${MFA} ` }, { acr: { [MFA]: true } }, { mfa: true, second_factor: 'yes', acr_values: MFA }, { 'https://provider.example/acr': MFA }]],
    [byAmr, [{ acr: MFA }, { acr: 'mfa' }, { amr: 'mfa' }, { amr: 'pwd mfa' }, { amr: { 0: 'mfa', length: 1 } }, { amr: [['mfa']] }, { amr: ['MFA', 'mfa2'] }, { mfa: true, amr_values: ['mfa'] }]]
  ] as const) {
    const { provider, signInThere } = await application(t, secondFactor)
    for (const claims of lies) {
      provider.claims = claims as JWTPayload
      const { browser, answer } = await signInThere()
      t.equal(answer.headers.location, '/two-factor/enrollment', JSON.stringify(claims))
      refused(t, await browser.get('/accounts'), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED', JSON.stringify(claims))
    }
  }
})

t.test('a user who has two-factor authentication on here is asked for a code whatever the provider says', async t => {
  const { provider, signInThere, enroll } = await application(t, byAcr)
  const { secret } = await enroll('alice')
  t.ok(secret)
  provider.claims = { acr: MFA }
  const { browser, answer } = await signInThere()
  t.equal(answer.headers.location, '/two-factor/challenge')
  refused(t, await browser.get('/me'), 403, 'TWO_FACTOR_CHALLENGE_REQUIRED')
})

t.test('who authenticated there hours ago is signed in and counts as not fresh', async t => {
  const { provider, signInThere } = await application(t, byAcr)
  for (const authenticatedAt of [Math.floor(Date.now() / 1000) - 7200, undefined, 'now']) {
    provider.claims = Object.fromEntries([['acr', MFA], ['auth_time', authenticatedAt]])
    const { browser } = await signInThere()
    t.match((await browser.get('/check')).body, { method: 'external', amr: ['open-id'] }, String(authenticatedAt))
    refused(t, await browser.post('/two-factor/enrollment'), 403, 'TWO_FACTOR_REAUTHENTICATION_REQUIRED')
  }
})

t.test('a token that is forged, somebody else\'s, too old or for another sign-in signs nobody in', async t => {
  const { provider, signInThere } = await application(t, byAcr)
  for (const [name, claims, forges, status] of [
    ['forged', {}, true, 400], ['of another issuer', { iss: 'https://evil.example' }, false, 400], ['for another client', { aud: 'shop' }, false, 400], ['too old', { exp: 1 }, false, 400],
    ['for another sign-in', { nonce: 'another' }, false, 400], ['without a nonce', { nonce: undefined }, false, 400], ['of somebody unknown here', { sub: 'mallory' }, false, 403]
  ] as const) {
    provider.claims = { acr: MFA, ...claims } as JWTPayload
    provider.forges = forges
    const { browser, answer } = await signInThere()
    t.equal(answer.status, status, name)
    refused(t, await browser.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED', name)
  }
})

t.test('a provider that gives no token, or does not answer, is 502, and the log has the name and the code of the error alone', async t => {
  const { provider, signInThere, client, log } = await application(t, byAcr)
  for (const instead of [
    { status: 400, body: '{"error":"invalid_grant"}' }, { status: 200, body: '{"error":"invalid_grant"}' }, { status: 500, body: '{"id_token":"a.b.c"}' },
    { status: 200, body: '{"id_token":{}}' }, { status: 200, body: 'null' }, { status: 200, body: '<p>Sorry' }
  ]) {
    provider.instead = instead
    const { browser, answer } = await signInThere()
    t.strictSame([answer.status, answer.body], [502, 'Please sign in again.'], JSON.stringify(instead))
    refused(t, await browser.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  }
  t.match(log(), /"name":"Error","code":400,"msg":"the OpenID provider gave no token"/)
  const browser = client()
  const there = (await browser.get('/login/open-id')).headers.location!
  const back = new URL((await fetch(there, { redirect: 'manual' })).headers.get('location')!)
  await provider.close()
  const down = await browser.get(back.pathname + back.search)
  t.strictSame([down.status, down.body], [502, 'Please sign in again.'], 'down')
  t.match(log(), /"code":"(?:ECONNREFUSED|UND_ERR_SOCKET)","msg":"the OpenID provider gave no token"/)
  t.notMatch(log(), /invalid_grant|Sorry|code-\d|ours/)
})

t.test('an answer of the provider counts once, and in the browser that asked for it', async t => {
  const { provider, client } = await application(t, byAcr)
  provider.claims = { acr: MFA }
  const browser = client()
  const there = (await browser.get('/login/open-id')).headers.location!
  const back = new URL((await fetch(there, { redirect: 'manual' })).headers.get('location')!)
  t.equal((await client().get(back.pathname + back.search)).status, 400, 'another browser')
  t.equal((await browser.get(back.pathname)).status, 400, 'no state')
  t.equal((await browser.get(back.pathname + back.search)).status, 400, 'what was asked for is forgotten then')
})

t.test('only the claim that was agreed on is read', t => {
  t.equal(saysSecondFactor({ acr: MFA }, byAcr), true)
  t.equal(saysSecondFactor({ acr: MFA }, byAmr), false)
  t.equal(saysSecondFactor({ amr: ['mfa'] }, byAcr), false)
  t.end()
})
