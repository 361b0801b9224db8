import type { FastifyRequest } from 'fastify'
import { hasSession } from './session.js'

/** How long a browser keeps the cookie of a session: so many milliseconds, up to a date, or until it is closed. */
export interface CookieLife {
  readonly maxAge: number | undefined
  readonly expires: Date | undefined
}

/** What `@fastify/session` was registered with for the cookies of sessions. */
export interface RegisteredCookie {
  readonly life: CookieLife
  /** Its security where the plugin decides it anew for each session, by the request: `secure: 'auto'`. */
  readonly security: { readonly secure: 'auto', readonly sameSite: 'lax' | 'strict' | 'none' | boolean | undefined } | undefined
}

/** How far a cookie may be from its `maxAge` because a request takes time, in milliseconds. */
const SLACK = 60_000

export function cookieLife ({ cookie: { expires, originalMaxAge } }: FastifyRequest['session']): CookieLife {
  if (!expires) return { maxAge: undefined, expires: undefined }
  const rolls = originalMaxAge !== null && Math.abs(expires.getTime() - Date.now() - originalMaxAge) < SLACK
  return rolls ? { maxAge: originalMaxAge, expires: undefined } : { maxAge: undefined, expires }
}

/**
 * Gives, when it is called later, the life that the application has set in the meantime; `undefined` where it set none: then
 * the cookie has what it was registered with, or what an earlier sign-in in this browser was given.
 */
export function watchCookieLife (request: FastifyRequest): () => CookieLife | undefined {
  const session = hasSession(request) ? request.session : undefined
  const originalMaxAge = session?.cookie.originalMaxAge
  let expires = session?.cookie.expires
  if (session !== undefined) {
    // prolonging a session gives its cookie no other life
    const touch = session.touch.bind(session)
    Object.defineProperty(session, 'touch', {
      configurable: true,
      value: () => {
        const isOld = session.cookie.expires === expires
        touch()
        if (isOld) expires = session.cookie.expires
      }
    })
  }
  return () => {
    const { session: now } = request
    const isSet = now === session ? now.cookie.expires !== expires : now.cookie.originalMaxAge !== originalMaxAge
    return isSet ? cookieLife(now) : undefined
  }
}
