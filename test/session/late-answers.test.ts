import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { redirected } from '../support/answers.js'
import { createApplication } from '../support/application.js'
import type { Answer } from '../support/client.js'

const setsCookie = ({ headers }: Answer): boolean => String(headers['set-cookie']).includes('sessionId=')

t.test('a slow answer that put something into a session which was renewed meanwhile brings it back neither as a cookie nor in the store', async t => {
  let go = (): void => {}
  const extend = (app: FastifyInstance): void => {
    app.get('/slow', async request => {
      await new Promise<void>(resolve => { go = resolve })
      Object.assign(request.session, { cart: ['book'] })
      return {}
    })
  }
  const { enroll, login, code, store } = await createApplication({ extend, session: { rolling: false } })
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  const slow = browser.get('/slow')
  await new Promise(resolve => { setImmediate(resolve) })
  await browser.post('/two-factor/challenge', { code: code(secret) })
  const stored = store.sessions.size
  go()
  t.notOk(setsCookie(await slow))
  t.equal(store.sessions.size, stored)
  t.equal((await browser.get('/me')).status, 200)
})

t.test('nor does a slow refusal, whose error handler put something into it', async t => {
  let go = (): void => {}
  let refuse = (): void => {}
  const isRefused = new Promise<void>(resolve => { refuse = resolve })
  const { enroll, login, code, store } = await createApplication({
    session: { rolling: false },
    precede: app => {
      app.setErrorHandler(async (_error, request, reply) => {
        refuse()
        await new Promise<void>(resolve => { go = resolve })
        Object.assign(request.session, { cart: ['book'] })
        return reply.code(403).send({})
      })
    }
  })
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  const slow = browser.get('/me')
  await isRefused
  await browser.post('/two-factor/challenge', { code: code(secret) })
  const stored = store.sessions.size
  go()
  t.notOk(setsCookie(await slow))
  t.equal(store.sessions.size, stored)
  t.equal((await browser.get('/me')).status, 200)
})

t.test('a session that was left at the code rolls again once its challenge is over', async t => {
  const { enroll, login, clock } = await createApplication({ extend: app => { app.get('/open', async () => ({})) } })
  await enroll('alice')
  const browser = await login('alice')
  t.notOk(setsCookie(await browser.get('/open')))
  clock.now += 600_000
  t.ok(setsCookie(await browser.get('/open')))
})

t.test('a page to come back to is not written over what another request made of the session meanwhile', async t => {
  const { enroll, login, store, clock } = await createApplication()
  await enroll('alice')
  const meanwhile: Record<string, (signIn: object) => object | undefined> = {
    'another sign-in': signIn => ({ ...signIn, id: 'another' }),
    'a complete one': signIn => ({ ...signIn, status: 'complete', endsAt: clock.now + 3_600_000 }),
    'signed out': () => undefined
  }
  for (const [name, change] of Object.entries(meanwhile)) {
    const browser = await login('alice')
    const id = decodeURIComponent(browser.jar.get('sessionId')!).split('.')[0]!
    const session = JSON.parse(store.sessions.get(id)!)
    const changed = JSON.stringify({ ...session, twoFactor: change(session.twoFactor) })
    store.after = operation => { if (operation === 'get') store.sessions.set(id, changed) }
    redirected(t, await browser.page('/me'), '/two-factor/challenge?next=%2Fme', name)
    store.after = () => {}
    t.equal(store.sessions.get(id), changed, name)
  }
})

t.test('a session that is gone meanwhile does not come back for the page to come back to', async t => {
  const { enroll, login, store } = await createApplication()
  await enroll('alice')
  const browser = await login('alice')
  const before = store.sessions.size
  store.after = operation => { if (operation === 'get') store.sessions.delete(decodeURIComponent(browser.jar.get('sessionId')!).split('.')[0]!) }
  redirected(t, await browser.page('/me'), '/two-factor/challenge?next=%2Fme')
  t.equal(store.sessions.size, before - 1)
})
