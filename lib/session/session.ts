import type { FastifyReply, FastifyRequest } from 'fastify'
import { callbackify } from 'node:util'
import { unavailable } from '../errors.js'
import type { SignIn } from '../record/sign-in/sign-in.js'
import { inTime } from '../storage/time-limit.js'

declare module 'fastify' {
  interface Session {
    /** The sign-in, kept by fastify-two-factor. Data, no authority: ask a guard or `request.twoFactor`. */
    twoFactor?: SignIn | undefined
  }
}

/** A request with its answer. */
interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/** The sign-in of this session as it stands, unchecked; nothing where there is none or it is not whole. */
export function readSignIn (request: FastifyRequest): SignIn | undefined {
  const signIn: unknown = request.session?.twoFactor
  return isSignIn(signIn) ? signIn : undefined
}

/** Writes the sign-in into a session with a new id; of the old session only `kept` goes along. */
export async function renewSession (exchange: Exchange, signIn: SignIn | undefined, kept: readonly string[], beforeSave?: () => void | Promise<void>): Promise<void> {
  const { request } = exchange
  await orNoSession(exchange, async () => {
    const { session } = request
    await inTime(() => session.regenerate(kept.filter(key => Object.hasOwn(session, key))))
    request.session.twoFactor = signIn
  })
  try {
    await beforeSave?.()
  } catch (error) {
    dropSession(exchange)
    throw error
  }
  await orNoSession(exchange, () => save(exchange))
}

/** Writes the sign-in into the session as it is. */
export async function updateSession (exchange: Exchange, signIn: SignIn): Promise<void> {
  await orNoSession(exchange, async () => {
    exchange.request.session.twoFactor = signIn
    await save(exchange)
  })
}

/** Leaves the request without a session, as `destroy` does, and the answer without the cookies that stand in its header already: nothing is saved. */
export function dropSession ({ request, reply }: Exchange): void {
  Object.assign(request, { session: null })
  reply.removeHeader('set-cookie')
}

/** Saves now. The session plugin saves again when the answer goes out, in whatever route: should that fail, there is no access either. */
async function save (exchange: Exchange): Promise<void> {
  const { session } = exchange.request
  const write = session.save.bind(session)
  await inTime(() => write())
  const again = (): Promise<void> => orNoSession(exchange, () => inTime(() => write()))
  Object.defineProperty(session, 'save', {
    configurable: true,
    value: (done?: (error?: Error | null) => void) => done === undefined ? again() : callbackify(again)(done)
  })
}

async function orNoSession (exchange: Exchange, write: () => Promise<void>): Promise<void> {
  try {
    await write()
  } catch (error) {
    dropSession(exchange)
    throw unavailable(error)
  }
}

function isSignIn (value: unknown): value is SignIn {
  if (typeof value !== 'object' || value === null) return false
  const { id, userId, stamp, status, method, signedInAt, fresh } = value as Partial<SignIn>
  return [id, userId, stamp, status, method].every(text => typeof text === 'string' && text !== '') &&
    typeof signedInAt === 'number' && typeof fresh === 'boolean'
}
