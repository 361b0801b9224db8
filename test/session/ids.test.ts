import t from 'tap'
import { redirected, refused } from '../support/answers.js'
import { createApplication, type TestApplication } from '../support/application.js'
import type { Client } from '../support/client.js'

const idOf = (browser: Client): string => decodeURIComponent(browser.jar.get('sessionId')!).split('.')[0]!

/** The cookie of a session as it is now, its stored text kept for being written back by hand. */
function keep ({ store, client }: TestApplication, browser: Client): () => Client {
  const cookie = browser.jar.get('sessionId')!
  const stored = store.sessions.get(idOf(browser))!
  const id = idOf(browser)
  return () => {
    store.sessions.set(id, stored)
    const thief = client()
    thief.jar.set('sessionId', cookie)
    return thief
  }
}

t.test('the session has a new id at the password and another at the code, and the old ids are gone from the store', async t => {
  const application = await createApplication()
  const { enroll, client, code, store } = application
  const { secret } = await enroll('alice')
  const browser = client()
  await browser.get('/two-factor/assets/two-factor.css')
  const anonymous = idOf(browser)
  t.ok(store.sessions.has(anonymous))
  await browser.post('/login', { userId: 'alice' })
  const pending = idOf(browser)
  await browser.post('/two-factor/challenge', { code: code(secret) })
  const complete = idOf(browser)
  t.equal(new Set([anonymous, pending, complete]).size, 3)
  t.notOk(store.sessions.has(anonymous))
  t.notOk(store.sessions.has(pending))
  t.ok(store.sessions.has(complete))
})

t.test('a planted session gains nothing: neither its cookie nor the pending one is anybody\'s afterwards, written back or not', async t => {
  const application = await createApplication()
  const { enroll, client, code } = application
  const { secret } = await enroll('alice')
  const victim = client()
  await victim.get('/two-factor/assets/two-factor.css')
  const planted = keep(application, victim)
  await victim.post('/login', { userId: 'alice' })
  const pending = keep(application, victim)
  await victim.post('/two-factor/challenge', { code: code(secret) })
  t.equal((await victim.get('/me')).status, 200)
  for (const writtenBack of [planted, pending]) {
    const thief = writtenBack()
    t.ok([401, 403].includes((await thief.get('/me')).status))
    t.ok([401, 422].includes((await thief.post('/two-factor/challenge', { code: code(secret) })).status), 'the victim\'s code is used')
  }
})

