import type { FastifyRequest } from 'fastify'
import { unavailable } from '../errors.js'
import type { SignIn } from '../record/sign-in/sign-in.js'
import { inTime } from '../storage/time-limit.js'

/** The key under which the session keeps the sign-in: data, which gives no access by itself. */
export const KEY = 'twoFactor'

export interface Keeping { [KEY]?: unknown }

/** The sign-in as this session keeps it, unchecked; `undefined` where there is none or a part of it is missing. */
export function readSignIn (request: FastifyRequest): SignIn | undefined {
  const signIn = (request.session as Keeping | null | undefined)?.[KEY]
  return isSignIn(signIn) ? signIn : undefined
}

/** Whether the sign-in of this session waits for a code, as the session keeps it, unchecked. */
export function isPending (request: FastifyRequest): boolean {
  return readSignIn(request)?.status === 'challenge'
}

/** Whether the session still keeps this very object: a change puts another one there. */
export function isSignInOf (request: FastifyRequest, signIn: SignIn | undefined): boolean {
  return (request.session as Keeping)[KEY] === signIn
}

/** Puts the sign-in into the session, which is saved when the answer goes out. */
export function putSignIn (request: FastifyRequest, signIn: SignIn | undefined): void {
  (request.session as Keeping)[KEY] = signIn
}

/**
 * Whether the session plugin loaded a session for this request. It has none where its store failed first, where the target
 * of the request is a whole URL, and where the path of its cookie leaves the route out.
 */
export function hasSession (request: FastifyRequest): boolean {
  return typeof request.session?.sessionId === 'string'
}

/** Whether the store still holds this session with this very sign-in. */
export async function isStored (request: FastifyRequest, signIn: SignIn): Promise<boolean> {
  const { sessionStore, session: { sessionId } } = request
  try {
    const stored = await inTime(new Promise<Keeping | null | undefined>((resolve, reject) => {
      sessionStore.get(sessionId, (error: unknown, found?: object | null) => error ? reject(error) : resolve(found))
    }))
    const found = stored?.[KEY]
    return isSignIn(found) && found.id === signIn.id && found.status === signIn.status
  } catch (error) {
    throw unavailable(error)
  }
}

function isSignIn (value: unknown): value is SignIn {
  if (typeof value !== 'object' || value === null) return false
  const { id, userId, stamp, status, method, signedInAt, fresh, endsAt } = value as Partial<SignIn>
  return [id, userId, stamp, status, method].every(text => typeof text === 'string' && text !== '') &&
    typeof signedInAt === 'number' && typeof fresh === 'boolean' && (status === 'challenge' || typeof endsAt === 'number')
}
