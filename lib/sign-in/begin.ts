import { randomId } from '../crypto/random.js'
import { refuse } from '../record/decision.js'
import { begin as decide } from '../record/sign-in/begin.js'
import type { SignIn } from '../record/sign-in/sign-in.js'
import type { TwoFactorMethod } from '../record/sign-in-method.js'
import type { Visit } from '../session/visit.js'
import { clearTokenCookie, shownToken } from '../trusted-clients/cookie.js'
import { optionalFlag, requireUserId } from '../web/input.js'
import { localPath } from '../web/return-path.js'
import { retire } from './sign-out.js'

/** How `signIn` ended, and where to send the browser. */
export type TwoFactorStep =
  | { status: 'complete', method: TwoFactorMethod, location: string }
  | { status: 'challenge', location: string }
  | { status: 'enrollment', location: string }

export interface SignInOptions {
  /** A path of this site to go on to afterwards; anything else means `urls.home`. */
  next?: string | undefined
  /** `false` where nothing was proved just now (a remember-me cookie). Default `true`. */
  fresh?: boolean | undefined
}

/** Begins the sign-in of a user who passed the first factor: complete, or waiting for a code or an enrollment, in a new session. */
export async function begin (visit: Visit, userId: string, { next, fresh = true }: SignInOptions = {}): Promise<TwoFactorStep> {
  requireUserId(userId)
  optionalFlag('fresh', fresh)
  const { installation: { storage, settings: { service } }, request, reply } = visit
  // the new session id signs out whoever was signed in here before, even if their record is broken
  await retire(visit).catch((error: unknown) => request.log.warn({ err: error }, 'the sign-in before this one could not be signed out'))
  let shown: ReturnType<typeof shownToken>
  const signIn = await storage.decide<SignIn>(userId, {
    request,
    asksUser: 'always',
    decide: ({ record, user, policy, now }) => {
      if (!user || policy === undefined) return refuse(record, 'TWO_FACTOR_SIGN_IN_REQUIRED')
      shown = record && shownToken(request, record, userId)
      return decide(record, {
        userId,
        signInId: randomId(),
        fresh,
        next: localPath(next),
        policy,
        shown: user.trustClients ? shown : undefined,
        expiryDays: service.expiryDays,
        created: { stamp: randomId(), cookieName: randomId() }
      }, now)
    },
    afterSave: async (signIn, record) => {
      await visit.enter(signIn)
      if (shown !== undefined && fresh && signIn.method !== 'trusted-client') clearTokenCookie(request, reply, record)
    }
  })
  if (signIn.status !== 'complete') return { status: signIn.status, location: visit.place(signIn.status) }
  return { status: 'complete', method: signIn.method, location: visit.destination(signIn) }
}
