import type { FastifyInstance } from 'fastify'
import t from 'tap'
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

t.test('a session that was left at the code rolls again once its challenge is over', async t => {
  const { enroll, login, clock } = await createApplication({ extend: app => { app.get('/open', async () => ({})) } })
  await enroll('alice')
  const browser = await login('alice')
  t.notOk(setsCookie(await browser.get('/open')))
  clock.now += 600_000
  t.ok(setsCookie(await browser.get('/open')))
})
