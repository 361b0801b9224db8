import { randomInt } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import type { TwoFactorEvent, TwoFactorUser } from '../../lib/index.js'
import { createApplication, START, users, type ApplicationOptions } from '../support/application.js'
import { Client } from '../support/client.js'
import { codeOf, wrongCode } from '../support/codes.js'
import { JsonStore } from '../support/json-store.js'
import { TestRepository } from '../support/test-repository.js'

export type Kind = 'plain' | 'slow'

/** Of the waits of the slow repositories; give one to have its waits again. */
export const SEED = Number(process.env.ATTACK_SEED ?? randomInt(2 ** 32))

/** Milliseconds that a slow repository waits around each call, at most. */
const LONGEST_PAUSE = 5

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
  readonly repository: TestRepository
  readonly events: TwoFactorEvent[] = []
  i1!: FastifyInstance
  i2!: FastifyInstance
  readonly #t: Test
  readonly #options: ApplicationOptions

  constructor (t: Test, kind: Kind, options: ApplicationOptions) {
    this.kind = kind
    this.repository = new TestRepository(structuredClone(options.users ?? users), kind === 'slow' ? pauses(SEED) : () => 0)
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

  /** Enrolls the user in a session of their own, and moves to the next time step. */
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
