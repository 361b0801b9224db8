import { randomInt } from 'node:crypto'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance, InjectOptions } from 'fastify'
import t, { type Test } from 'tap'
import type { TwoFactorEvent, TwoFactorUser } from '../../lib/index.js'
import { createApplication, START, users, type ApplicationOptions } from '../support/application.js'
import { Client, type Answer } from '../support/client.js'
import { codeOf, wrongCode } from '../support/codes.js'
import { JsonStore } from '../support/json-store.js'
import { OpenRepository } from './open-repository.js'

export type Kind = 'plain' | 'slow'

/** Milliseconds that a slow repository waits around each call, at most. */
const LONGEST_PAUSE = 5

const SEED = Number(process.env.ATTACK_SEED ?? randomInt(2 ** 32))

export interface Enrolled {
  client: Client
  secret: string
  recoveryCodes: string[]
}

export interface LoginOptions {
  app?: FastifyInstance
  headers?: Record<string, string>
  /** The browser to do it in; otherwise a new one. */
  client?: Client
  next?: string
  fresh?: boolean
}

/** Two instances of an application over one repository and one session store. */
export class World {
  readonly kind: Kind
  /** Milliseconds; tests set it. */
  readonly clock = { now: START }
  readonly store = new JsonStore()
  readonly repository: OpenRepository
  readonly events: TwoFactorEvent[] = []
  i1!: FastifyInstance
  i2!: FastifyInstance
  readonly #t: Test
  readonly #options: ApplicationOptions

  constructor (t: Test, kind: Kind, options: ApplicationOptions) {
    this.kind = kind
    this.repository = new OpenRepository(structuredClone(options.users ?? users), kind === 'slow' ? pauses(SEED) : () => 0)
    this.#t = t
    this.#options = options
  }

  get users (): Record<string, TwoFactorUser> {
    return this.repository.users
  }

  /** One more instance, with the options of the others and these over them. */
  async start (options: ApplicationOptions = {}): Promise<FastifyInstance> {
    const { app } = await createApplication({
      store: this.store,
      userRepository: this.repository,
      clock: () => this.clock.now,
      onEvent: event => { this.events.push(event) },
      ...this.#options,
      ...options
    })
    await app.ready()
    this.#t.teardown(() => app.close())
    return app
  }

  client (app: FastifyInstance = this.i1, headers: Record<string, string> = {}): Client {
    return new Client(app, headers)
  }

  /** A second browser with the same cookies, as their thief has it; on the other instance if wanted. */
  copy (client: Client, app: FastifyInstance = this.i1): Client {
    const copied = this.client(app)
    for (const [name, value] of client.jar) copied.jar.set(name, value)
    return copied
  }

  /** Passes the password. */
  async login (userId: string, { app, headers, client = this.client(app, headers), ...body }: LoginOptions = {}): Promise<Client> {
    const { status } = await client.post('/login', { userId, ...body })
    if (status !== 200) throw new Error(`the login of ${userId} was answered with ${status}`)
    return client
  }

  /** Passes the password and the code, and moves to the next time step. */
  async signIn (userId: string, secret: string, { trustClient = false, ...options }: LoginOptions & { trustClient?: boolean } = {}): Promise<Client> {
    const client = await this.login(userId, options)
    const { status } = await client.post('/two-factor/challenge', { code: this.code(secret), trustClient })
    if (status !== 200) throw new Error(`the code of ${userId} was answered with ${status}`)
    this.nextStep()
    return client
  }

  /** Enrolls the user in a session of his own, and moves to the next time step. */
  async enroll (userId: string): Promise<Enrolled> {
    const client = await this.login(userId)
    const secret = await this.startEnrollment(client)
    const { status, body } = await client.post('/two-factor/enrollment/confirm', { code: this.code(secret) })
    if (status !== 200) throw new Error(`the enrollment of ${userId} was answered with ${status}`)
    this.nextStep()
    return { client, secret, recoveryCodes: body.recoveryCodes }
  }

  /** Starts an enrollment and gives its key, base32. */
  async startEnrollment (client: Client, body: object = {}): Promise<string> {
    const { status, body: { secret } } = await client.post('/two-factor/enrollment', body)
    if (status !== 200) throw new Error(`the start of an enrollment was answered with ${status}`)
    return secret
  }

  code (secret: string, steps = 0): string {
    return codeOf(secret, this.clock.now, steps)
  }

  /** A code that none of these keys shows around now. */
  wrong (...secrets: string[]): string {
    return wrongCode(secrets, this.clock.now)
  }

