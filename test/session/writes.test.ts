import { mock } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import type { Session } from 'fastify'
import t, { type Test } from 'tap'
import { LONGEST_ANSWER } from '../../lib/storage/time-limit.js'
import { createApplication, START, type ApplicationOptions, type TestApplication } from '../support/application.js'
import type { Answer } from '../support/client.js'
import { JsonStore } from '../support/json-store.js'

declare module 'fastify' {
  interface Session { amount?: string | bigint }
}

type Act = () => Promise<Answer>

const WAYS: Record<string, (application: TestApplication) => Promise<Act>> = {
  'a sign-in on a first visit': async ({ client }) => () => client().post('/login', { userId: 'carol' }),
  'a code': async ({ enroll, login, code }) => {
    const { secret } = await enroll('alice')
    const browser = await login('alice')
    return () => browser.post('/two-factor/challenge', { code: code(secret) })
  },
  'a sign-in by a remembered client in an old session': async ({ enroll, signIn }) => {
    const { secret } = await enroll('alice')
    const browser = await signIn('alice', secret, { trustClient: true })
    return () => browser.post('/login', { userId: 'alice' })
  },
  'a step-up': async ({ enroll, code }) => {
    const { client: browser, secret } = await enroll('alice')
    return () => browser.post('/two-factor/step-up', { code: code(secret) })
  },
  'a change that ends the other sessions': async ({ enroll, code }) => {
    const { client: browser, secret } = await enroll('alice')
    return () => browser.post('/two-factor/disable', { code: code(secret) })
  },
  'a sign-out': async ({ enroll }) => {
    const { client: browser } = await enroll('alice')
    return () => browser.post('/two-factor/sign-out')
  }
}

/** What the session store is asked for meanwhile, in order; the browser has the cookie of what was written last. */
async function callsOf (t: Test, prepare: (application: TestApplication) => Promise<Act>, options: ApplicationOptions = {}): Promise<string[]> {
  const application = await createApplication(options)
  const act = await prepare(application)
  const calls: string[] = []
  let written: string | undefined
  application.store.before = (operation, id) => {
    calls.push(operation)
    if (operation === 'set') written = id
  }
  const { status, cookies } = await act()
  if (status >= 400) throw new Error(String(status))
  const cookie = cookies.find(({ name, value }) => name === 'sessionId' && value !== '')
  t.equal(decodeURIComponent(cookie!.value).split('.')[0], written, 'the cookie names what was written')
  return calls
}

for (const [what, prepare] of Object.entries(WAYS)) {
  t.test(`the session of ${what} is written once, with all that is in it`, async t => {
    const renewed = what.includes('first visit') ? ['destroy', 'set'] : what === 'a step-up' ? ['get', 'set'] : ['get', 'destroy', 'set']
    t.strictSame(await callsOf(t, prepare), renewed)
    t.strictSame(await callsOf(t, prepare, { session: { saveUninitialized: false, rolling: false } }), renewed, 'as the session plugin is registered')
  })
}

t.test('a session is written twice where the application adds something when the sign-in is complete, and once where it only waits for a code', async t => {
  const options: ApplicationOptions = { onSignIn: request => { request.session.amount = 'hello' } }
  t.strictSame(await callsOf(t, WAYS['a code']!, options), ['get', 'destroy', 'set', 'set'])
  t.strictSame(await callsOf(t, async ({ client, enroll }) => {
    await enroll('alice')
    return () => client().post('/login', { userId: 'alice' })
  }, options), ['destroy', 'set'])
})

/** A store that can say what JSON cannot. */
class TextStore extends JsonStore {
  override set (sessionId: string, { amount, ...session }: Session, done: (error?: unknown) => void): void {
    super.set(sessionId, { ...session, amount: String(amount) }, done)
  }
}

t.test('what the application changes in a session after the plugin wrote it is written with the answer: its data, its cookie, and what JSON cannot say', async t => {
  const changes: Record<string, (session: Session) => void> = {
    data: session => { session.amount = 'later' },
    'the cookie': session => { Object.assign(session.cookie, { expires: new Date(START + 60_000) }) },
    'a number of a kind of its own': session => { session.amount = 1n }
  }
  for (const [what, change] of Object.entries(changes)) {
    const calls = await callsOf(t, async ({ client }) => () => client().post('/login-and-change'), {
      store: new TextStore(),
      extend: app => {
        app.post('/login-and-change', async request => {
          const step = await request.twoFactor.signIn('carol')
          change(request.session)
          return step
        })
      }
    })
    t.strictSame(calls, ['destroy', 'set', 'set'], what)
  }
})

t.test('a step-up is written, also where the application put into the session what JSON cannot say', async t => {
  const calls = await callsOf(t, async ({ enroll, code }) => {
    const { client: browser, secret } = await enroll('alice')
    return () => browser.post('/step-up-and-pay', { code: code(secret) })
  }, {
    store: new TextStore(),
    extend: app => {
      app.post('/step-up-and-pay', async request => {
        request.session.amount = 1n
        return await request.twoFactor.stepUp({ code: (request.body as { code: string }).code })
      })
    }
  })
  t.strictSame(calls, ['get', 'set', 'set'])
})

t.test('a session that the store renewed when nobody waited for it any more signs nobody in', async t => {
  let answer = (): void => {}
  const answered = new Promise<void>(resolve => { answer = resolve })
  const { client, store } = await createApplication({
    extend: app => {
      app.post('/login-late', async request => {
        store.before = async operation => { if (operation === 'set') await answered }
        mock.timers.enable({ apis: ['setTimeout'] })
        const refused = t.rejects(request.twoFactor.signIn('carol'), { code: 'TWO_FACTOR_UNAVAILABLE' })
        while (request.session !== null) {
          await setImmediate()
          mock.timers.tick(LONGEST_ANSWER)
        }
        await refused
        mock.timers.reset()
        answer()
        while (store.sessions.size === 0) await setImmediate()
        await setImmediate()
        return await request.twoFactor.check()
      })
    }
  })
  const browser = client()
  const { body, cookies } = await browser.post('/login-late')
  t.strictSame([body, cookies], [{ status: 'anonymous' }, []])
  t.equal((await browser.get('/me')).status, 401)
})
