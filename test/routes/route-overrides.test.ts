import t from 'tap'
import type { TwoFactorOptions } from '../../lib/index.js'
import { hardened, redirected, refused } from '../support/answers.js'
import { createApplication } from '../support/application.js'
import { formsOf, formTo } from '../support/page.js'

t.test('an overridden url moves the route, and links, forms and redirects follow', async t => {
  const { enroll, login, code, client } = await createApplication({
    routes: {
      challenge: route => ({ ...route, url: '/code' }),
      verify: route => ({ ...route, url: '/code' }),
      preferences: route => ({ ...route, url: '/settings' }),
      revokeTrustedClient: route => ({ ...route, url: '/forget/:id' }),
      assets: route => ({ ...route, url: '/static/:file' })
    }
  })
  const { secret } = await enroll('alice')
  t.equal((await client().post('/login', { userId: 'alice' })).body.location, '/two-factor/code')
  const browser = await login('alice')
  redirected(t, await browser.page('/two-factor/settings'), '/two-factor/code?next=%2Ftwo-factor%2Fsettings')
  const page = await browser.page('/two-factor/code')
  t.equal(formsOf(page.body)[0]!.action, '/two-factor/code')
  t.match(page.body, /href="\/two-factor\/static\/two-factor\.[0-9a-f]{10}\.css"/)
  t.equal((await client().get('/two-factor/static/two-factor.css')).status, 200)
  redirected(t, await client().page('/two-factor/code'), '/login')
  redirected(t, await browser.submit('/two-factor/code', { code: code(secret), trustClient: 'true' }), '/two-factor/settings')
  const { body: { trustedClients: [{ id }] } } = await browser.get('/two-factor/settings')
  t.ok(formTo((await browser.page('/two-factor/settings')).body, `/two-factor/forget/${id}`))
  redirected(t, await browser.submit(`/two-factor/forget/${id}`), '/two-factor/settings')
  for (const url of ['/two-factor', '/two-factor/challenge', '/two-factor/assets/two-factor.css']) t.equal((await browser.get(url)).status, 404, url)
})

t.test('a hook of an override runs before unknown properties are dropped, and can refuse', async t => {
  const seen: unknown[] = []
  const { enroll, login, code } = await createApplication({
    routes: {
      verify: route => ({
        ...route,
        preValidation: [async request => {
          const { captcha } = request.body as { captcha?: string }
          seen.push(captcha)
          if (captcha !== 'solved') throw Object.assign(new Error('Solve the captcha.'), { statusCode: 428, code: 'CAPTCHA' })
        }]
      })
    }
  })
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  const answer = await browser.post('/two-factor/challenge', { code: code(secret) })
  t.strictSame([answer.status, answer.body.code], [428, 'CAPTCHA'])
  hardened(t, answer)
  const page = await browser.submit('/two-factor/challenge', { code: code(secret) })
  t.equal(page.status, 428)
  t.match(page.body, 'This did not work. Please try again.')
  t.equal((await browser.post('/two-factor/challenge', { code: code(secret), captcha: 'solved' })).status, 200)
  t.strictSame(seen, [undefined, undefined, 'solved'])
})

t.test('a handler of the application\'s own over request.twoFactor has the same checks and headers', async t => {
  const { enroll, code, wrong, app } = await createApplication({
    routes: { disable: route => ({ ...route, handler: async request => { await request.twoFactor.disable(request.body); return { goodbye: true } } }) }
  })
  const { client: browser, secret } = await enroll('alice')
  refused(t, await browser.post('/two-factor/disable', { code: wrong(secret) }), 422, 'TWO_FACTOR_INVALID_CODE')
  refused(t, await browser.post('/two-factor/disable', { code: code(secret) }, { 'sec-fetch-site': 'cross-site' }), 403, 'TWO_FACTOR_CROSS_ORIGIN')
  t.equal((await browser.post('/two-factor/disable', { code: 123456 })).status, 400)
  const answer = await browser.post('/two-factor/disable', { code: code(secret) })
  t.strictSame([answer.status, answer.body], [200, { goodbye: true }])
  hardened(t, answer)
  t.equal((await app.twoFactor.status('alice')).enabled, false)
})

