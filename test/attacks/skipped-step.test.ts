import fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { requireSignIn, requireStepUp, requireTwoFactor } from '../../lib/index.js'
import type { Client } from '../support/client.js'
import { Host } from './host.js'
import { attack, cookieHeader, isFull, overSocket, type RawAnswer, type World } from './support.js'

const routerOptions = { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, caseSensitive: false }
const everySpelling = { server: { routerOptions }, protect: 'all', extend: (app: FastifyInstance) => { app.options('/me', async request => ({ userId: request.twoFactor.userId })) } } as const

const spellings = ['/me', '/me/', '//me', '/%6De', '/%6d%65', '/ME', '/me?x=1', '/me#x']
const detours = ['/two-factor/../me', '/two-factor%2f..%2fme', '/two-factor/..%2fme', '/two-factor/challenge/..;/me', '/two-factor/challenge/../../me', '/./me', '/me;/two-factor/challenge', '/two-factor/assets/../../me', '/unknown']

async function ask (app: FastifyInstance, client: Client, path: string, method = 'GET', accept = 'application/json'): Promise<RawAnswer> {
  return await overSocket(app, { method, path, headers: { cookie: cookieHeader(client), accept } })
}

/** Those who have not proved a factor: nobody, alice before the code, and dave whose role requires an enrollment. */
async function halfway (world: World): Promise<Record<string, Client>> {
  return { nobody: world.client(), pending: await world.login('alice'), enrolling: await world.login('dave') }
}

const IDENTITY = /alice|dave|userId/

/** What is wrong with a refusal, if anything. */
function flaws ({ status, body }: RawAnswer, message: string): string[] {
  return (status === 401 || status === 403) && !IDENTITY.test(body) ? [] : [`${message}: ${status} ${body}`]
}

attack('answers no guarded URL in any spelling, method or detour before the step is done', everySpelling, async (t, world) => {
  const { client: full } = await world.enroll('alice')
  for (const path of spellings) t.match(await ask(world.i1, full, path), { status: 200, body: /alice/ }, `${path} is the guarded route`)
  t.match(await ask(world.i1, full, '/me', 'OPTIONS'), { status: 200, body: /alice/ }, 'OPTIONS has a handler')
  const open: string[] = []
  for (const [who, client] of Object.entries(await halfway(world))) {
    for (const path of [...spellings, ...detours]) open.push(...flaws(await ask(world.i1, client, path), `${who}: GET ${path}`))
    for (const method of ['HEAD', 'OPTIONS', 'POST', 'DELETE']) open.push(...flaws(await ask(world.i1, client, '/me', method), `${who}: ${method} /me`))
  }
  t.strictSame(open, [])
})

attack('sends a browser from no guarded URL to anything but the step that is due', everySpelling, async (t, world) => {
  await world.enroll('alice')
  const due = { nobody: /^\/login/, pending: /^\/two-factor\/challenge/, enrolling: /^\/two-factor\/enrollment/ }
  const clients = await halfway(world)
  const elsewhere: string[] = []
  for (const [who, place] of Object.entries(due)) {
    for (const path of [...spellings, ...detours]) {
      const { status, headers: { location = '' }, body } = await ask(world.i1, clients[who]!, path, 'GET', 'text/html')
      if (status !== 303 || !place.test(location) || IDENTITY.test(body)) elsewhere.push(`${who}: ${path}: ${status} ${location} ${body}`)
    }
  }
  t.strictSame(elsewhere, [])
})

attack('opens no websocket before the step is done', { extend: new Host().extend }, async (t, world) => {
  const { client: full } = await world.enroll('alice')
  const upgrade = async (client: Client): Promise<RawAnswer> => await overSocket(world.i1, {
    path: '/socket', headers: { cookie: cookieHeader(client), connection: 'Upgrade', upgrade: 'websocket' }
  })
  t.match(await upgrade(full), { status: 101, body: 'alice' }, 'the full session is upgraded')
  for (const [who, client] of Object.entries(await halfway(world))) t.strictSame(flaws(await upgrade(client), who), [])
})

const levels: string[] = []
async function addLevels (app: FastifyInstance, name: string, depth = 2): Promise<void> {
  const path = `/${name}-${depth}`
  levels.push(path)
  app.get(path, async () => ({ secret: 'guarded' }))
  if (depth > 0) await app.register(async scope => { await addLevels(scope, name, depth - 1) })
}

attack('guards unmarked routes declared before, after, and in plugins on every level', {
  protect: 'all',
  precede: async app => { await addLevels(app, 'before') },
  extend: async app => { await addLevels(app, 'after') }
}, async (t, world) => {
  const { client: full } = await world.enroll('alice')
  const clients = await halfway(world)
  t.equal(new Set(levels).size, 6)
  for (const path of new Set(levels)) {
    t.match(await full.get(path), { status: 200, body: { secret: 'guarded' } }, `${path} answers the full session`)
    for (const [who, client] of Object.entries(clients)) t.match((await client.get(path)).status, /^40[13]$/, `${who}: ${path}`)
  }
})

attack('names nobody where a guard was forgotten', { extend: new Host().extend }, async (t, world) => {
  const { client: full } = await world.enroll('alice')
  for (const client of [full, ...Object.values(await halfway(world))]) {
    t.match(await client.get('/forgotten-guard'), { status: 401, body: { code: 'TWO_FACTOR_SIGN_IN_REQUIRED' } })
  }
  for (const client of Object.values(await halfway(world))) t.notMatch(JSON.stringify((await client.get('/state')).body), /alice|dave|userId/)
  await isFull(t, full, 'alice')
})

attack('guards by a guard in a plugin that was registered before', {
  precede: async app => { await app.register(async scope => { scope.get('/early', { onRequest: requireSignIn }, async () => ({ secret: 'guarded' })) }) }
}, async (t, world) => {
  const { client: full } = await world.enroll('alice')
  t.match(await full.get('/early'), { status: 200, body: { secret: 'guarded' } })
  for (const [who, client] of Object.entries(await halfway(world))) t.match(String((await client.get('/early')).status), /^40[13]$/, who)
})

t.test('fails closed where a guard runs out of the reach of the plugin', async t => {
  const app = fastify()
  for (const [name, guard] of Object.entries({ signIn: requireSignIn, twoFactor: requireTwoFactor, stepUp: requireStepUp({ maxAgeSeconds: 60 }) })) {
    app.get(`/${name}`, { onRequest: guard }, async () => ({ secret: 'guarded' }))
  }
  for (const name of ['signIn', 'twoFactor', 'stepUp']) {
    t.match(await app.inject(`/${name}`), { statusCode: 503, body: /TWO_FACTOR_UNAVAILABLE/ }, name)
  }
})

let ran = 0
attack('lets no handler run after a guard sent the browser away', {
  extend: app => { app.get('/counted', { onRequest: requireSignIn }, async () => ({ ran: ++ran })) }
}, async (t, world) => {
  await world.enroll('alice')
  ran = 0
  for (const client of Object.values(await halfway(world))) t.equal((await client.page('/counted')).status, 303)
  t.equal(ran, 0)
})
