import cookie from '@fastify/cookie'
import fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { bearerSessions } from '../../example-app/recipes/bearer-sessions.js'
import twoFactor, { memoryUserRepository, requireSignIn, type TwoFactorEvent, type UserRepository } from '../../lib/index.js'
import { refused } from '../support/answers.js'
import { SECRET, START, users } from '../support/application.js'
import { Client, type Answer } from '../support/client.js'
import { codeOf } from '../support/codes.js'

interface World { app: FastifyInstance, clock: { now: number }, userRepository: UserRepository, events: TwoFactorEvent[] }

/** An application for browsers and for mobile clients. */
async function application (t: Test, options: { rolling?: boolean, saveUninitialized?: boolean } = {}): Promise<World> {
  const clock = { now: START }
  const events: TwoFactorEvent[] = []
  const userRepository = memoryUserRepository(users)
  const app = fastify()
  await app.register(cookie)
  await bearerSessions(app, { secret: 'a session secret of at least 32 characters', cookie: { secure: false }, ...options })
  await app.register(twoFactor, { service: { issuerName: 'Acme', secret: SECRET }, userRepository, sessions: { list: true }, clock: () => clock.now, onEvent: event => { events.push(event) } })
  app.post('/login', async request => await request.twoFactor.signIn((request.body as { userId: string }).userId, { firstFactor: 'pwd' }))
  app.get('/me', { onRequest: requireSignIn }, async request => ({ userId: request.twoFactor.userId }))
  app.get('/check', async request => await request.twoFactor.check())
  t.teardown(() => app.close())
  return { app, clock, userRepository, events }
}

/** A client of a telephone: it keeps no cookies, and the last token that it was given. */
class MobileClient {
  token: string | undefined
  /** Each token that it was given, the first one first. */
  readonly tokens: string[] = []
  readonly answers: Answer[] = []
  readonly #client: Client

  constructor (app: FastifyInstance) {
    this.#client = new Client(app)
  }

  async get (url: string): Promise<Answer> {
    return this.#keep(await this.#client.get(url, this.#headers))
  }

  async post (url: string, body?: unknown): Promise<Answer> {
    return this.#keep(await this.#client.post(url, body, this.#headers))
  }

  get #headers (): Record<string, string> {
    return this.token === undefined ? { 'x-session': 'bearer' } : { authorization: `Bearer ${this.token}` }
  }

  #keep (answer: Answer): Answer {
    this.answers.push(answer)
    this.#client.jar.clear()
    const token = answer.headers['x-session'] as string | undefined
    if (token !== undefined && token !== this.token) {
      this.token = token
      this.tokens.push(token)
    }
    return answer
  }
}

async function enroll ({ clock }: World, client: MobileClient | Client, userId = 'alice'): Promise<string> {
  await client.post('/login', { userId })
  const { body: { secret } } = await client.post('/two-factor/enrollment')
  await client.post('/two-factor/enrollment/confirm', { code: codeOf(secret, clock.now) })
  clock.now += 30_000
  return secret
}

const withToken = async (app: FastifyInstance, token: string, url = '/me'): Promise<Answer> => await new Client(app).get(url, { authorization: `Bearer ${token}` })