  nextStep (): void {
    this.clock.now += 30_000
  }

  /** Types wrong codes into challenges of the user, one sign-in each, waiting out every lock. */
  async failCodes (userId: string, secret: string, count: number): Promise<void> {
    for (let failure = 0; failure < count; failure++) {
      this.clock.now = Math.max(this.clock.now, this.repository.stored(userId).codeAttempts.lockedUntil ?? 0)
      const thief = await this.login(userId)
      const { status } = await thief.post('/two-factor/challenge', { code: this.wrong(secret) })
      if (status !== 422) throw new Error(`the wrong code was answered with ${status}`)
    }
  }

  /** How often something is done: less over a slow repository. */
  times (plain: number, slow: number): number {
    return this.kind === 'plain' ? plain : slow
  }
}

export interface AttackOptions extends ApplicationOptions {
  /** Options of the second instance only. */
  second?: ApplicationOptions
}

/** Registers the case twice: over a plain repository, and over one that waits at random around each call. */
export function attack (name: string, options: AttackOptions, body: (t: Test, world: World) => Promise<void>): void {
  for (const kind of ['plain', 'slow'] as const) {
    t.test(`${name} (${kind} repository)`, async t => {
      if (kind === 'slow') t.comment(`ATTACK_SEED=${SEED}`)
      const { second, ...both } = options
      const world = new World(t, kind, both)
      world.i1 = await world.start()
      world.i2 = await world.start(second)
      await body(t, world)
    })
  }
}

/** The client is signed in as this user: a guarded route says so. */
export async function isFull (t: Test, client: Client, userId: string, message = `signed in as ${userId}`): Promise<void> {
  const { status, body } = await client.get('/me')
  t.strictSame({ status, userId: body.userId }, { status: 200, userId }, message)
}

/** No guarded route answers this client. */
export async function isRefused (t: Test, client: Client, message = 'no access'): Promise<void> {
  const { status, body } = await client.get('/me')
  t.ok(status === 401 || status === 403, `${message}: ${status}`)
  t.notOk(Object.hasOwn(body, 'userId'), `${message}: no identity`)
}

/** Where the password led to. */
export async function stepAfterPassword (client: Client, userId: string): Promise<string> {
  const { body } = await client.post('/login', { userId })
  return body.method ?? body.status
}

/** The code of the error, or the status of an answer that is none. */
export function outcome ({ status, body }: Answer): string | number {
  return status >= 400 && typeof body?.code === 'string' ? body.code : status
}

/** How many answers had each outcome. */
export function tally (answers: readonly Answer[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const answer of answers) counts[outcome(answer)] = (counts[outcome(answer)] ?? 0) + 1
  return counts
}

/** Does it that often at once. */
export async function atOnce<Result> (count: number, act: (index: number) => Promise<Result>): Promise<Result[]> {
  return await Promise.all(Array.from({ length: count }, (_, index) => act(index)))
}

/** The remembered-client cookies of a browser, by name. */
export function trustCookies ({ jar }: Client): [name: string, value: string][] {
  return [...jar].filter(([name]) => name.includes('two-factor-'))
}

export interface RawAnswer { status: number, headers: IncomingHttpHeaders, body: string }

/** A request over a socket, with its path as it is: `inject` resolves `..` before the application sees it. */
export async function overSocket (app: FastifyInstance, { method = 'GET', path, headers = {}, body }: { method?: string, path: string, headers?: Record<string, string | string[]>, body?: string }): Promise<RawAnswer> {
  if (!app.server.listening) await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  return await new Promise((resolve, reject) => {
    const request = httpRequest({ port, host: '127.0.0.1', method, path, agent: false, headers: { connection: 'close', ...headers } })
    request.on('response', response => {
      let text = ''
      response.setEncoding('utf8').on('data', chunk => { text += chunk }).on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body: text }))
    })
    request.on('upgrade', (response, socket, head) => {
      socket.destroy()
      resolve({ status: response.statusCode!, headers: response.headers, body: head.toString() })
    })
    request.on('error', reject)
    request.end(body)
  })
}

export function cookieHeader ({ jar }: Client): string {
  return [...jar].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('; ')
}

/** What `inject` takes for a JSON body as it stands. */
export function jsonText (payload: string): Pick<InjectOptions, 'payload' | 'headers'> {
  return { payload, headers: { 'content-type': 'application/json' } }
}

/** Milliseconds to wait, drawn by a generator with a seed (mulberry32). */
function pauses (seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.round(((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32 * LONGEST_PAUSE)
  }
}
