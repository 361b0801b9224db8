import t from 'tap'
import { refused } from '../support/answers.js'
import { createApplication } from '../support/application.js'
import { JsonStore } from '../support/json-store.js'

t.test('what the application puts into a session after a sign-in and saves is saved, or there is no access', async t => {
  for (const fails of [false, true]) {
    const { client, store } = await createApplication({
      extend: app => {
        app.post('/login-and-save', async request => {
          const step = await request.twoFactor.signIn('carol')
          store.before = operation => { if (fails && operation === 'set') throw Object.assign(new Error('store down'), { statusCode: 418 }) }
          request.session.set('cart' as never, ['tea'] as never)
          await request.session.save()
          return step
        })
      }
    })
    const browser = client()
    const answer = await browser.post('/login-and-save')
    store.before = () => {}
    t.equal(answer.status, fails ? 503 : 200)
    t.equal((await browser.get('/me')).status, fails ? 401 : 200)
  }
})

t.test('where the session of a sign-in could not be saved, a handler that goes on has nobody signed in, and no cookie that was set before goes out', async t => {
  const { client, store } = await createApplication({
    extend: app => {
      app.post('/login-and-go-on', async (request, reply) => {
        reply.header('set-cookie', 'welcome=carol')
        store.before = operation => { if (operation === 'set') throw new Error('store down') }
        await t.rejects(request.twoFactor.signIn('carol'), { code: 'TWO_FACTOR_UNAVAILABLE' })
        store.before = () => {}
        return await request.twoFactor.check()
      })
    }
  })
  const { status, body, headers } = await client().post('/login-and-go-on')
  t.strictSame({ status, body, cookies: headers['set-cookie'] }, { status: 200, body: { status: 'anonymous' }, cookies: undefined })
})

t.test('one request may change its session more than once', async t => {
  const { enroll, code, store } = await createApplication({
    extend: app => {
      app.post('/twice', async request => {
        const codes = request.body as string[]
        for (const code of codes) await request.twoFactor.stepUp(code)
        return {}
      })
    }
  })
  const { client: browser, secret } = await enroll('alice')
  const verifiedAt = (): unknown => JSON.parse(store.sessions.get(decodeURIComponent(browser.jar.get('sessionId')!).split('.')[0]!)!).twoFactor.verifiedAt
  const before = verifiedAt()
  t.equal((await browser.post('/twice', [code(secret), code(secret, 1)])).status, 200)
  t.not(verifiedAt(), before)
})

t.test('what happened is told only once the store holds the session that goes on with it', async t => {
  const store = new JsonStore()
  const told: string[] = []
  const { enroll, signIn, code } = await createApplication({
    store,
    onEvent: ({ type }, request) => {
      const stored = store.sessions.get(request!.session.sessionId)
      if (type === 'challenged') return
      told.push(stored !== undefined && JSON.parse(stored).twoFactor?.status === 'complete' ? type : `${type} too early`)
    }
  })
  const { secret } = await enroll('alice')
  const browser = await signIn('alice', secret, { trustClient: true })
  await browser.post('/two-factor/disable', { code: code(secret) })
  t.strictSame(told, ['signed-in', 'enabled', 'client-trusted', 'signed-in', 'disabled'])
})

t.test('a code whose session could not be saved is spent', async t => {
  const { enroll, login, code, store } = await createApplication()
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  store.before = operation => { if (operation !== 'get') throw new Error('store down') }
  refused(t, await browser.post('/two-factor/challenge', { code: code(secret) }), 503, 'TWO_FACTOR_UNAVAILABLE')
  store.before = () => {}
  refused(t, await (await login('alice')).post('/two-factor/challenge', { code: code(secret) }), 422, 'TWO_FACTOR_INVALID_CODE')
})

t.test('a step-up whose session could not be saved is none', async t => {
  const { enroll, code, store, clock } = await createApplication()
  const { client: browser, secret } = await enroll('alice')
  clock.now += 300_000
  store.before = operation => { if (operation === 'set') throw new Error('store down') }
  refused(t, await browser.post('/two-factor/step-up', { code: code(secret) }), 503, 'TWO_FACTOR_UNAVAILABLE')
  store.before = () => {}
  refused(t, await browser.post('/payout'), 403, 'TWO_FACTOR_STEP_UP_REQUIRED')
})

t.test('when the store cannot be read no guarded route answers, and the plugin\'s are 503', async t => {
  const { enroll, store } = await createApplication()
  const { client: browser } = await enroll('alice')
  store.before = () => { throw new Error('store down') }
  t.ok((await browser.get('/me')).status >= 500)
  for (const url of ['/two-factor', '/two-factor/challenge', '/two-factor/step-up', '/two-factor/enrollment']) {
    refused(t, await browser.get(url), 503, 'TWO_FACTOR_UNAVAILABLE', url)
    const page = await browser.page(url)
    t.match([page.status, page.body], [503, /<h1>This did not work<\/h1>/], `${url} of a browser`)
  }
})

t.test('a session cookie that does not cover the routes signs nobody in', async t => {
  const { client } = await createApplication({ session: { cookie: { secure: false, path: '/two-factor' } } })
  const browser = client()
  refused(t, await browser.post('/login', { userId: 'carol' }), 503, 'TWO_FACTOR_UNAVAILABLE')
  refused(t, await browser.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})

t.test('a sign-in whose old session cannot be destroyed is none', async t => {
  const { login, client, store } = await createApplication()
  store.before = operation => { if (operation === 'destroy') throw new Error('store down') }
  refused(t, await client().post('/login', { userId: 'carol' }), 503, 'TWO_FACTOR_UNAVAILABLE')
  store.before = () => {}
  t.equal((await (await login('carol')).get('/me')).status, 200)
})
