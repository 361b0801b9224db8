import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto'
import { ServerResponse, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { requireSignIn, requireTwoFactor } from '../../lib/index.js'

declare module 'fastify' {
  interface Session {
    basket?: string
    _csrf?: string
  }
}

interface Account { id: string, name: string, salt: Buffer, hash: Buffer, profile: Record<string, unknown> }

const REMEMBER_COOKIE = 'remember-me'

/** An application with every way in that there is, each of them ending in `signIn`. */
export class Host {
  readonly accounts: Account[]
  /** Tokens that it mailed, or that a provider or a browser holds, with whose they are. */
  readonly magicLinks = new Map<string, string>()
  readonly oauthCodes = new Map<string, string>()
  readonly resetTokens = new Map<string, string>()
  readonly remembered = new Map<string, string>()
  #gate: Promise<void> = Promise.resolve()
  #entered: () => void = () => {}

  constructor (ids: readonly string[] = ['alice', 'bob', 'carol', 'dave']) {
    this.accounts = ids.map(id => ({ id, name: id, ...hashed(`password of ${id}`), profile: {} }))
  }

  /** The routes, for `extend`. */
  readonly extend = (app: FastifyInstance): void => {
    this.#waysIn(app)
    this.#pages(app)
    this.#socket(app)
  }

  /** Holds `GET /slow` behind its guard until it is released. */
  hold (): { entered: Promise<void>, release: () => void } {
    let release = (): void => {}
    this.#gate = new Promise(resolve => { release = resolve })
    return { entered: new Promise(resolve => { this.#entered = resolve }), release }
  }

  #waysIn (app: FastifyInstance): void {
    app.post('/host/login', async (request, reply) => {
      const { name, password, remember } = request.body as { name: string, password: string, remember?: boolean }
      const account = this.#check(name, password)
      if (account === undefined) return reply.code(401).send({ error: 'Wrong name or password.' })
      if (remember === true) reply.setCookie(REMEMBER_COOKIE, issue(this.remembered, account.id), { path: '/', httpOnly: true })
      return await request.twoFactor.signIn(account.id)
    })
    app.get('/host/magic-link', async request => await this.#redeem(request, this.magicLinks))
    app.get('/host/oauth/callback', async request => await this.#redeem(request, this.oauthCodes))
    app.post('/host/reset-password', async request => {
      const { token, password } = request.body as { token: string, password: string }
      const account = this.accounts.find(({ id }) => id === take(this.resetTokens, token))!
      Object.assign(account, hashed(password))
      await app.twoFactor.revokeSessions(account.id)
      return await request.twoFactor.signIn(account.id)
    })
    app.addHook('onRequest', async request => {
      const userId = this.remembered.get(request.cookies[REMEMBER_COOKIE] ?? '')
      if (userId === undefined || (await request.twoFactor.check()).status !== 'anonymous') return
      await request.twoFactor.signIn(userId, { fresh: false })
    })
  }

  #pages (app: FastifyInstance): void {
    app.get('/state', async request => await request.twoFactor.check())
    app.get('/forgotten-guard', async request => ({ userId: request.twoFactor.userId }))
    app.get('/admin', { onRequest: requireTwoFactor }, async request => ({ admin: request.twoFactor.userId }))
    app.get('/slow', { onRequest: requireSignIn }, async request => {
      const { userId } = request.twoFactor
      this.#entered()
      await this.#gate
      return { userId }
    })
    app.post('/basket', async request => {
      request.session.basket = 'three apples'
      request.session._csrf = 'planted'
      return {}
    })
    app.get('/basket', async ({ session: { basket = null, _csrf = null } }) => ({ basket, _csrf }))
    app.patch('/profile', { onRequest: requireSignIn }, async request => {
      const account = this.accounts.find(({ id }) => id === request.twoFactor.userId)!
      return Object.assign(account.profile, request.body)
    })
    app.post('/own/disable', async request => { await request.twoFactor.disable(request.body as { code: string }) })
    app.post('/own/verify', async request => {
      const { code, trustClient } = request.body as { code: string, trustClient?: boolean }
      return await request.twoFactor.verify(code, { trustClient })
    })
  }

  /** What `@fastify/websocket` does: the upgrade goes through the router, and the guard runs before the handler. */
  #socket (app: FastifyInstance): void {
    const sockets = new WeakMap<IncomingMessage, Socket>()
    app.server.on('upgrade', (request: IncomingMessage, socket: Socket) => {
      sockets.set(request, socket)
      const response = new ServerResponse(request)
      response.assignSocket(socket)
      response.on('finish', () => socket.end())
      app.routing(request, response)
    })
    app.get('/socket', { onRequest: requireSignIn }, (request, reply) => {
      reply.hijack()
      sockets.get(request.raw)?.end(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n${request.twoFactor.userId}`)
    })
  }

  async #redeem (request: FastifyRequest, tokens: Map<string, string>): Promise<object> {
    const { token } = request.query as { token: string }
    return await request.twoFactor.signIn(take(tokens, token))
  }

  /** As slow for a name that nobody has as for a wrong password. */
  #check (name: string, password: string): Account | undefined {
    const known = this.accounts.find(account => account.name === name.normalize('NFKC').trim().toLowerCase())
    const { salt, hash } = known ?? nobody
    return timingSafeEqual(scrypt(password, salt), hash) ? known : undefined
  }
}

const nobody = hashed('nobody')

function hashed (password: string): { salt: Buffer, hash: Buffer } {
  const salt = randomBytes(16)
  return { salt, hash: scrypt(password, salt) }
}

function scrypt (password: string, salt: Buffer): Buffer {
  return scryptSync(password, salt, 32, { N: 256 })
}

export function issue (tokens: Map<string, string>, userId: string): string {
  const token = randomBytes(16).toString('hex')
  tokens.set(token, userId)
  return token
}

function take (tokens: Map<string, string>, token: string): string {
  const userId = tokens.get(token)
  if (userId === undefined) throw Object.assign(new Error('no such token'), { statusCode: 404 })
  tokens.delete(token)
  return userId
}
