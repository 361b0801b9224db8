import { callbackify } from 'node:util'
import type { CookieOptions } from '@fastify/session'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { unavailable } from '../errors.js'
import type { SignIn } from '../record/sign-in/sign-in.js'
import { inTime } from '../storage/time-limit.js'
import type { CookieLife, RegisteredCookie } from './cookie-life.js'
import type { RenewedIds } from './renewed-ids.js'
import { putSignIn } from './session.js'

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
  readonly beforeSave?: () => void | Promise<void>
}

/** Writes the sign-in into a session with a new id. */
export async function renewSession (
  exchange: Exchange,
  signIn: SignIn | undefined,
  { kept, life, beforeSave }: Renewal
): Promise<void> {
  const { request, installation } = exchange
  const { session } = request
  installation.renewedIds.add(session.sessionId)
  const keys = Object.keys(session)
  try {
    // the new session takes these from the old one: a first visit over plain http must not leave it without `Secure`
    session.options({ ...life, ...installation.registeredCookie.security } as Partial<CookieOptions>)
    await inTime(session.regenerate(kept.filter(key => keys.includes(key))))
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
