import t, { type Test } from 'tap'
import { redirected } from '../support/answers.js'
import { createApplication, type ApplicationOptions } from '../support/application.js'
import type { Answer } from '../support/client.js'

const setsCookie = ({ headers }: Answer): boolean => String(headers['set-cookie']).includes('sessionId=')

/** A request waits in the middle while another one completes the sign-in: its answer must not bring the old session back. */
async function isNotBroughtBack (t: Test, url: string, optionsWith: (wait: () => Promise<void>) => ApplicationOptions): Promise<void> {
  let go = (): void => {}
  let arrive = (): void => {}
  const isWaiting = new Promise<void>(resolve => { arrive = resolve })
  const wait = async (): Promise<void> => {
    arrive()
    await new Promise<void>(resolve => { go = resolve })
  }
  const { enroll, login, code, store } = await createApplication({ session: { rolling: false }, ...optionsWith(wait) })
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  const slow = browser.get(url)
  await isWaiting
  await browser.post('/two-factor/challenge', { code: code(secret) })
  const stored = store.sessions.size
  go()
  t.notOk(setsCookie(await slow))
  t.equal(store.sessions.size, stored)
  t.equal((await browser.get('/me')).status, 200)
}

t.test('a slow answer that put something into a session which was renewed meanwhile brings it back neither as a cookie nor in the store', async t => {
  await isNotBroughtBack(t, '/slow', wait => ({
    extend: app => {
      app.get('/slow', async request => {
        await wait()
        Object.assign(request.session, { cart: ['book'] })
        return {}
      })
    }
  }))
})

t.test('nor does a slow refusal, whose error handler put something into it', async t => {
  await isNotBroughtBack(t, '/me', wait => ({
    precede: app => {
      app.setErrorHandler(async (_error, request, reply) => {
        await wait()
        Object.assign(request.session, { cart: ['book'] })
        return reply.code(403).send({})
      })
    }
  }))
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
