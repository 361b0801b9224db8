import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { redirected, refused } from '../support/answers.js'
import { createApplication, type TestApplication, users } from '../support/application.js'
import { TestRepository } from '../support/test-repository.js'

/** Routes everywhere an application may have them; all answer with their place. */
async function everywhere (): Promise<TestApplication & { handled: string[] }> {
  const handled: string[] = []
  const add = (app: FastifyInstance, place: string): void => {
    app.route({ method: ['GET', 'POST', 'OPTIONS'], url: `/${place}`, handler: async () => { handled.push(place); return place } })
  }
  const application = await createApplication({
    protect: 'all',
    precede: async app => {
      add(app, 'before')
      await app.register(async scope => {
        add(scope, 'sibling-before')
        await scope.register(async inner => { add(inner, 'nested-before') }, { prefix: '/a' })
      })
      app.register(async scope => {
        add(scope, 'open-scope-late')
        scope.get('/opted-out', { config: { twoFactor: false } }, async () => 'opted out')
      })
    },
    extend: async app => {
      add(app, 'after')
      app.get('/files/*', async () => 'file')
      app.get('/open', { config: { twoFactor: false } }, async () => 'open')
      app.get('/nearly', { config: { twoFactor: undefined } }, async () => 'nearly')
      await app.register(async scope => {
        add(scope, 'sibling-after')
        await scope.register(async inner => { add(inner, 'nested-after') }, { prefix: '/b' })
      })
      await app.register(async scope => {
        scope.addHook('onRoute', route => { route.config = { ...route.config, twoFactor: false } })
        scope.get('/public/a', async () => 'public')
        scope.get('/public/b', async () => 'public')
      })
    }
  })
  return { ...application, handled }
}

const places = ['before', 'sibling-before', 'a/nested-before', 'open-scope-late', 'after', 'sibling-after', 'b/nested-after']

t.test('every route is guarded, wherever and whenever it was declared, for every method', async t => {
  const { client, handled } = await everywhere()
  for (const place of places) {
    for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS'] as const) {
      t.equal((await client().send({ method, url: `/${place}` })).status, 401, `${method} ${place}`)
    }
  }
  t.strictSame(handled, [])
})

t.test('a URL without a route, files and look-alikes of open routes are guarded too', async t => {
  const { client, enroll, login } = await everywhere()
  await enroll('alice')
  const pending = await login('alice')
  for (const url of ['/nothing', '/files/a.txt', '/nearly', '/before/', '//before', '/%62efore', '/open/', '/OPEN', '/open/../before', '/two-factor/nothing', '/two-factor/../before', '/two-factor%2f..%2fbefore', '/two-factor/challenge/..;/before']) {
    t.equal((await client().get(url)).status, 401, url)
    t.equal((await pending.get(url)).status, 403, `pending ${url}`)
  }
  t.equal((await client().send({ method: 'DELETE', url: '/before' })).status, 401, 'a method without a route')
})

t.test('whoever is through reaches every route, and a URL without one is 404', async t => {
  const { login } = await everywhere()
  const browser = await login('carol')
  for (const place of places) t.equal((await browser.get(`/${place}`)).body, place.split('/').at(-1), place)
  t.equal((await browser.get('/nothing')).status, 404)
})

t.test('a route or a scope opts out with twoFactor: false, whenever it was declared', async t => {
  const { client } = await everywhere()
  t.equal((await client().get('/open')).body, 'open')
  t.equal((await client().get('/opted-out')).body, 'opted out')
  for (const url of ['/public/a', '/public/b']) t.equal((await client().get(url)).body, 'public')
  t.equal((await client().send({ method: 'HEAD', url: '/open' })).status, 200)
})

t.test('the plugin\'s own routes check for themselves: a pending sign-in reaches its challenge, everybody the assets', async t => {
  const { client, enroll, login, code } = await everywhere()
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  t.equal((await browser.get('/two-factor/challenge')).status, 200)
  refused(t, await browser.get('/two-factor'), 403, 'TWO_FACTOR_CHALLENGE_REQUIRED')
  t.equal((await browser.post('/two-factor/challenge', { code: code(secret) })).status, 200)
  t.equal((await client().get('/two-factor/assets/two-factor.css')).status, 200)
})

t.test('a browser is led to the login from everywhere, from a URL without a route too', async t => {
  const { client } = await everywhere()
  redirected(t, await client().page('/a/nested-before?x=1'), '/login?next=%2Fa%2Fnested-before%3Fx%3D1')
  redirected(t, await client().page('/nothing'), '/login?next=%2Fnothing')
})

t.test('the guarded user is known in scopes from before the plugin', async t => {
  const { login } = await createApplication({
    protect: 'all',
    precede: async app => { await app.register(async scope => { scope.get('/early', async request => request.twoFactor.userId) }) }
  })
  t.equal((await (await login('carol')).get('/early')).body, 'carol')
})

t.test('each route is guarded once: a request reads one row, wherever its route was declared', async t => {
  const repository = new TestRepository(users)
  const scoped = (name: string) => async (app: FastifyInstance): Promise<void> => {
    await app.register(async scope => { await scope.register(async inner => { inner.get(`/${name}`, async request => request.twoFactor.userId) }) })
  }
  const { enroll } = await createApplication({ protect: 'all', userRepository: repository, precede: scoped('early'), extend: scoped('late') })
  const { client: browser } = await enroll('alice')
  for (const url of ['/late', '/early']) {
    repository.count()
    t.equal((await browser.get(url)).body, 'alice')
    t.strictSame(repository.count(), { rows: 1, users: 0, writes: 0 }, url)
  }
})

