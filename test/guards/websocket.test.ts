import websocket from '@fastify/websocket'
import { once } from 'node:events'
import t, { type Test } from 'tap'
import { requireSignIn, requireStepUp, requireTwoFactor } from '../../lib/index.js'
import { cookieHeader, overSocket } from '../attacks/over-socket.js'
import { createApplication, type ApplicationOptions, type TestApplication } from '../support/application.js'
import type { Client } from '../support/client.js'

/** Sockets that say whose they are, guarded in each way or by `protect: 'all'`; one that is open. */
async function withSockets (t: Test, options: ApplicationOptions = {}): Promise<TestApplication & { opened: string[] }> {
  const opened: string[] = []
  const application = await createApplication({
    ...options,
    precede: async app => { await app.register(websocket) },
    extend: async app => {
      const guards = options.protect === 'all' ? { all: {} } : { request: { onRequest: requireSignIn }, handler: { preHandler: requireTwoFactor }, stepUp: { onRequest: requireStepUp({ maxAgeSeconds: 60 }) } }
      for (const [name, guard] of Object.entries(guards)) {
        app.get(`/socket/${name}`, { ...guard, websocket: true }, (socket, request) => {
          opened.push(name)
          socket.on('message', async () => { socket.send(JSON.stringify(await request.twoFactor.check())) })
        })
      }
      app.get('/socket/open', { websocket: true, config: { twoFactor: false } }, socket => { socket.terminate() })
    }
  })
  t.teardown(() => application.app.close())
  await application.app.ready()
  return { ...application, opened }
}

type Socket = Awaited<ReturnType<TestApplication['app']['injectWS']>>

async function open ({ app }: TestApplication, browser: Client, name: string): Promise<Socket> {
  return await app.injectWS(`/socket/${name}`, { headers: { cookie: cookieHeader(browser) } })
}

async function ask (socket: Socket): Promise<{ status: string, userId?: string }> {
  const answer = once(socket, 'message')
  socket.send('who is it?')
  const [data] = await answer
  return JSON.parse(String(data))
}

for (const protect of ['manual', 'all'] as const) {
  t.test(`with protect: '${protect}' the upgrade to a WebSocket is refused to whoever is not through, and no handler runs`, async t => {
    const application = await withSockets(t, { protect })
    const { enroll, client, login, opened } = application
    await enroll('alice')
    const names = protect === 'all' ? ['all', 'nothing'] : ['request', 'handler', 'stepUp']
    for (const name of names) {
      await t.rejects(open(application, client(), name), { message: /401$/ }, `${name}: nobody`)
      await t.rejects(open(application, await login('alice'), name), { message: /403$/ }, `${name}: a code is due`)
      await t.rejects(open(application, await login('dave'), name), { message: /403$/ }, `${name}: an enrollment is due`)
    }
    t.strictSame(opened, [])
  })
}

t.test('over a real connection the refusal is the plugin\'s, and the connection is no WebSocket', async t => {
  const { app, client } = await withSockets(t)
  const headers = { connection: 'upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' }
  const { status, body } = await overSocket(app, { path: '/socket/request', headers: { ...headers, cookie: cookieHeader(client()) } })
  t.equal(status, 401)
  t.match(body, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})

t.test('whoever is through gets the WebSocket, whose handler knows them, until their sign-in ends', async t => {
  const application = await withSockets(t)
  const { client: alice } = await application.enroll('alice')
  for (const name of ['request', 'handler', 'stepUp']) {
    const socket = await open(application, alice, name)
    t.hasStrict(await ask(socket), { status: 'complete', userId: 'alice' }, name)
    socket.terminate()
  }
  const socket = await open(application, alice, 'request')
  await application.app.twoFactor.revokeSessions('alice')
  t.strictSame(await ask(socket), { status: 'anonymous' })
  socket.terminate()
  t.strictSame(application.opened, ['request', 'handler', 'stepUp', 'request'])
})

t.test('a WebSocket opts out of protect: \'all\' as every route does', async t => {
  const application = await withSockets(t, { protect: 'all' })
  const socket = await open(application, application.client(), 'open')
  socket.terminate()
  const carol = await open(application, await application.login('carol'), 'all')
  t.hasStrict(await ask(carol), { status: 'complete', userId: 'carol' })
  carol.terminate()
})
