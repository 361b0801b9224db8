import cookie from '@fastify/cookie'
import session from '@fastify/session'
import fastify from 'fastify'
import t from 'tap'
import twoFactor, { memoryUserRepository, requireSignIn } from '../../lib/index.js'
import { redirected } from '../support/answers.js'
import { createApplication, SECRET, users } from '../support/application.js'
import { Client } from '../support/client.js'
import { formsOf, linksOf } from '../support/page.js'

t.test('places of the application\'s own take the place of the plugin\'s pages everywhere', async t => {
  const urls = { login: '/in', home: '/start', challenge: '/code', enrollment: '/enroll', preferences: '/security', stepUp: '/again' }
  const { client, enroll, login, code } = await createApplication({ urls })
  const { client: browser, secret, recoveryCodes } = await enroll('alice')
  t.equal((await client().post('/login', { userId: 'alice' })).body.location, '/code')
  t.equal((await client().post('/login', { userId: 'dave' })).body.location, '/enroll')
  t.equal((await client().post('/login', { userId: 'carol' })).body.location, '/start')
  redirected(t, await (await login('alice')).page('/me'), '/code?next=%2Fme')
  redirected(t, await (await login('carol')).page('/accounts'), '/enroll?next=%2Faccounts')
  redirected(t, await browser.submit('/two-factor/enrollment'), '/enroll')
  redirected(t, await browser.submit('/two-factor/enrollment/cancel'), '/security')
  redirected(t, await browser.page('/two-factor/enrollment'), '/security')
  redirected(t, await browser.submit('/two-factor/step-up', { code: code(secret) }), '/start')
  t.strictSame(linksOf((await browser.page('/two-factor/step-up')).body), ['/start'])
  t.strictSame(linksOf((await browser.page('/two-factor')).body), ['/start'])
  t.equal((await (await login('alice')).post('/two-factor/recovery', { code: recoveryCodes[0] })).body.location, '/security')
  redirected(t, await browser.submit('/two-factor/sign-out'), '/in')
})

t.test('where the page of a step was left out and no other is named, answers name the home page', async t => {
  for (const [urls, location] of [[{}, '/'], [{ home: '/start' }, '/start']] as const) {
    const { login, client } = await createApplication({ urls, routes: { enrollment: false, preferences: false } })
    t.equal((await client().post('/login', { userId: 'dave' })).body.location, location)
    redirected(t, await (await login('carol')).submit('/two-factor/enrollment/cancel'), location)
  }
})

t.test('another prefix moves every route, link, form and redirect', async t => {
  const { login, client } = await createApplication({ prefix: '/account/security' })
  const carol = await login('carol')
  t.equal((await carol.get('/two-factor')).status, 404)
  for (const url of ['/account/security', '/account/security/']) t.equal((await carol.get(url)).status, 200, url)
  const { body } = await carol.page('/account/security')
  t.strictSame(formsOf(body).map(({ action }) => action), ['/account/security/enrollment', '/account/security/sign-out'])
  t.match(body, /href="\/account\/security\/assets\/two-factor\.[0-9a-f]{10}\.css"/)
  redirected(t, await carol.submit('/account/security/enrollment'), '/account/security/enrollment')
  t.equal((await carol.page('/account/security/enrollment')).status, 200)
  t.equal((await client().get('/account/security/assets/two-factor.js')).status, 200)
})

t.test('within a scope links, forms and redirects carry the scope\'s prefix', async t => {
  const app = fastify()
  await app.register(cookie)
  await app.register(session, { secret: 'a session secret of at least 32 characters', cookie: { secure: false } })
  await app.register(async scope => {
    await scope.register(twoFactor, { service: { issuerName: 'Acme', secret: SECRET }, userRepository: memoryUserRepository(users), prefix: '/2fa' })
    scope.post('/login', async request => await request.twoFactor.signIn((request.body as { userId: string }).userId))
    scope.get('/me', { onRequest: requireSignIn }, async request => request.twoFactor.userId)
  }, { prefix: '/app' })
  const browser = new Client(app)
  t.equal((await browser.post('/app/login', { userId: 'dave' })).body.location, '/app/2fa/enrollment')
  redirected(t, await browser.page('/app/me'), '/app/2fa/enrollment?next=%2Fapp%2Fme')
  const { body } = await browser.page('/app/2fa')
  t.strictSame(formsOf(body).map(({ action }) => action), ['/app/2fa/enrollment', '/app/2fa/sign-out'])
  redirected(t, await browser.submit('/app/2fa/enrollment'), '/app/2fa/enrollment')
  t.equal((await browser.page('/app/2fa/assets/two-factor.css')).status, 200)
})
