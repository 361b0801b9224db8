import cookie, { type FastifyCookieOptions } from '@fastify/cookie'
import session, { type FastifySessionOptions } from '@fastify/session'
import fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import twoFactor, { memoryUserRepository, requireSignIn, requireStepUp, requireTwoFactor, type TwoFactorEvent, type TwoFactorOptions, type TwoFactorUser, type UserRepository } from '../../lib/index.js'
import { Client } from './client.js'
import { codeOf, wrongCode } from './codes.js'
import { JsonStore } from './json-store.js'

export const SECRET = '0f9d6b1c7a3e5842b6c0d1e2f3a4958677889900aabbccdd'
export const START = Date.UTC(2026, 0, 15, 10, 0, 10)

export const users: Record<string, TwoFactorUser> = {
  alice: { accountName: 'alice@example.com' },
  bob: { accountName: 'bob@example.com' },
  carol: { accountName: 'carol@example.com' },
  dave: { accountName: 'dave@example.com', twoFactor: 'required' }
}

export interface TestApplication {
  app: FastifyInstance
  /** Milliseconds; tests set it. */
  clock: { now: number }
  store: JsonStore
  repository: UserRepository
  events: TwoFactorEvent[]
  client (headers?: Record<string, string>): Client
  /** A client that passed the password. */
  login (userId: string, headers?: Record<string, string>): Promise<Client>
  /** Enrolls the user in a session of their own and moves to the next time step. */
  enroll (userId: string): Promise<{ client: Client, secret: string, recoveryCodes: string[] }>
  /** Passes the password and the code, and moves to the next time step. */
  signIn (userId: string, secret: string, options?: { trustClient?: boolean, headers?: Record<string, string> }): Promise<Client>
  code (secret: string, steps?: number): string
  /** A code that none of these keys shows around now. */
  wrong (...secrets: string[]): string
}

export interface ApplicationOptions extends Partial<TwoFactorOptions> {
  cookies?: FastifyCookieOptions
  session?: Partial<FastifySessionOptions>
  users?: Record<string, TwoFactorUser>
  store?: JsonStore
  server?: FastifyServerOptions
  /** More of the application, before the plugin. */
  precede?: (app: FastifyInstance) => void | Promise<void>
  /** More of the application, after the plugin. */
  extend?: (app: FastifyInstance) => void | Promise<void>
}

/** An application that checks passwords (all are right here), with the plugin as an author would register it. */
export async function createApplication ({ cookies = {}, session: sessionOptions, users: given = users, store = new JsonStore(), server = {}, precede, extend, ...options }: ApplicationOptions = {}): Promise<TestApplication> {
  const clock = { now: START }
  const events: TwoFactorEvent[] = []
  const repository = options.userRepository ?? memoryUserRepository(given)
  const app = fastify(server)
  await app.register(cookie, cookies)
  await app.register(session, { secret: 'a session secret of at least 32 characters', cookie: { secure: false }, store, ...sessionOptions })
  await precede?.(app)
  await app.register(twoFactor, {
    service: { issuerName: 'Acme', secret: SECRET },
    userRepository: repository,
    clock: () => clock.now,
    onEvent: event => { events.push(event) },
    ...options
  })
  app.post('/login', { config: { twoFactor: false } }, async request => {
    const { userId, next, fresh } = request.body as { userId: string, next?: string, fresh?: boolean }
    return await request.twoFactor.signIn(userId, { next, fresh })
  })
  app.post('/logout', async (request, reply) => {
    await request.twoFactor.signOut()
    return reply.code(204).send()
  })
  app.get('/me', { onRequest: requireSignIn }, async request => ({ userId: request.twoFactor.userId, method: request.twoFactor.method }))
  app.get('/accounts', { preHandler: requireTwoFactor }, async request => ({ userId: request.twoFactor.userId }))
  app.post('/payout', { onRequest: requireStepUp({ maxAgeSeconds: 120 }) }, async request => ({ paid: request.twoFactor.userId }))
  app.post('/password', { onRequest: requireSignIn }, async request => {
    await app.twoFactor.revokeSessions(request.twoFactor.userId, { keep: request })
    return { changed: true }
  })
  await extend?.(app)

  const client = (headers?: Record<string, string>): Client => new Client(app, headers)
  const login = async (userId: string, headers?: Record<string, string>): Promise<Client> => {
    const browser = client(headers)
    await browser.post('/login', { userId })
    return browser
  }
  const code = (secret: string, steps = 0): string => codeOf(secret, clock.now, steps)
  return {
    app,
    clock,
    store,
    repository,
    events,
    client,
    login,
    code,
    wrong: (...secrets) => wrongCode(secrets, clock.now),
    async signIn (userId, secret, { trustClient = false, headers } = {}) {
      const browser = await login(userId, headers)
      await browser.post('/two-factor/challenge', { code: code(secret), trustClient })
      clock.now += 30_000
      return browser
    },
    async enroll (userId) {
      const browser = await login(userId)
      const { body: { secret } } = await browser.post('/two-factor/enrollment')
      const { body: { recoveryCodes } } = await browser.post('/two-factor/enrollment/confirm', { code: code(secret) })
      clock.now += 30_000
      return { client: browser, secret, recoveryCodes }
    }
  }
}
