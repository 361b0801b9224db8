import type { FastifyRequest } from 'fastify'
import type { ClientNames } from '../record/client-label.js'
import type { SignIn } from '../record/sign-in/sign-in.js'
import { isWithin } from '../record/time.js'
import { readSignIn } from './session.js'
import type { Visit } from './visit.js'

/** What a page says once: the key of its text, and the name of an authenticator or what a client is in it. */
export interface Notice {
  readonly text: string
  readonly name?: string | ClientNames | undefined
}

const NAME = 'two-factor-notice'

/** For how long a notice waits for its page, in seconds. */
const NOTICE_SECONDS = 60

/**
 * Tells the page that comes next what was done, by a cookie of its own: a session that is written for that may be an old one.
 * It names the sign-in, which nobody else knows, so that no other site's notice is shown.
 */
export function noteDone (visit: Visit, text: string, name?: Notice['name']): void {
  const signIn = readSignIn(visit.request)
  if (signIn === undefined) return
  const notice = { text, name, signInId: signIn.id, at: visit.installation.storage.now() }
  write(visit, Buffer.from(JSON.stringify(notice)).toString('base64url'), NOTICE_SECONDS)
}

/** The notice for this page, which is shown once; none where it belongs to another sign-in, or is old. */
export function takeNotice (visit: Visit): Notice | undefined {
  const value = visit.request.cookies[NAME]
  if (value === undefined) return undefined
  write(visit, '', 0)
  return read(value, readSignIn(visit.request), visit.installation.storage.now())
}

function read (value: string, signIn: SignIn | undefined, now: number): Notice | undefined {
  try {
    const { text, name, signInId, at } = JSON.parse(Buffer.from(value, 'base64url').toString()) as Notice & { signInId: string, at: number }
    return signIn !== undefined && signInId === signIn.id && isWithin(at, NOTICE_SECONDS, now) ? { text, name } : undefined
  } catch {
    return undefined
  }
}

function write ({ request, reply }: Visit, value: string, maxAge: number): void {
  const options = { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure(request), maxAge } as const
  reply.header('set-cookie', request.server.serializeCookie(NAME, value, options))
}

/** As the session's own cookie is, which the session plugin resolved for this request. */
function isSecure ({ session }: FastifyRequest): boolean {
  return session.cookie.secure !== false
}