/** What @fastify/cors does with a preflight. */
function answerPreflights (app: FastifyInstance): void {
  app.addHook('onRequest', async ({ method, headers }, reply) => {
    if (method === 'OPTIONS' && headers['access-control-request-method'] !== undefined) return await reply.code(204).header('access-control-allow-origin', '*').send()
  })
}

/** What @fastify/middie does with a middleware that answers. */
function useMiddleware (app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (!request.url.startsWith('/reports')) return done()
    reply.hijack()
    reply.raw.end('the reports')
  })
}

const preflight = { method: 'OPTIONS', headers: { origin: 'https://app.example', 'access-control-request-method': 'POST' } } as const

t.test('a preflight is answered by what was registered before the plugin, and refused before what comes after it', async t => {
  for (const url of ['/me', '/payout', '/nothing', '/two-factor/nothing']) {
    const before = await createApplication({ protect: 'all', precede: answerPreflights })
    t.equal((await before.client().send({ ...preflight, url })).status, 204, `before: ${url}`)
    refused(t, await before.client().send({ method: 'OPTIONS', url }), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED', `no preflight: ${url}`)
    const after = await createApplication({ protect: 'all', extend: answerPreflights })
    refused(t, await after.client().send({ ...preflight, url }), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED', `after: ${url}`)
  }
})

t.test('a middleware that is added after the plugin is guarded, one that is added before it answers anybody', async t => {
  const after = await createApplication({ protect: 'all', extend: useMiddleware })
  for (const url of ['/reports', '/reports/2026']) {
    refused(t, await after.client().get(url), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED', url)
    redirected(t, await after.client().page(url), `/login?next=${encodeURIComponent(url)}`)
    t.equal((await (await after.login('carol')).get(url)).body, 'the reports', url)
  }
  const before = await createApplication({ protect: 'all', precede: useMiddleware })
  t.equal((await before.client().get('/reports')).body, 'the reports')
})

/** An application whose routes are protected by a function, which is asked and remembered. */
async function byFunction (protect: (route: { method: string, url: string }) => unknown): Promise<TestApplication & { asked: string[] }> {
  const asked: string[] = []
  const application = await createApplication({
    protect: route => {
      asked.push(`${route.method} ${route.url}`)
      return protect(route) as boolean
    },
    precede: app => { app.get('/early/:id', async () => 'early') },
    extend: async app => {
      await app.register(async scope => {
        scope.get('/documents/:name', async () => 'documents')
        scope.get('/start', { config: { twoFactor: true } }, async () => 'start')
      }, { prefix: '/public' })
      app.get('/closed/:id', async () => 'closed')
      app.get('/open', { config: { twoFactor: false } }, async () => 'open')
    }
  })
  return { ...application, asked }
}

t.test('a function says which routes are guarded; a route that says so itself, a URL without a route and the plugin\'s own are not its matter', async t => {
  const { client, login, asked } = await byFunction(({ url }) => !url.startsWith('/public/') && url !== '/login')
  for (const url of ['/closed/1', '/early/1', '/public/start', '/public/nothing', '/nothing']) {
    refused(t, await client().get(url), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED', url)
    redirected(t, await client().page(url), `/login?next=${encodeURIComponent(url)}`)
  }
  t.equal((await client().get('/public/documents/a')).body, 'documents')
  t.equal((await client().get('/open')).body, 'open')
  t.equal((await client().get('/two-factor/assets/two-factor.css')).status, 200)
  t.equal((await (await login('carol')).get('/closed/1')).body, 'closed')
  t.notOk(asked.some(route => /\/(start|open|two-factor|nothing)/.test(route)))
})

t.test('the function is asked once a method and pattern, with the prefixes of its scopes, at the start or at the first request', async t => {
  const { app, client, asked } = await byFunction(() => false)
  await app.ready()
  const atTheStart = asked.length
  t.ok(['GET /public/documents/:name', 'HEAD /public/documents/:name', 'GET /closed/:id', 'GET /me'].every(route => asked.includes(route)))
  for (const id of ['1', '2', '3']) {
    for (const place of ['closed', 'early', 'public/documents']) t.equal((await client().get(`/${place}/${id}`)).status, 200)
  }
  t.strictSame(asked.slice(atTheStart), ['GET /early/:id'])
  t.equal(new Set(asked).size, asked.length)
})

t.test('a function that throws, or gives anything but a boolean, refuses to start, and keeps a route from before the plugin shut', async t => {
  for (const [answer, name] of [[Promise.resolve(false), 'object'], [undefined, 'undefined'], [0, 'number'], ['', 'string']] as const) {
    await t.rejects(byFunction(() => answer), { code: 'TWO_FACTOR_OPTION_INVALID', message: `protect must give true or false for each route, gave ${name} for` })
  }
  await t.rejects(byFunction(() => { throw new Error('no idea') }), { message: 'no idea' })
  const { client } = await byFunction(({ url }) => url.startsWith('/early') ? undefined : false)
  t.equal((await client().get('/early/1')).status, 500)
})
