import cookie from '@fastify/cookie'
import session from '@fastify/session'
import fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import twoFactor, { requireSameOrigin, requireSignIn, requireStepUp, requireTwoFactor, type Guard } from '../../lib/index.js'
import { refused } from '../support/answers.js'
import { createApplication } from '../support/application.js'
import { Client } from '../support/client.js'
import { optionsWith } from '../support/start.js'

const askingWho = [requireSignIn, requireTwoFactor, requireStepUp({ maxAgeSeconds: 60 })]
const guards = [...askingWho, requireSameOrigin]

function routes (app: FastifyInstance): void {
  for (const [index, guard] of guards.entries()) {
    app.get(`/onRequest/${index}`, { onRequest: guard }, async () => 'open')
    app.get(`/preHandler/${index}`, { preHandler: guard }, async () => 'open')
  }
}

const urlsOf = (some: Guard[]): string[] => some.flatMap((_guard, index) => [`/onRequest/${index}`, `/preHandler/${index}`])
const urls = urlsOf(guards)

t.test('guards of an application without the plugin are 503, for browsers too', async t => {
  const causes: unknown[] = []
  const app = fastify()
  app.addHook('onError', async (_request, _reply, { cause }) => { causes.push((cause as Error).message) })
  routes(app)
  const client = new Client(app)
  for (const url of urls) {
    refused(t, await client.get(url), 503, 'TWO_FACTOR_UNAVAILABLE', url)
    refused(t, await client.page(url), 503, 'TWO_FACTOR_UNAVAILABLE', url)
  }
  t.equal(new Set(causes).size, 1)
  t.match(causes[0], /^A guard ran where fastify-two-factor is not registered: register it before the plugins that use its guards\. .* second copy of the package/)
})

t.test('guards beside the scope that the plugin was registered in are 503', async t => {
  const app = fastify()
  await app.register(cookie)
  await app.register(session, { secret: 'a session secret of at least 32 characters', cookie: { secure: false } })
  await app.register(async scope => {
    await scope.register(twoFactor, optionsWith())
    scope.post('/login', async request => await request.twoFactor.signIn('carol'))
    scope.get('/inside', { onRequest: requireSignIn }, async request => request.twoFactor.userId)
  })
  await app.register(async scope => { routes(scope) })
  const browser = new Client(app)
  await browser.post('/login')
  t.equal((await browser.get('/inside')).body, 'carol')
  for (const url of urls) refused(t, await browser.get(url), 503, 'TWO_FACTOR_UNAVAILABLE', url)
})

t.test('routes of the plugin\'s own scope and of scopes in it are guarded though they were declared before it', async t => {
  for (const precede of [routes, async (app: FastifyInstance) => { await app.register(async scope => { await scope.register(async inner => { routes(inner) }) }) }]) {
    const { enroll, login, client } = await createApplication({ precede })
    t.equal((await (await login('carol')).get('/onRequest/0')).body, 'open')
    t.equal((await (await enroll('alice')).client.get('/preHandler/2')).body, 'open')
    for (const url of urlsOf(askingWho)) refused(t, await client().get(url), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED', url)
  }
})

t.test('guards before the plugin in the same hook list are 503: they cannot know who it is', async t => {
  const { login } = await createApplication({ precede: app => { app.addHook('onRequest', async (request, reply) => request.url === '/early' ? await requireSignIn(request, reply) : undefined); app.get('/early', async () => 'open') } })
  refused(t, await (await login('carol')).get('/early'), 503, 'TWO_FACTOR_UNAVAILABLE')
})