t.test('an override that drops every hook and schema drops no check', async t => {
  const bare = <Route extends { method: unknown, url: string, handler: unknown }>({ method, url, handler }: Route): Route => ({ method, url, handler }) as Route
  const { enroll, login, client } = await createApplication({ routes: { verify: bare, startEnrollment: bare, regenerateRecoveryCodes: bare, preferences: bare } })
  await enroll('alice')
  refused(t, await client().post('/two-factor/enrollment', {}), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  refused(t, await (await login('alice')).get('/two-factor'), 403, 'TWO_FACTOR_CHALLENGE_REQUIRED')
  const pending = await login('alice')
  for (const code of [123456, ['123456'], null, undefined, '12345', { $ne: null }]) refused(t, await pending.post('/two-factor/challenge', { code }), 400, 'FST_ERR_VALIDATION')
  refused(t, await pending.post('/two-factor/challenge', { code: '123456', trustClient: 'true' }), 400, 'FST_ERR_VALIDATION')
  refused(t, await (await login('carol')).post('/two-factor/enrollment', { name: 5 }), 400, 'FST_ERR_VALIDATION')
  refused(t, await (await login('carol')).post('/two-factor/enrollment', { secret: ['x'] }), 400, 'FST_ERR_VALIDATION')
  refused(t, await (await login('carol')).post('/two-factor/enrollment', { password: 5 }), 400, 'FST_ERR_VALIDATION')
})

t.test('an override keeps its own config', async t => {
  const configs: unknown[] = []
  const { login } = await createApplication({
    protect: 'all',
    precede: app => { app.addHook('onRequest', async request => { if (request.url === '/two-factor') configs.push({ ...request.routeOptions.config, method: 0, url: 0 }) }) },
    routes: { preferences: route => ({ ...route, config: { rateLimit: 5 } as object }) }
  })
  t.equal((await (await login('carol')).get('/two-factor')).status, 200)
  t.hasStrict(configs[0], { rateLimit: 5, twoFactor: false })
})

t.test('with routes: false none is registered, and the application\'s own work over request.twoFactor', async t => {
  const { login, code, clock } = await createApplication({
    routes: false,
    extend: app => {
      app.post<{ Body: { name?: string } }>('/own/start', async request => await request.twoFactor.startEnrollment(request.body))
      app.post<{ Body: { code: string } }>('/own/confirm', async request => await request.twoFactor.confirmEnrollment(request.body.code))
      app.post<{ Body: { code: string } }>('/own/verify', async request => await request.twoFactor.verify(request.body.code))
    }
  })
  const browser = await login('carol')
  for (const url of ['/two-factor', '/two-factor/challenge', '/two-factor/assets/two-factor.css']) t.equal((await browser.get(url)).status, 404, url)
  const { body: { secret } } = await browser.post('/own/start', { name: 'own' })
  t.equal((await browser.post('/own/confirm', { code: code(secret) })).body.recoveryCodes.length, 10)
  clock.now += 30_000
  const again = await login('carol')
  t.equal((await again.post('/own/verify', { code: code(secret) })).body.status, 'complete')
  t.equal((await again.get('/me')).body.userId, 'carol')
  refused(t, await again.post('/own/start', { name: 5 as unknown as string }), 400, 'FST_ERR_VALIDATION')
})

t.test('overrides are typed by the route they get', async t => {
  const options: TwoFactorOptions['routes'] = {
    verify: route => ({ ...route, handler: async request => { request.body.code satisfies string | undefined; return {} } }),
    removeAuthenticator: route => ({ ...route, handler: async request => { request.params.id satisfies string; return {} } }),
    disable: route => ({
      ...route,
      // @ts-expect-error: the body has no such property
      handler: async request => ({ user: request.body.userId })
    }),
    // @ts-expect-error: there is no such route
    login: false
  }
  t.ok(options)
})
