import { callbackify } from 'node:util'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { unavailable } from '../errors.js'
import type { SignIn } from '../record/sign-in/sign-in.js'
import { inTime } from '../storage/time-limit.js'

/** A request with its reply. */
interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/** The key under which the session keeps the sign-in: data, which gives no access by itself. */
interface Keeping { twoFactor?: unknown }

/** The sign-in as this session keeps it, unchecked; `undefined` where there is none or a part of it is missing. */
export function readSignIn (request: FastifyRequest): SignIn | undefined {
  const signIn = (request.session as Keeping | null | undefined)?.twoFactor
  return isSignIn(signIn) ? signIn : undefined
}

/** Whether the sign-in of this session waits for a code, as the session keeps it, unchecked. */
export function isPending (request: FastifyRequest): boolean {
  return readSignIn(request)?.status === 'challenge'
}

/** Whether the session still keeps this very object: a change puts another one there. */
export function isSignInOf (request: FastifyRequest, signIn: SignIn | undefined): boolean {
  return (request.session as Keeping).twoFactor === signIn
}

/** Puts the sign-in into the session, which is saved when the answer goes out. */
export function putSignIn (request: FastifyRequest, signIn: SignIn | undefined): void {
  (request.session as Keeping).twoFactor = signIn
}

/** Writes the sign-in into a session with a new id, which takes over only the keys in `kept` from the old session. */
export async function renewSession (
  exchange: Exchange,
  signIn: SignIn | undefined,
  kept: readonly string[],
  beforeSave?: () => void | Promise<void>
): Promise<void> {
  const { request } = exchange
  const { session } = request
  try {
    await inTime(session.regenerate(kept.filter(key => Object.hasOwn(session, key))))
    putSignIn(request, signIn)
  } catch (error) {
    throw withoutSession(exchange, unavailable(error))
  }
  try {
    await beforeSave?.()
  } catch (error) {
    throw withoutSession(exchange, error)
  }
  await save(exchange)
}

/** Writes the sign-in into the session, which keeps its id. */
export async function updateSession (exchange: Exchange, signIn: SignIn): Promise<void> {
  putSignIn(exchange.request, signIn)
  await save(exchange)
}

/**
 * Leaves the request without a session, as `destroy` does, and the answer without the cookies that were set already:
 * nothing is saved.
 */
export function dropSession ({ request, reply }: Exchange): void {
  Object.assign(request, { session: null })
  reply.removeHeader('set-cookie')
}

/**
 * Saves now. The session plugin saves again when the answer goes out, whatever the route: if that fails, there is no
 * access either.
 */
async function save (exchange: Exchange): Promise<void> {
  const { session } = exchange.request
  const write = session.save.bind(session)
  const writeOrDrop = async (): Promise<void> => {
    try {
      await inTime(write())
    } catch (error) {
      throw withoutSession(exchange, unavailable(error))
    }
  }
  await writeOrDrop()
  Object.defineProperty(session, 'save', {
    configurable: true,
    value: (done?: (error?: Error | null) => void) => done === undefined ? writeOrDrop() : callbackify(writeOrDrop)(done)
  })
}

function withoutSession (exchange: Exchange, error: unknown): unknown {
  dropSession(exchange)
  return error
}

function isSignIn (value: unknown): value is SignIn {
  if (typeof value !== 'object' || value === null) return false
  const { id, userId, stamp, status, method, signedInAt, fresh } = value as Partial<SignIn>
  return [id, userId, stamp, status, method].every(text => typeof text === 'string' && text !== '') &&
    typeof signedInAt === 'number' && typeof fresh === 'boolean'
}