t.test('a mobile client signs in, is challenged, keeps its tokens, and is revoked', async t => {
  const world = await application(t)
  const { app, clock } = world
  const browser = new Client(app)
  const secret = await enroll(world, browser)

  const phone = new MobileClient(app)
  t.match(await phone.post('/login', { userId: 'alice' }), { status: 200, body: { status: 'challenge' } })
  const pending = phone.token!
  refused(t, await phone.get('/me'), 403, 'TWO_FACTOR_CHALLENGE_REQUIRED')
  t.match((await phone.get('/two-factor/challenge')).body, { status: 'challenge', methods: ['totp'] })
  t.match(await phone.post('/two-factor/challenge', { code: codeOf(secret, clock.now) }), { status: 200, body: { status: 'complete', method: 'totp' } })
  t.not(phone.token, pending, 'another token once it is complete')
  t.strictSame((await phone.get('/me')).body, { userId: 'alice' })
  t.match((await phone.get('/check')).body, { status: 'complete', amr: ['pwd', 'otp', 'mfa'] })
  refused(t, await withToken(app, pending), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED', 'the pending token is dead')

  const { body: { sessions } } = await browser.get('/two-factor')
  const other = (sessions as { id: string, current: boolean }[]).find(({ current }) => !current)!
  t.equal((await browser.post(`/two-factor/sessions/${other.id}/revoke`)).status, 204)
  refused(t, await phone.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED', 'revoked')
  t.equal((await browser.get('/me')).status, 200)
})

t.test('a change gives another token, and signing out ends the last one', async t => {
  const world = await application(t)
  const phone = new MobileClient(world.app)
  await enroll(world, phone)
  t.ok(phone.tokens.length >= 2, 'one at the sign-in, one at the confirmation')
  t.equal(new Set(phone.tokens).size, phone.tokens.length)
  for (const token of phone.tokens.slice(0, -1)) refused(t, await withToken(world.app, token), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  t.equal((await phone.post('/two-factor/sessions/revoke-others')).status, 204)
  t.equal((await phone.get('/me')).status, 200, 'this one goes on by its new token')
  const last = phone.token!
  t.equal((await phone.post('/two-factor/sign-out')).status, 204)
  for (const token of [last, phone.token!]) refused(t, await withToken(world.app, token), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})

t.test('it never gets a cookie, is not cached, and a browser never gets a token', async t => {
  for (const options of [{}, { rolling: false }, { rolling: false, saveUninitialized: false }]) {
    const world = await application(t, options)
    const { app, clock } = world
    const phone = new MobileClient(app)
    const secret = await enroll(world, phone)
    const second = new MobileClient(app)
    await second.post('/login', { userId: 'alice' })
    await second.post('/two-factor/challenge', { code: codeOf(secret, clock.now), trustClient: true })
    await second.get('/me')
    await second.get('/check')
    await second.post('/two-factor/sign-out')
    for (const { headers } of [...phone.answers, ...second.answers]) {
      t.equal(headers['set-cookie'], undefined)
      t.equal(headers['cache-control'], 'no-store')
      t.equal(headers.vary, 'Authorization')
    }
    const browser = new Client(app)
    for (const answer of [await browser.post('/login', { userId: 'carol' }), await browser.get('/me'), await browser.get('/two-factor')]) {
      t.equal(answer.headers['x-session'], undefined)
      t.equal(answer.headers.vary, 'Authorization', 'no cache gives the answer of one to the other')
    }
  }
})

t.test('what else answers vary by stays said', async t => {
  const app = fastify()
  app.addHook('onRequest', async (_request, reply) => { reply.header('vary', 'Origin') })
  await app.register(cookie)
  await bearerSessions(app, { secret: 'a session secret of at least 32 characters', cookie: { secure: false } })
  app.get('/', async () => ({}))
  t.teardown(() => app.close())
  t.equal((await new Client(app).get('/')).headers.vary, 'Origin, Authorization')
})

t.test('a session of a browser is nobody as a token, and a token is nobody as a cookie', async t => {
  const world = await application(t)
  const { app } = world
  const browser = new Client(app)
  await browser.post('/login', { userId: 'carol' })
  const phone = new MobileClient(app)
  await phone.post('/login', { userId: 'bob' })
  refused(t, await withToken(app, browser.jar.get('sessionId')!), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  const answer = await withToken(app, browser.jar.get('sessionId')!, '/check')
  t.strictSame(answer.body, { status: 'anonymous' })
  t.not(answer.headers['x-session'], browser.jar.get('sessionId'))
  const thief = new Client(app)
  thief.jar.set('sessionId', phone.token!)
  refused(t, await thief.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  t.equal((await browser.get('/me')).status, 200, 'neither was ended by that')
  t.equal((await phone.get('/me')).status, 200)
})

t.test('a cookie and a token at once are refused, and no script turns the cookie of a page into a token', async t => {
  const world = await application(t)
  const { app } = world
  const browser = new Client(app)
  const secret = await enroll(world, browser)
  const phone = new MobileClient(app)
  await phone.post('/login', { userId: 'bob' })
  for (const headers of [{ authorization: `Bearer ${phone.token}` }, { authorization: 'bearer x' }, { authorization: 'Bearer' }, { 'x-session': 'bearer' }]) {
    for (const answer of [await browser.get('/me', headers), await browser.post('/login', { userId: 'carol' }, headers), await browser.post('/two-factor/step-up', { code: codeOf(secret, world.clock.now) }, headers)]) {
      t.strictSame([answer.status, answer.headers['x-session'], answer.headers['set-cookie']], [400, undefined, undefined], JSON.stringify(headers))
    }
  }
  t.equal((await browser.get('/me')).body.userId, 'alice', 'the session goes on')
  t.equal((await browser.get('/me', { authorization: 'Basic YWxpY2U6eA==' })).status, 200, 'another scheme is none of it')
})

t.test('a token that is forged, cut or of no session is nobody\'s', async t => {
  const world = await application(t)
  const { app } = world
  const phone = new MobileClient(app)
  await phone.post('/login', { userId: 'carol' })
  const token = phone.token!
  for (const wrong of ['', 'token-', token.slice(0, -1), token.slice(6), `token-${token}`, token.replace('.', '.A'), `${token.split('.')[0]}`, 'x'.repeat(5000), '%00', '__proto__']) {
    refused(t, await withToken(app, wrong), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED', wrong.slice(0, 40))
  }
  t.equal((await phone.get('/me')).status, 200)
})

t.test('a remembered browser does not count for a client with a token, and a token remembers none', async t => {
  const world = await application(t)
  const { app, clock } = world
  const secret = await enroll(world, new Client(app))
  const browser = new Client(app)
  await browser.post('/login', { userId: 'alice' })
  await browser.post('/two-factor/challenge', { code: codeOf(secret, clock.now), trustClient: true })
  browser.jar.delete('sessionId')
  t.ok([...browser.jar.keys()].some(name => name.startsWith('two-factor-')))
  const answer = await browser.post('/login', { userId: 'alice' }, { 'x-session': 'bearer' })
  t.equal(answer.body.status, 'challenge')
})

t.test('a client with a token that asks to be remembered is not, and pushes no remembered browser out', async t => {
  const world = await application(t)
  const { app, clock, userRepository, events } = world
  const secret = await enroll(world, new Client(app))
  const remembered = async (): Promise<number> => JSON.parse((await userRepository.findTwoFactor('alice'))!.record).trustedClients.length
  const signIn = async (client: MobileClient | Client): Promise<void> => {
    await client.post('/login', { userId: 'alice' })
    t.equal((await client.post('/two-factor/challenge', { code: codeOf(secret, clock.now), trustClient: true })).status, 200)
    clock.now += 30_000
  }
  const first = new MobileClient(app)
  await signIn(first)
  t.equal(await remembered(), 0)
  t.notOk(events.some(({ type }) => type === 'client-trusted'))
  const browser = new Client(app)
  await signIn(browser)
  for (let signIns = 0; signIns < 20; signIns++) await signIn(new MobileClient(app))
  t.equal(await remembered(), 1, 'the browser')
  t.equal(events.filter(({ type }) => type === 'client-trusted').length, 1)
  browser.jar.delete('sessionId')
  t.equal((await browser.post('/login', { userId: 'alice' })).body.status, 'complete', 'the browser is still remembered')
})
