import type { FastifyRequest } from 'fastify'
import type { RenewedIds } from './renewed-ids.js'
import { hasSession, isPending } from './session.js'

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
