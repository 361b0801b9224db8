import type { SignIn } from '../record/sign-in/sign-in.js'
import { placeUrl } from '../web/urls.js'
import type { SessionContext } from './visit.js'
import { renewSession, updateSession } from './session.js'

/**
 * Moves into a new session with this sign-in; of the old one only the keys to keep go along. A complete
 * sign-in is announced, and the application adds its data before the session is saved: should that fail,
 * nobody is signed in.
 */
export async function enter (context: SessionContext, signIn: SignIn): Promise<void> {
  const { application: { service, settings }, request } = context
  const { userId, method } = signIn
  const complete = signIn.status === 'complete'
  const entered = complete ? { ...signIn, next: undefined } : signIn
  context.found = undefined
  await renewSession(context, entered, settings.keepSessionKeys, complete ? announce : undefined)
  if (!complete) return
  context.found = entered
  await service.tell(userId, [{ type: 'signed-in', method }], request)

  async function announce (): Promise<void> {
    await settings.onSignIn?.(request, { userId, method })
  }
}

/** The session that made a change goes on under a new id, with the application's data and its lifetime. */
export async function goOn (context: SessionContext, signIn: SignIn): Promise<void> {
  context.found = undefined
  await renewSession(context, signIn, Object.keys(context.request.session))
  context.found = signIn
}

/** The session goes on as it is, with more proved in it. */
export async function keep (context: SessionContext, signIn: SignIn): Promise<void> {
  context.found = undefined
  await updateSession(context, signIn)
  context.found = signIn
}

/** Where a completed sign-in goes. */
export function destination ({ application: { settings, links } }: SessionContext, { next }: SignIn): string {
  return next ?? placeUrl(settings.urls, links, 'home')
}
