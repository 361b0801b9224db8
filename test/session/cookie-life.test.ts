import type { FastifyInstance, FastifyRequest } from 'fastify'
import t from 'tap'
import { cookieLife } from '../../lib/session/cookie-life.js'
import { createApplication, type ApplicationOptions, type TestApplication } from '../support/application.js'
import type { Answer, Client } from '../support/client.js'

const DAY = 86_400_000
const registered = { session: { cookie: { secure: false, maxAge: DAY } } }

/** How long the browser keeps the session's cookie of this answer, in whole hours; `undefined`: until it is closed. */
function hours (answer: Answer): number | undefined {
  const line = [answer.headers['set-cookie'] ?? []].flat().find(cookie => cookie.startsWith('sessionId='))
  if (line === undefined) throw new Error('no session cookie is set')
  const expires = /; Expires=([^;]+)/i.exec(line)?.[1]
  return expires === undefined ? undefined : Math.round((Date.parse(expires) - Date.now()) / 3_600_000)
}

/** A login that sets the cookie's life as `set` says. */
async function withLogin (set: (request: FastifyRequest) => void | Promise<void>, options: ApplicationOptions = {}): Promise<TestApplication> {
  return await createApplication({
    ...options,
    extend: (app: FastifyInstance) => {
      app.post('/long', async request => {
        await set(request)
        return await request.twoFactor.signIn((request.body as { userId: string }).userId)
      })
      app.get('/open', async () => ({}))
      app.post('/keep', async request => {
        const { userId, sessionSeconds } = request.body as { userId: string, sessionSeconds?: number }
        return await request.twoFactor.signIn(userId, { sessionSeconds })
      })
    }
  })
}

const long = ({ session }: FastifyRequest): void => { session.cookie.maxAge = 30 * DAY }

t.test('a sign-in has the life that its own request gave to the cookie, by each way to give it', async t => {
  const ways: Record<string, (request: FastifyRequest) => void> = {
    'cookie.maxAge': long,
    'options with maxAge': ({ session }) => { session.options({ maxAge: 30 * DAY }) },
    'options with expires': ({ session }) => { session.options({ expires: new Date(Date.now() + 30 * DAY) }) },
    'cookie.expires': ({ session }) => { session.cookie.expires = new Date(Date.now() + 30 * DAY) }
  }
  for (const [name, set] of Object.entries(ways)) {
    for (const options of name === 'options with expires' ? [{}] : [{}, registered]) {
      const { client } = await withLogin(set, options)
      const browser = client()
      t.equal(hours(await browser.post('/long', { userId: 'carol' })), 720, name)
      // @fastify/session itself prefers the registered maxAge to a date when it reads a session
      if (name !== 'cookie.expires' || options !== registered) t.equal(hours(await browser.get('/me')), 720, `${name}, next request`)
    }
  }
})

t.test('the life that a login gave goes on through the challenge', async t => {
  const { client, enroll, code } = await withLogin(long, registered)
  const { secret } = await enroll('alice')
  const browser = client()
  t.equal(hours(await browser.post('/long', { userId: 'alice' })), 720)
  t.equal(hours(await browser.post('/two-factor/challenge', { code: code(secret) })), 720)
})

t.test('after a sign-out the browser keeps no lifetime of the one who was signed in', async t => {
  for (const [options, life] of [[{}, undefined], [registered, 24]] as const) {
    const { client } = await withLogin(long, options)
    const browser = client()
    await browser.post('/long', { userId: 'carol' })
    t.equal(hours(await browser.post('/logout')), life)
    t.equal(hours(await browser.get('/open')), life)
  }
})

t.test('the next sign-in in a browser starts from the registered life, whoever was signed in, out, or left at the code before', async t => {
  for (const [options, life] of [[{}, undefined], [registered, 24]] as const) {
    const { client, app, enroll } = await withLogin(long, options)
    await enroll('alice')
    const cases: Record<string, (browser: Client) => Promise<unknown>> = {
      'signed out': async browser => await browser.post('/logout'),
      'still signed in': async () => {},
      revoked: async () => { await app.twoFactor.revokeSessions('carol') },
      'left at the code': async browser => await browser.post('/long', { userId: 'alice' })
    }
    for (const [name, then] of Object.entries(cases)) {
      const browser = client()
      await browser.post('/long', { userId: 'carol' })
      await then(browser)
      t.equal(hours(await browser.post('/login', { userId: 'bob' })), life, name)
    }
  }
})

t.test('an application that renews the session itself before the sign-in passes no lifetime on either', async t => {
  let renews = false
  const { client } = await withLogin(async request => {
    if (renews) await request.session.regenerate()
    else long(request)
  })
  const browser = client()
  await browser.post('/long', { userId: 'carol' })
  renews = true
  t.equal(hours(await browser.post('/long', { userId: 'bob' })), undefined)
})

t.test('sessionSeconds holds from the complete sign-in on, through the challenge', async t => {
  const { client, enroll, code, clock } = await withLogin(long, registered)
  const { secret } = await enroll('alice')
  const browser = client()
  t.equal(hours(await browser.post('/keep', { userId: 'alice', sessionSeconds: 864_000 })), 24)
  t.equal(hours(await browser.post('/two-factor/challenge', { code: code(secret) })), 240)
  t.equal(hours(await browser.get('/me')), 240)
  clock.now += 864_000_000 - 1
  t.equal((await browser.get('/me')).status, 200)
  clock.now += 1
  t.equal((await browser.get('/me')).status, 401, 'it ends with its cookie')
})

