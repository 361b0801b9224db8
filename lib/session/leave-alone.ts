import type { FastifyRequest } from 'fastify'
import { isWithin } from '../record/time.js'
import type { Installation } from './installation.js'
import { hasSession, readSignIn } from './session.js'

/**
 * Leaves the cookie of the browser and the store as they are: the session plugin saves only a session that has a text for
 * the cookie, and sets or clears the cookie only then. What the application puts into the session, in its error handler too,
 * is saved all the same. Asked when the answer goes out.
 */
export function leaveSessionAlone (request: FastifyRequest): void {
  if (!hasSession(request)) return
  const { session } = request
  leaveAloneWhile(session, () => !session.isModified())
}

/**
 * Keeps an answer from bringing back a session that another request renewed meanwhile, whatever was put into it, and from
 * moving a cookie that is about to be another: that of a sign-in which waits for its code. Asked when the answer goes out.
 */
export function watchSession (request: FastifyRequest, { renewedIds, storage, settings }: Installation): void {
  if (!hasSession(request)) return
  const { session } = request
  const { sessionId } = session
  const isWaiting = (): boolean => {
    const signIn = readSignIn(request)
    return signIn?.status === 'challenge' && isWithin(signIn.signedInAt, settings.sessions.pendingSeconds, storage.now())
  }
  leaveAloneWhile(session, () => renewedIds.has(sessionId) || (isWaiting() && !session.isModified()))
}

const kIsLeftAlone = Symbol('fastify-two-factor.is-left-alone')

interface Left { [kIsLeftAlone]?: () => boolean }

/** By the prototype of sessions, one whose text for the cookie is missing where they are left alone. */
const prototypes = new WeakMap<object, object>()

/**
 * Takes from a session its text for the cookie while this is so, or what was said of it before. By a prototype that all share: a
 * property with a getter of its own would give each session a shape of its own, which every request pays for.
 */
function leaveAloneWhile (session: FastifyRequest['session'] & Left, isLeftAlone: () => boolean): void {
  const before = session[kIsLeftAlone]
  session[kIsLeftAlone] = before === undefined ? isLeftAlone : () => isLeftAlone() || before()
  if (before === undefined) Object.setPrototypeOf(session, prototypeFor(Object.getPrototypeOf(session) as object))
}

function prototypeFor (prototype: object): object {
  const made = prototypes.get(prototype) ?? Object.create(prototype, {
    encryptedSessionId: {
      get (this: Required<Left>): unknown {
        return this[kIsLeftAlone]() ? undefined : Reflect.get(prototype, 'encryptedSessionId', this)
      }
    }
  }) as object
  prototypes.set(prototype, made)
  return made
}
