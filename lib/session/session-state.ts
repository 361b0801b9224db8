import type { FastifyRequest } from 'fastify'
import { unavailable } from '../errors.js'
import type { SignIn } from '../record/sign-in.js'
import { inTime } from '../time-limit.js'

declare module 'fastify' {
  interface Session {
    /** The sign-in, kept by fastify-two-factor. Data, no authority: ask a guard or `request.twoFactor`. */
    twoFactor?: SignIn | undefined
  }
}

/** The sign-in of this session as it stands, unchecked; nothing where there is none or it is not whole. */
export function readSignIn (request: FastifyRequest): SignIn | undefined {
  const signIn: unknown = request.session?.twoFactor
  return isSignIn(signIn) ? signIn : undefined
}

/** Writes the sign-in into a session with a new id; of the old session only `kept` goes along. */
export async function renewSession (request: FastifyRequest, signIn: SignIn | undefined, kept: readonly string[], beforeSave?: () => void | Promise<void>): Promise<void> {
  await orNoSession(request, async () => {
    const { session } = request
    await inTime(() => session.regenerate(kept.filter(key => Object.hasOwn(session, key))))
    if (signIn !== undefined) request.session.twoFactor = signIn
  })
  try {
    await beforeSave?.()
  } catch (error) {
    dropSession(request)
    throw error
  }
  await orNoSession(request, () => inTime(() => request.session.save()))
}

/** Writes the sign-in into the session as it is. */
export async function updateSession (request: FastifyRequest, signIn: SignIn): Promise<void> {
  await orNoSession(request, async () => {
    request.session.twoFactor = signIn
    await inTime(() => request.session.save())
  })
}

/** The application's own keys of this session. */
export function applicationKeys (request: FastifyRequest): string[] {
  return Object.keys(request.session).filter(key => key !== 'cookie' && key !== 'twoFactor')
}

async function orNoSession (request: FastifyRequest, write: () => Promise<void>): Promise<void> {
  try {
    await write()
  } catch (error) {
    dropSession(request)
    throw unavailable(error)
  }
}

/** Leaves the request without a session, as `destroy` does: nothing is saved and no cookie is set. */
export function dropSession (request: FastifyRequest): void {
  Object.assign(request, { session: null })
}

function isSignIn (value: unknown): value is SignIn {
  if (typeof value !== 'object' || value === null) return false
  const { id, userId, stamp, status, method, signedInAt, fresh } = value as Partial<SignIn>
  return [id, userId, stamp, status, method].every(text => typeof text === 'string' && text !== '') &&
    typeof signedInAt === 'number' && typeof fresh === 'boolean'
}
