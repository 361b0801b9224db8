import { Authenticator, Strategy } from '@fastify/passport'
import t, { type Test } from 'tap'
import { signInByLink } from '../../example-app/recipes/magic-link.js'
import { signInByGoogle } from '../../example-app/recipes/oauth.js'
import { signInByPassport } from '../../example-app/recipes/passport.js'
import { resetPassword } from '../../example-app/recipes/password-reset.js'
import { forgettingRoutes, signInByCookie, type RememberMe } from '../../example-app/recipes/remember-me.js'
import { ofTenant } from '../../example-app/recipes/tenants.js'
import { memoryUserRepository } from '../../lib/index.js'
import { redirected, refused } from '../support/answers.js'
import { createApplication, users, type ApplicationOptions, type TestApplication } from '../support/application.js'
import type { Client } from '../support/client.js'
import { textOf } from '../support/page.js'

const CHALLENGE = '/two-factor/challenge'

/** An application with alice, who has two-factor authentication. The login of the tests stands beside this prefix. */
async function withAlice (options: ApplicationOptions): Promise<TestApplication & { secret: string }> {
  const application = await createApplication(options)
  const { secret } = await application.enroll('alice')
  return { ...application, secret }
}

/** Whoever came this far is nobody before the code, and alice after it. */
async function asksForTheCode (t: Test, { code, secret }: { code: TestApplication['code'], secret: string }, browser: Client): Promise<void> {
  refused(t, await browser.get('/me'), 403, 'TWO_FACTOR_CHALLENGE_REQUIRED')
  t.equal((await browser.post(CHALLENGE, { code: code(secret) })).status, 200)
  t.match(await browser.get('/me'), { status: 200, body: { userId: 'alice', method: 'totp' } })
}

/** Tokens that work once. */
function tokens (given: Record<string, string>): { spend (token: string): Promise<string | undefined> } {
  const live = new Map(Object.entries(given))
  return {
    async spend (token) {
      const userId = live.get(token)
      live.delete(token)
      return userId
    }
  }
}

t.test('passport: whom a strategy knows is asked for the code', async t => {
  class AnyName extends Strategy {
    override authenticate (request: { body: unknown }): void {
      this.success({ id: (request.body as { name: string }).name })
    }
  }
  const passport = new Authenticator()
  passport.use(new AnyName('name'))
  const application = await withAlice({ extend: async app => { await app.register(async site => { await signInByPassport(site, passport, 'name') }, { prefix: '/site' }) } })
  const browser = application.client()
  t.match(await browser.post('/site/login', { name: 'alice' }), { status: 303, headers: { location: CHALLENGE } })
  await asksForTheCode(t, application, browser)
})

t.test('OAuth: whom the provider knows is asked for the code', async t => {
  const application = await withAlice({
    extend: app => signInByGoogle(app, { id: 'acme', secret: 'a secret of the provider' }, async token => ({ id: token === 'token of alice' ? 'alice' : 'nobody' }))
  })
  const browser = application.client()
  t.match(String((await browser.page('/login/google')).headers.location), /^https:\/\/accounts\.google\.com\/.*code_challenge_method=S256/)
  const answer = { token: { access_token: 'token of alice' } }
  t.intercept(application.app.google, 'getAccessTokenFromAuthorizationCodeFlow', { value: async () => answer })
  t.match(await browser.page('/login/google/callback?code=x&state=y'), { status: 303, headers: { location: CHALLENGE } })
  await asksForTheCode(t, application, browser)
})

t.test('magic link: it works once, and asks for the code', async t => {
  const application = await withAlice({ extend: app => { signInByLink(app, tokens({ once: 'alice' })) } })
  const browser = application.client()
  t.match(await browser.post('/login/link', { token: 'once' }), { status: 303, headers: { location: CHALLENGE } })
  await asksForTheCode(t, application, browser)
  t.equal((await application.client().post('/login/link', { token: 'once' })).status, 422)
})

t.test('remember me: the cookie asks for the code and leads back, is no fresh proof, and ends with the sign-out', async t => {
  const forgotten: unknown[] = []
  const rememberMe: RememberMe = {
    find: async token => token === 'token of alice' ? 'alice' : undefined,
    forget: async token => { forgotten.push(token) },
    forgetAll: async () => {}
  }
  const application = await withAlice({ routes: forgettingRoutes(rememberMe), extend: app => { signInByCookie(app, rememberMe) } })
  const browser = application.client({})
  browser.jar.keep(['remember=token of alice'.replaceAll(' ', '%20')])
  redirected(t, await browser.page('/me'), '/login?next=%2Fme')
  t.match(await browser.page('/login?next=%2Fme'), { status: 303, headers: { location: CHALLENGE } })
  t.equal((await browser.post(CHALLENGE, { code: application.code(application.secret) })).body.location, '/me')
  t.equal((await browser.get('/two-factor')).body.passwordRequired, true)
  t.equal((await browser.page('/login')).body, 'the login form', 'somebody who is signed in is asked for the password')
  t.equal((await browser.post('/two-factor/sign-out')).status, 204)
  t.strictSame(forgotten, ['token of alice'])
})

t.test('password reset: it ends every session, works once, and asks for the code', async t => {
  const done: string[] = []
  const application = await withAlice({
    extend: app => {
      resetPassword(app, {
        ...tokens({ once: 'alice' }),
        setPassword: async (userId, password) => { done.push(`${userId} has ${password}`) },
        forgetAll: async userId => { done.push(`${userId} is not remembered`) }
      })
    }
  })
  const before = await application.signIn('alice', application.secret)
  const browser = application.client()
  t.match(await browser.post('/password/reset', { token: 'once', password: 'a new one' }), { status: 303, headers: { location: CHALLENGE } })
  t.strictSame(done, ['alice has a new one', 'alice is not remembered'])
  refused(t, await before.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  await asksForTheCode(t, application, browser)
  t.equal((await application.client().post('/password/reset', { token: 'once', password: 'another' })).status, 422)
})

t.test('tenants: each says whether codes are required, under which name, whether browsers are remembered, and who helps', async t => {
  const tenants = {
    strict: { name: 'Strict Ltd', requiresTwoFactor: true, helpUrl: 'https://strict.example/help', trustDays: 0 },
    open: { name: 'Open & Co', requiresTwoFactor: false, helpUrl: '/help', trustDays: 30 }
  }
  const repository = memoryUserRepository(users)
  const findUser = ofTenant(async userId => userId in users ? { email: `${userId}@example.com`, tenant: userId === 'alice' ? tenants.strict : tenants.open } : undefined)
  const { client, login, code } = await createApplication({ userRepository: { ...repository, findUser } })
  t.equal((await client().post('/login', { userId: 'alice' })).body.status, 'enrollment')
  t.equal((await client().post('/login', { userId: 'bob' })).body.status, 'complete')
  const alice = await login('alice')
  const { body: { uri, secret } } = await alice.post('/two-factor/enrollment')
  t.match(uri, /^otpauth:\/\/totp\/Strict%20Ltd:alice%40example\.com\?/)
  await alice.post('/two-factor/enrollment/confirm', { code: code(secret) })
  const again = await login('alice')
  t.equal((await again.get(CHALLENGE)).body.trustDays, 0)
  const page = (await again.page(CHALLENGE)).body
  t.match(page, 'href="https://strict.example/help"')
  t.match(textOf(page), 'Six-digit code')
})
