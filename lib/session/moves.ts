import type { RecordEvent, SignInClient } from '../record/events.js'
import type { SignIn } from '../record/sign-in/sign-in.js'
import { cookieLife, type CookieLife } from './cookie-life.js'
import { renewSession, updateSession } from './renewal.js'
import type { Visit } from './visit.js'

/**
 * Moves a sign-in that begins into a new session, and gives what is to be told of that. Its cookie lives as long as it was
 * registered, or as this request said: never as long as that of somebody who was signed in here before. `keepsNext`: where the
 * browser was going stays in the session, though the sign-in is complete.
 */
export async function begin (visit: Visit, signIn: SignIn, client: SignInClient, keepsNext: boolean): Promise<RecordEvent[]> {
  await move(visit, signIn, visit.cookieLifeSet() ?? visit.installation.registeredCookie.life, keepsNext)
  return signIn.status === 'challenge' ? [{ type: 'challenged', client, fresh: signIn.fresh }] : signedIn(signIn, client)
}

/** Moves a sign-in that goes on into a new session, and gives what is to be told of that: it is complete now, or held. */
export async function enter (visit: Visit, signIn: SignIn, client: SignInClient, keepsNext = false): Promise<RecordEvent[]> {
  await move(visit, signIn, cookieLife(visit.request.session), keepsNext)
  return signedIn(signIn, client)
}

/** The session that made a change goes on under a new id, with the application's data and its cookie's life. */
export async function goOn (visit: Visit, signIn: SignIn): Promise<void> {
  const { session } = visit.request
  visit.forget()
  await renewSession(visit, signIn, { kept: Object.keys(session), life: cookieLife(session) })
  visit.found = signIn
}

/** The session goes on under its id, with more proved in it. */
export async function keep (visit: Visit, signIn: SignIn): Promise<void> {
  visit.forget()
  await updateSession(visit, signIn)
  visit.found = signIn
}

/** Starts a new, empty session, whose cookie lives as long as it was registered. */
export async function leave (visit: Visit): Promise<void> {
  visit.forget()
  await renewSession(visit, undefined, { kept: [], life: visit.installation.registeredCookie.life })
}

/**
 * A new session takes over only the `keepKeys` of the old one. For a complete sign-in the application adds its data before
 * the session is saved: if that fails, nobody is signed in.
 */
async function move (visit: Visit, signIn: SignIn, life: CookieLife, keepsNext: boolean): Promise<void> {
  const { request, installation: { settings: { onSignIn, sessions: { keepKeys: kept } } } } = visit
  const { userId, method, sessionSeconds, next } = signIn
  visit.forget()
  if (signIn.status !== 'complete') return await renewSession(visit, signIn, { kept, life })
  const entered = { ...signIn, next: keepsNext ? next : undefined, sessionSeconds: undefined }
  await renewSession(visit, entered, {
    kept,
    life: sessionSeconds === undefined ? life : { maxAge: sessionSeconds * 1000, expires: undefined },
    beforeSave: onSignIn && (() => onSignIn(request, { userId, method }))
  })
  visit.found = entered
}

function signedIn ({ status, method }: SignIn, client: SignInClient): RecordEvent[] {
  return status === 'complete' ? [{ type: 'signed-in', method, client }] : []
}
