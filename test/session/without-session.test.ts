import type { FastifyRequest } from 'fastify'
import t from 'tap'
import { requireSignIn, requireTwoFactor, type TwoFactorRequest } from '../../lib/index.js'
import type { Installation } from '../../lib/session/installation.js'
import { Visit } from '../../lib/session/visit.js'
import { refused } from '../support/answers.js'
import { createApplication } from '../support/application.js'
import { JsonStore } from '../support/json-store.js'

t.test('where the cookie of the session has a path that leaves the route out, nothing changes, with a 503', async t => {
  const { client, events } = await createApplication({ session: { cookie: { secure: false, path: '/two-factor' } } })
  refused(t, await client().post('/login', { userId: 'carol' }), 503, 'TWO_FACTOR_UNAVAILABLE')
  refused(t, await client().post('/logout'), 503, 'TWO_FACTOR_UNAVAILABLE')
  refused(t, await client().get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  t.strictSame(events, [])
})

t.test('an error handler that asks request.twoFactor after the session plugin failed is answered, and can change nothing', async t => {
  const store = new JsonStore()
  const said: unknown[] = []
  const { login } = await createApplication({
    store,
    precede: app => {
      app.setErrorHandler(async (_error, request, reply) => {
        said.push((await request.twoFactor.check()).status)
        await request.twoFactor.signOut().catch((error: { code: string }) => said.push(error.code))
        await request.twoFactor.signIn('carol').catch((error: { code: string }) => said.push(error.code))
        return await reply.code(503).send({ handled: true })
      })
    }
  })
  const browser = await login('carol')
  store.before = operation => { if (operation === 'get') throw new Error('store down') }
  t.match(await browser.get('/me'), { status: 503, body: { handled: true } })
  t.strictSame(said, ['anonymous', 'TWO_FACTOR_UNAVAILABLE', 'TWO_FACTOR_UNAVAILABLE'])
})

t.test('where the store fails while a page is noted that the browser was kept from, the answer is a 503', async t => {
  const store = new JsonStore()
  const { enroll, login } = await createApplication({ store })
  await enroll('alice')
  const browser = await login('alice')
  let reads = 0
  store.before = operation => { if (operation === 'get' && ++reads === 2) throw new Error('store down') }
  const page = await browser.page('/me')
  t.match([page.status, page.body], [503, /<h1>This did not work<\/h1>/])
})

t.test('a hook of the application that asks request.twoFactor before the plugin saw the request takes nothing from what comes after', async t => {
  const said: unknown[] = []
  const { enroll, login } = await createApplication({
    precede: app => { app.addHook('onRequest', async request => { said.push((await request.twoFactor.check()).status) }) }
  })
  const { client: alice } = await enroll('alice')
  t.equal((await alice.get('/me')).status, 200)
  t.equal(said.at(-1), 'complete')
  refused(t, await (await login('alice')).get('/me'), 403, 'TWO_FACTOR_CHALLENGE_REQUIRED')
})

t.test('what a hook took of request.twoFactor before the session was loaded signs nobody in later, with a 503', async t => {
  const kept = new WeakMap<object, TwoFactorRequest>()
  const { client, events } = await createApplication({
    precede: app => { app.addHook('onRequest', async request => { kept.set(request, request.twoFactor) }) },
    extend: app => { app.post('/kept', async request => await kept.get(request)!.signIn('carol')) }
  })
  const browser = client()
  refused(t, await browser.post('/kept'), 503, 'TWO_FACTOR_UNAVAILABLE')
  refused(t, await browser.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  t.strictSame(events, [])
})

t.test('where the application ended the session before the plugin saw the request, nobody is signed in', async t => {
  const { login } = await createApplication({
    precede: app => { app.addHook('onRequest', async request => { if (request.url === '/me') await request.session.destroy() }) }
  })
  const browser = await login('carol')
  refused(t, await browser.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})

t.test('a sign-in after the application destroyed the session of its request is 503, and its cause says so', async t => {
  let cause: unknown
  const { client, events } = await createApplication({
    precede: app => { app.setErrorHandler(async (error: Error, _request, reply) => { cause = error.cause; return await reply.code(503).send() }) },
    extend: app => {
      for (const name of ['signIn', 'signInExternally'] as const) {
        app.post(`/${name}`, async request => {
          await request.session.destroy()
          return await request.twoFactor[name]('carol')
        })
      }
    }
  })
  for (const name of ['signIn', 'signInExternally']) {
    t.equal((await client().post(`/${name}`)).status, 503)
    t.match(cause, { message: /or the application destroyed it\.$/ })
  }
  t.strictSame(events, [])
})

t.test('a request that two guards refuse, one after the other, has the answer of the second', async t => {
  const { enroll, login } = await createApplication({
    extend: app => {
      app.get('/either', {
        preHandler: async (request, reply) => {
          await t.rejects(requireTwoFactor(request, reply), { code: 'TWO_FACTOR_CHALLENGE_REQUIRED' })
          await requireSignIn(request, reply)
        }
      }, async () => 'in')
    }
  })
  await enroll('alice')
  refused(t, await (await login('alice')).get('/either'), 403, 'TWO_FACTOR_CHALLENGE_REQUIRED')
})

t.test('the cause says that there is no session, or that its plugin failed first', async t => {
  let cause: unknown
  const { client } = await createApplication({
    session: { cookie: { secure: false, path: '/two-factor' } },
    precede: app => { app.setErrorHandler(async (error: Error) => { cause = error.cause; return {} }) }
  })
  for (const url of ['/logout', '/login']) {
    cause = undefined
    await client().post(url, { userId: 'carol' })
    t.match(cause, { message: /^This request has no session: its store failed, the path of its cookie leaves this route out, the target/ }, url)
  }
  const visit = new Visit({} as Installation, { session: null } as unknown as FastifyRequest)
  t.throws(() => visit.reply, { code: 'TWO_FACTOR_UNAVAILABLE', cause: { message: 'The session plugin failed before this request came here.' } })
})