t.test('sessionSeconds holds through an enrollment that the role asks for', async t => {
  const { client, code } = await withLogin(long)
  const browser = client()
  t.equal(hours(await browser.post('/keep', { userId: 'dave', sessionSeconds: 864_000 })), undefined)
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  t.equal(hours(await browser.post('/two-factor/enrollment/confirm', { code: code(secret) })), 240)
})

t.test('a change of the user keeps the life of their cookie', async t => {
  const { client, code } = await withLogin(long)
  const browser = client()
  await browser.post('/keep', { userId: 'carol', sessionSeconds: 864_000 })
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  t.equal(hours(await browser.post('/two-factor/enrollment/confirm', { code: code(secret) })), 240)
  t.equal(hours(await browser.post('/password')), 240)
})

t.test('sessionSeconds that are no whole number from 60 to sessions.maxSeconds are the application\'s mistake, and both are named', async t => {
  let failure: Error | undefined
  const { client } = await withLogin(long, {
    sessions: { maxSeconds: 7200 },
    precede: app => { app.setErrorHandler(async (error: Error) => { failure = error; return {} }) }
  })
  for (const sessionSeconds of [59, 7201, 60.5, '3600', 0, -1, Number.MAX_SAFE_INTEGER]) {
    await client().post('/keep', { userId: 'carol', sessionSeconds })
    t.type(failure, TypeError)
    t.match(failure?.message, /sessionSeconds .*sessions\.maxSeconds, which is 7200, got/, String(sessionSeconds))
  }
  for (const sessionSeconds of [60, 7200]) t.equal((await client().post('/keep', { userId: 'carol', sessionSeconds })).body.status, 'complete')
})

t.test('prolonging the session of whoever was signed in before gives the next user none of its life', async t => {
  const { client } = await withLogin(({ session }) => { session.touch() }, { session: { rolling: false } })
  const browser = client()
  await browser.post('/keep', { userId: 'carol', sessionSeconds: 2_000_000 })
  t.equal(hours(await browser.post('/long', { userId: 'bob' })), undefined)
})

t.test('a life that is set and then prolonged is still the one that was set', async t => {
  const { client } = await withLogin(request => { long(request); request.session.touch() })
  t.equal(hours(await client().post('/long', { userId: 'carol' })), 720)
})

t.test('sessionSeconds count from the confirmed enrollment on where the role asks for one, and never beyond the longest', async t => {
  const { client, code, clock } = await withLogin(long)
  const browser = client()
  await browser.post('/keep', { userId: 'dave', sessionSeconds: 60 })
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  clock.now += 90_000
  t.equal((await browser.post('/two-factor/enrollment/confirm', { code: code(secret) })).status, 200)
  clock.now += 59_999
  t.equal((await browser.get('/me')).status, 200)
  clock.now += 1
  t.equal((await browser.get('/me')).status, 401)
})

t.test('a session that the application prolongs is prolonged', async t => {
  const { client } = await createApplication({
    session: { rolling: false },
    extend: app => {
      app.post('/prolong', async ({ session }) => {
        session.cookie.maxAge = DAY
        session.cookie.expires = new Date(0)
        session.touch()
        return { isProlonged: session.cookie.expires.getTime() > Date.now() }
      })
    }
  })
  t.strictSame((await client().post('/prolong')).body, { isProlonged: true })
})

t.test('an application that renews the session itself may give the new one a life', async t => {
  const { client } = await withLogin(async request => {
    await request.session.regenerate()
    long(request)
  }, registered)
  t.equal(hours(await client().post('/long', { userId: 'carol' })), 720)
})

t.test('a cookie rolls on by its maxAge while its date is less than a minute from that, and otherwise has a date, or neither', async t => {
  t.intercept(Date, 'now', { value: () => DAY })
  const life = (expires: Date | null, originalMaxAge: number | null): unknown => cookieLife({ cookie: { expires, originalMaxAge } } as unknown as FastifyRequest['session'])
  for (const offset of [-59_999, 0, 59_999]) {
    t.strictSame(life(new Date(2 * DAY + offset), DAY), { maxAge: DAY, expires: undefined }, `${offset} ms off`)
  }
  for (const expires of [2 * DAY - 60_000, 2 * DAY + 60_000].map(date => new Date(date))) {
    t.strictSame(life(expires, DAY), { maxAge: undefined, expires }, 'a minute off')
  }
  const soon = new Date(DAY + 30_000)
  t.strictSame(life(soon, null), { maxAge: undefined, expires: soon }, 'no maxAge, and over within a minute')
  t.strictSame(life(null, DAY), { maxAge: undefined, expires: undefined }, 'kept until the browser is closed, whatever it was')
})

t.test('a refusal that asks to confirm prolongs the session as any other answer does, and one that leads to a login or a code does not', async t => {
  const { enroll, login, client, clock } = await createApplication({ session: { cookie: { secure: false, maxAge: DAY } } })
  const { client: alice } = await enroll('alice')
  const isProlonged = ({ cookies }: Answer): boolean => cookies.some(({ name }) => name === 'sessionId')
  clock.now += 900_000
  const json = await alice.post('/payout')
  t.strictSame([json.status, isProlonged(json)], [403, true])
  const page = await alice.submit('/payout')
  t.strictSame([page.status, isProlonged(page)], [303, true])
  for (const browser of [await login('alice'), client()]) t.notOk(isProlonged(await browser.get('/me')))
})
