import type { Session } from 'fastify'
import t from 'tap'
import { refused } from '../support/answers.js'
import { createApplication, type ApplicationOptions, type TestApplication } from '../support/application.js'
import type { Client } from '../support/client.js'

declare module 'fastify' {
  interface Session { cart?: string[], language?: string, _csrf?: string, profile?: string }
}

/** An application whose anonymous sessions have data, and which shows what is left of it. */
async function withData (options: ApplicationOptions = {}): Promise<TestApplication & { browser: Client, data: (browser: Client) => Promise<Partial<Session>> }> {
  const application = await createApplication({
    ...options,
    extend: app => {
      app.post('/fill', async request => { Object.assign(request.session, { cart: ['book'], language: 'it', _csrf: 'planted' }); return {} })
      app.get('/data', async ({ session: { cart, language, _csrf, profile } }) => ({ cart, language, _csrf, profile }))
    }
  })
  const browser = application.client()
  await browser.post('/fill')
  return { ...application, browser, data: async browser => (await browser.get('/data')).body }
}

t.test('nothing of the session before survives a sign-in', async t => {
  const { browser, data } = await withData()
  t.strictSame(await data(browser), { cart: ['book'], language: 'it', _csrf: 'planted' })
  await browser.post('/login', { userId: 'carol' })
  t.strictSame(await data(browser), {})
})

t.test('the session keys to keep survive the password and the code, and no others', async t => {
  const { browser, data, enroll, code } = await withData({ sessions: { keepKeys: ['cart', 'language', 'profile'] } })
  const { secret } = await enroll('alice')
  await browser.post('/login', { userId: 'alice' })
  t.strictSame(await data(browser), { cart: ['book'], language: 'it' })
  await browser.post('/two-factor/challenge', { code: code(secret) })
  t.strictSame(await data(browser), { cart: ['book'], language: 'it' })
  await browser.post('/two-factor/sign-out')
  t.strictSame(await data(browser), {}, 'the sign-out keeps none')
})

t.test('a session key to keep that the session itself does not have is not made', async t => {
  let keys: string[] = []
  const { browser } = await withData({ sessions: { keepKeys: ['cart', 'profile', 'touch' as never] }, onSignIn: request => { keys = Object.keys(request.session) } })
  await browser.post('/login', { userId: 'carol' })
  t.strictSame(keys.sort(), ['cart', 'cookie', 'twoFactor'])
})

t.test('what is put into a pending session is gone after the code unless it is to be kept', async t => {
  const { data, enroll, login, code } = await withData({ sessions: { keepKeys: ['cart'] } })
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  await browser.post('/fill')
  await browser.post('/two-factor/challenge', { code: code(secret) })
  t.strictSame(await data(browser), { cart: ['book'] })
})

t.test('the data of a complete session survives what the user changes in it', async t => {
  const { data, enroll, code, clock } = await withData({ onSignIn: request => { request.session.profile = 'Alice' } })
  const { client: browser } = await enroll('alice')
  await browser.post('/fill')
  const whole = { cart: ['book'], language: 'it', _csrf: 'planted', profile: 'Alice' }
  const { body } = await browser.post('/two-factor/enrollment')
  await browser.post('/two-factor/enrollment/confirm', { code: code(body.secret), replace: true })
  clock.now += 30_000
  t.strictSame(await data(browser), whole, 'another authenticator')
  await browser.post('/password')
  t.strictSame(await data(browser), whole, 'another password')
  await browser.post('/two-factor/step-up', { code: code(body.secret) })
  clock.now += 30_000
  t.strictSame(await data(browser), whole, 'a step-up')
  await browser.post('/two-factor/disable', { code: code(body.secret) })
  t.strictSame(await data(browser), whole, 'disabling')
})

t.test('a lifetime that the application gives its session just before a change is its lifetime after it', async t => {
  const { client, store } = await createApplication({
    extend: app => {
      app.post('/short', async request => {
        request.session.cookie.maxAge = 60_000
        await app.twoFactor.revokeSessions('carol', { keep: request })
        return {}
      })
    }
  })
  const browser = client()
  await browser.post('/login', { userId: 'carol' })
  await browser.post('/short')
  t.equal((await browser.get('/me')).status, 200)
  const [session] = [...store.sessions.values()].filter(text => text.includes('carol'))
  t.equal(JSON.parse(session!).cookie.originalMaxAge, 60_000)
})

t.test('signing out where nobody is signed in leaves the session as it is', async t => {
  const { browser, data } = await withData()
  await browser.post('/two-factor/sign-out')
  t.strictSame(await data(browser), { cart: ['book'], language: 'it', _csrf: 'planted' })
})

t.test('a pending session holds user, stamp, ids, time and next, and no secret', async t => {
  const { enroll, client, store, code } = await withData()
  const { secret, recoveryCodes } = await enroll('alice')
  store.sessions.clear()
  const browser = client()
  await browser.post('/login', { userId: 'alice', next: '/accounts', password: 'my password' })
  await browser.get('/two-factor/challenge')
  const [text] = [...store.sessions.values()]
  const session = JSON.parse(text!)
  t.strictSame(Object.keys(session).sort(), ['cookie', 'twoFactor'])
  t.strictSame(Object.keys(session.twoFactor).sort(), ['fresh', 'id', 'method', 'next', 'signedInAt', 'stamp', 'status', 'userId'])
  t.hasStrict(session.twoFactor, { userId: 'alice', status: 'challenge', method: 'none', next: '/accounts', fresh: true })
  for (const secretText of [secret, code(secret), 'my password', ...recoveryCodes]) t.notOk(text!.includes(secretText))
})

t.test('an enrollment-only session holds no key of the enrollment', async t => {
  const { login, store } = await withData()
  store.sessions.clear()
  const browser = await login('dave')
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  t.equal(store.sessions.size, 1)
  for (const text of store.sessions.values()) t.notOk(text.includes(secret) || text.includes('otpauth'))
})

t.test('a session whose sign-in is not whole is nobody\'s', async t => {
  const { login, store } = await withData()
  const browser = await login('carol')
  const [[id, text]] = [...store.sessions].filter(([, text]) => text.includes('carol')) as [[string, string]]
  const session = JSON.parse(text)
  t.equal((await browser.get('/me')).status, 200)
  const broken: unknown[] = [undefined, null, 'carol', [], {}, ...Object.keys(session.twoFactor).map(key => ({ ...session.twoFactor, [key]: undefined })),
    { ...session.twoFactor, userId: 5 }, { ...session.twoFactor, id: '' }, { ...session.twoFactor, stamp: ['x'] }, { ...session.twoFactor, stamp: 'other' }, { ...session.twoFactor, signedInAt: '5' }, { ...session.twoFactor, fresh: 'true' }, { ...session.twoFactor, userId: 'bob' }, { ...session.twoFactor, userId: 'nobody' }]
  for (const twoFactor of broken) {
    store.sessions.set(id, JSON.stringify({ ...session, twoFactor }))
    t.equal((await browser.get('/me')).status, 401, JSON.stringify(twoFactor))
  }
})

t.test('what the application puts into a pending session where it answers a refusal is kept', async t => {
  const { enroll, login, data } = await withData({
    precede: app => {
      app.setErrorHandler(async (error, request) => {
        request.session.profile = 'kept from a page'
        throw error
      })
    }
  })
  await enroll('alice')
  const browser = await login('alice')
  refused(t, await browser.get('/me'), 403, 'TWO_FACTOR_CHALLENGE_REQUIRED')
  t.strictSame(await data(browser), { profile: 'kept from a page' })
})
