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

const KNOWN = ['next', 'fresh', 'stillValid']

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
  /**
   * Whether what was checked still holds: that the user still has the hash which the password was checked against. Asked
   * each time that the record was read, before anybody is signed in; only `true` goes on. `false`:
   * `TWO_FACTOR_SIGN_IN_REQUIRED`, a failure: 503. It must have no effects, and call nothing of the plugin for this user.
   */
  stillValid?: (() => boolean | Promise<boolean>) | undefined
}

/** Begins the sign-in of a user who passed the first factor: complete, or waiting for a code or an enrollment, in a new session. */
export async function begin (visit: Visit, userId: string, options: SignInOptions = {}): Promise<TwoFactorStep> {
  requireUserId(userId)
  const unknown = Object.keys(options).find(name => !KNOWN.includes(name))
  if (unknown !== undefined) throw new TypeError(`fastify-two-factor: signIn has no option ${unknown}. It has: ${KNOWN.join(', ')}.`)
  const { next, fresh = true, stillValid } = options
  optionalFlag('fresh', fresh)
  if (stillValid !== undefined && typeof stillValid !== 'function') {
    throw new TypeError('fastify-two-factor: stillValid must be a function.')
  }
  const { installation: { storage, settings: { service } }, request, reply } = visit
  // the new session id signs out whoever was signed in here before, even if their record is broken
  await retire(visit).catch((error: unknown) => request.log.warn({ err: error }, 'the sign-in before this one could not be signed out'))
  let shown: ReturnType<typeof shownToken>
  const signIn = await storage.decide<SignIn, boolean>(userId, {
    request,
    asksUser: 'always',
    prepare: stillValid && (async () => await stillValid() === true),
    decide: ({ record, user, policy, now }, valid = true) => {
      if (!user || policy === undefined || !valid) return refuse(record, 'TWO_FACTOR_SIGN_IN_REQUIRED')
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
