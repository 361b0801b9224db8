import { callbackify } from 'node:util'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { unavailable } from '../errors.js'
import type { SignIn } from '../record/sign-in/sign-in.js'
import { inTime } from '../storage/time-limit.js'
import type { RenewedIds } from './renewed-ids.js'

/** A request with its reply. */
interface Exchange {
  readonly installation: { readonly renewedIds: RenewedIds }
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

/**
 * Whether the session plugin loaded a session for this request. It has none where its store failed first, where the target
 * of the request is a whole URL, and where the path of its cookie leaves the route out.
 */
export function hasSession (request: FastifyRequest): boolean {
  return typeof request.session?.sessionId === 'string'
}

/**
 * Leaves the cookie of the browser and the store as they are: the session plugin saves only a session that has a text for
 * the cookie, and sets or clears the cookie only then. What the application put into the session is saved all the same.
 */
export function leaveSessionAlone (request: FastifyRequest): void {
  const { session } = request
  if (!hasSession(request) || session.isModified()) return
  Object.defineProperty(session, 'encryptedSessionId', { configurable: true, value: undefined })
}

/**
 * Keeps an answer from bringing back a session that another request renewed meanwhile, and from moving a cookie that is
 * about to be another: that of a sign-in which waits for its code. Asked when the answer goes out.
 */
export function watchSession (request: FastifyRequest, renewedIds: RenewedIds): void {
  if (!hasSession(request)) return
  const { session } = request
  const { sessionId, encryptedSessionId } = session
  const isLeftAlone = (): boolean => request.session === session && !session.isModified() &&
    (renewedIds.has(sessionId) || isPending(request))
  Object.defineProperty(session, 'encryptedSessionId', { configurable: true, get: () => isLeftAlone() ? undefined : encryptedSessionId })
}

/** Whether the store still holds this session with this very sign-in. */
export async function isStored (request: FastifyRequest, signIn: SignIn): Promise<boolean> {
  const { sessionStore, session: { sessionId } } = request
  try {
    const stored = await inTime(new Promise<Keeping | null | undefined>((resolve, reject) => {
      sessionStore.get(sessionId, (error: unknown, found?: object | null) => error ? reject(error) : resolve(found))
    }))
    const found = stored?.twoFactor
    return isSignIn(found) && found.id === signIn.id && found.status === signIn.status
  } catch (error) {
    throw unavailable(error)
  }
}

/** Writes the sign-in into a session with a new id, which takes over only the keys in `kept` from the old session. */
export async function renewSession (
  exchange: Exchange,
  signIn: SignIn | undefined,
  kept: readonly string[],
  beforeSave?: () => void | Promise<void>
): Promise<void> {
  const { request, installation } = exchange
  const { session } = request
  installation.renewedIds.add(session.sessionId)
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
export function dropSession ({ request, reply }: Pick<Exchange, 'request' | 'reply'>): void {
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