t.test('a planted session gains nothing where the application saves the one that it had before, after the sign-in or after one that failed', async t => {
  for (const fails of [false, true]) {
    const { client, store } = await createApplication({
      extend: app => {
        app.post('/login-and-save-the-old', async request => {
          const { session } = request
          store.before = operation => { if (fails && operation !== 'get') throw new Error('store down') }
          await request.twoFactor.signIn('carol').catch(() => {})
          store.before = () => {}
          await session.save()
          return {}
        })
      }
    })
    const browser = client()
    await browser.get('/two-factor/assets/two-factor.css')
    const thief = client()
    thief.jar.set('sessionId', browser.jar.get('sessionId')!)
    await browser.post('/login-and-save-the-old')
    t.ok(store.sessions.has(idOf(thief)), 'it is there')
    refused(t, await thief.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
    t.equal((await browser.get('/me')).status, fails ? 401 : 200)
  }
})

t.test('a sign-in by password alone, by a remembered client and by a recovery code each have a new id', async t => {
  const application = await createApplication()
  const { enroll, signIn, client, login, store } = application
  const carol = client()
  await carol.get('/two-factor/assets/two-factor.css')
  const before = idOf(carol)
  await carol.post('/login', { userId: 'carol' })
  t.not(idOf(carol), before)
  t.notOk(store.sessions.has(before))
  const { secret, recoveryCodes } = await enroll('alice')
  const trusted = await signIn('alice', secret, { trustClient: true })
  const first = idOf(trusted)
  await trusted.post('/login', { userId: 'alice' })
  t.not(idOf(trusted), first)
  const recovering = await login('alice')
  const pending = idOf(recovering)
  await recovering.post('/two-factor/recovery', { code: recoveryCodes[0] })
  t.not(idOf(recovering), pending)
  t.notOk(store.sessions.has(pending))
})

t.test('every change of the authenticators goes on under a new id, the old session dead though it is written back', async t => {
  const application = await createApplication()
  const { login, code, clock } = application
  const browser = await login('carol')
  const steps: (() => Promise<unknown>)[] = []
  let secret = ''
  let second = ''
  steps.push(async () => {
    secret = (await browser.post('/two-factor/enrollment')).body.secret
    await browser.post('/two-factor/enrollment/confirm', { code: code(secret) })
  }, async () => {
    second = (await browser.post('/two-factor/enrollment')).body.secret
    await browser.post('/two-factor/enrollment/confirm', { code: code(second) })
  }, async () => {
    const { authenticators: [first] } = (await browser.get('/two-factor')).body
    await browser.post(`/two-factor/authenticators/${first.id}/remove`, { code: code(second) })
  }, async () => {
    await browser.post('/password')
  }, async () => {
    await browser.post('/two-factor/disable', { code: code(second) })
  })
  for (const [index, step] of steps.entries()) {
    const writtenBack = keep(application, browser)
    const before = idOf(browser)
    await step()
    clock.now += 30_000
    t.not(idOf(browser), before, `step ${index}: a new id`)
    t.notOk(application.store.sessions.has(before), `step ${index}: the old one is gone`)
    t.equal((await browser.get('/me')).status, 200, `step ${index}: the session goes on`)
    refused(t, await writtenBack().get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED', `step ${index}`)
  }
})

t.test('a step-up, new recovery codes and revoked clients keep the id', async t => {
  const { enroll, code, clock } = await createApplication()
  const { client: browser, secret } = await enroll('alice')
  const before = idOf(browser)
  await browser.post('/two-factor/step-up', { code: code(secret) })
  clock.now += 30_000
  await browser.post('/two-factor/recovery-codes', { code: code(secret) })
  await browser.post('/two-factor/trusted-clients/revoke')
  t.equal(idOf(browser), before)
})

t.test('after the sign-out the session is a new, empty one, and the old one dead though it is written back', async t => {
  const application = await createApplication()
  const { enroll, store } = application
  const { client: browser } = await enroll('alice')
  const writtenBack = keep(application, browser)
  const before = idOf(browser)
  await browser.post('/two-factor/sign-out')
  t.not(idOf(browser), before)
  t.strictSame(Object.keys(JSON.parse(store.sessions.get(idOf(browser))!)), ['cookie'])
  refused(t, await writtenBack().get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})

t.test('a slow request of before the sign-out that saves its session at the end brings nobody back', async t => {
  let release = (): void => {}
  let arrived = (): void => {}
  const held = new Promise<void>(resolve => { release = resolve })
  const there = new Promise<void>(resolve => { arrived = resolve })
  const application = await createApplication({
    session: { rolling: true },
    extend: app => { app.get('/slow', async () => { arrived(); await held; return 'done' }) }
  })
  const browser = await application.login('carol')
  const old = keep(application, browser)
  const id = idOf(browser)
  const slow = application.client()
  slow.jar.set('sessionId', browser.jar.get('sessionId')!)
  const answer = slow.get('/slow')
  await there
  await browser.post('/two-factor/sign-out')
  t.notOk(application.store.sessions.has(id))
  release()
  t.equal((await answer).status, 200)
  t.notOk(application.store.sessions.has(id), 'nothing is written back')
  refused(t, await slow.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  refused(t, await old().get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})

t.test('a refusal moves no cookie, on a route of the plugin as where a guard refuses, whatever the session waits for', async t => {
  const { enroll, login, client } = await createApplication({ session: { rolling: true } })
  await enroll('alice')
  for (const browser of [client(), await login('alice'), await login('dave')]) {
    for (const url of ['/two-factor/step-up', '/me']) {
      const answer = await browser.get(url)
      t.match(answer.status, /^40[13]$/, url)
      t.strictSame(answer.cookies, [], url)
    }
  }
})

t.test('a form that is refused to a sign-in which another one ended writes nothing into its session', async t => {
  const { app, enroll, login, store } = await createApplication()
  await enroll('alice')
  const browser = await login('alice')
  await app.twoFactor.revokeSessions('alice')
  const sessions = new Map(store.sessions)
  for (const [url, code, page] of [['/recovery', 'A'.repeat(24), '/two-factor/challenge'], ['/enrollment/confirm', '123456', '/two-factor/enrollment']] as const) {
    const answer = await browser.submit(`/two-factor${url}`, { code })
    redirected(t, answer, page)
    t.strictSame(answer.cookies, [], url)
    t.strictSame(store.sessions, sessions, url)
  }
})
