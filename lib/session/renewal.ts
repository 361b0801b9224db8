import { callbackify } from 'node:util'
import type { CookieOptions } from '@fastify/session'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { unavailable } from '../errors.js'
import type { SignIn } from '../record/sign-in/sign-in.js'
import { inTime } from '../storage/time-limit.js'
import type { CookieLife, RegisteredCookie } from './cookie-life.js'
import type { RenewedIds } from './renewed-ids.js'
import { KEY, putSignIn, type Keeping } from './session.js'

/** A request with its reply. */
interface Exchange {
  readonly installation: { readonly renewedIds: RenewedIds, readonly registeredCookie: RegisteredCookie }
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/** What a new session takes over: these keys of the old one, and the life of its cookie. */
interface Renewal {
  readonly kept: readonly string[]
  readonly life: CookieLife
  readonly beforeSave?: (() => void | Promise<void>) | undefined
}

/**
 * Writes the sign-in into a session with a new id: by the one write in which `regenerate` stores it, unless the application
 * adds something first.
 */
export async function renewSession (
  exchange: Exchange,
  signIn: SignIn | undefined,
  { kept, life, beforeSave }: Renewal
): Promise<void> {
  const { request, installation } = exchange
  const { session } = request
  installation.renewedIds.add(session.sessionId)
  try {
    // the new session takes these from the old one: a first visit over plain http must not leave it without `Secure`
    session.options({ ...life, ...installation.registeredCookie.security } as Partial<CookieOptions>)
    await inTime(regenerate(session, kept, beforeSave === undefined ? signIn : undefined))
  } catch (error) {
    throw withoutSession(exchange, unavailable(error))
  }
  const save = saveChanges(exchange, true)
  if (beforeSave === undefined) return
  try {
    putSignIn(request, signIn)
    await beforeSave()
  } catch (error) {
    throw withoutSession(exchange, error)
  }
  await save()
}

/** The old session has the sign-in only while the new one takes it over, which is at once: whoever still holds it may save it. */
async function regenerate (session: FastifyRequest['session'], kept: readonly string[], signIn: SignIn | undefined): Promise<void> {
  const old = session as Keeping
  const before = old[KEY]
  old[KEY] = signIn
  const keys = Object.keys(session)
  const renewed = session.regenerate([...kept, KEY].filter(key => keys.includes(key)))
  old[KEY] = before
  await renewed
}

/** Writes the sign-in into the session, which keeps its id. */
export async function updateSession (exchange: Exchange, signIn: SignIn): Promise<void> {
  putSignIn(exchange.request, signIn)
  await saveChanges(exchange, false)()
}

/**
 * Leaves the request without a session, as `destroy` does, and the answer without the cookies that were set already:
 * nothing is saved. A `regenerate` that ends later, when nobody waits for it any more, gives it none either.
 */
export function dropSession ({ request, reply }: Pick<Exchange, 'request' | 'reply'>): void {
  Object.defineProperty(request, 'session', { configurable: true, get: () => null, set: () => {} })
  reply.removeHeader('set-cookie')
}

/**
 * From now on saves the session only where it differs from what is stored, and gives how to. The session plugin saves when the
 * answer goes out, whatever the route: if that fails, there is no access either.
 */
function saveChanges (exchange: Exchange, isStored: boolean): () => Promise<void> {
  const { session } = exchange.request
  const write = session.save.bind(session)
  let stored = isStored ? textOf(session) : undefined
  const save = async (): Promise<void> => {
    const text = textOf(session)
    if (text !== undefined && text === stored) return
    try {
      await inTime(write())
    } catch (error) {
      throw withoutSession(exchange, unavailable(error))
    }
    stored = text
  }
  // `regenerate` does not say so, and the answer would take the cookie of a session away that it need not save
  if (isStored) Object.defineProperty(session, 'isSaved', { configurable: true, value: () => true })
  Object.defineProperty(session, 'save', {
    configurable: true,
    value: (done?: (error?: Error | null) => void) => done === undefined ? save() : callbackify(save)(done)
  })
  return save
}

/** `undefined` where the application keeps in the session what JSON cannot say. */
function textOf (session: FastifyRequest['session']): string | undefined {
  try {
    return JSON.stringify(session)
  } catch {
    return undefined
  }
}

function withoutSession (exchange: Exchange, error: unknown): unknown {
  dropSession(exchange)
  return error
}
