import { inspect } from 'node:util'
import { randomId } from '../crypto/random.js'
import { accept, andThen, refuse } from '../record/decision.js'
import { isIntegerBetween } from '../options/checks.js'
import { isEnabled } from '../record/record.js'
import { begin as decide } from '../record/sign-in/begin.js'
import type { SignIn } from '../record/sign-in/sign-in.js'
import type { TwoFactorMethod } from '../record/sign-in-method.js'
import { toDate } from '../record/time.js'
import { requireUserId } from '../repositories/user-id.js'
import { begin as enter } from '../session/moves.js'
import type { Visit } from '../session/visit.js'
import { clearTokenCookie, shownToken } from '../trusted-clients/cookie.js'
import { isNothing, optionalFlag } from '../web/input.js'
import { prefersHtml } from '../web/negotiation.js'
import { localPath } from '../web/return-path.js'
import { pageUrl } from '../web/urls.js'
import { retire } from './sign-out.js'

/** A sign-in that was begun, and when its user's role will require what they have not enabled yet. */
interface Begun { readonly signIn: SignIn, readonly requiredFrom: number | undefined }

const KNOWN = ['next', 'fresh', 'sessionSeconds', 'stillValid']

/**
 * How `signIn` ended, and where to send the browser. `requiredFrom`: when the role will require two-factor authentication,
 * which this user has not enabled yet; until then a browser is led to the preferences, which offer it.
 */
export type TwoFactorStep =
  | { status: 'complete', method: TwoFactorMethod, location: string, requiredFrom: Date | undefined }
  | { status: 'challenge', location: string }
  | { status: 'enrollment', location: string }

export interface SignInOptions {
  /** A path of this site to go on to afterwards; anything else means `urls.home`. */
  next?: string | null | undefined
  /** `false` where nothing was proved just now (a remember-me cookie). Default `true`. */
  fresh?: boolean | null | undefined
  /**
   * "Keep me signed in": how long the sign-in lasts, and its cookie with it, from its completion on, 60 s up to
   * `sessions.maxSeconds`. Default: `sessions.maxSeconds`, and the cookie as it was registered.
   */
  sessionSeconds?: number | null | undefined
  /**
   * Whether what was checked still holds: that the user still has the hash which the password was checked against. Asked
   * each time that the record was read, before anybody is signed in; only `true` goes on. `false`:
   * `TWO_FACTOR_SIGN_IN_REQUIRED`, a failure: 503. It must have no effects, and call nothing of the plugin for this user.
   */
  stillValid?: (() => boolean | Promise<boolean>) | null | undefined
}

/** Begins the sign-in of a user who passed the first factor: complete, or waiting for a code or an enrollment, in a new session. */
export async function begin (visit: Visit, userId: string, options: SignInOptions = {}): Promise<TwoFactorStep> {
  requireUserId(userId)
  const unknown = Object.keys(options).find(name => !KNOWN.includes(name))
  if (unknown !== undefined) throw new TypeError(`fastify-two-factor: signIn has no option ${unknown}. It has: ${KNOWN.join(', ')}.`)
  const { next, stillValid } = options
  const sessionSeconds = options.sessionSeconds ?? undefined
  const fresh = optionalFlag('fresh', options.fresh ?? true)
  if (!isNothing(stillValid) && typeof stillValid !== 'function') {
    throw new TypeError('fastify-two-factor: stillValid must be a function.')
  }
  const { installation: { storage, settings: { service, sessions: { maxSeconds } } }, request, reply } = visit
  requireSessionSeconds(sessionSeconds, maxSeconds)
  // the new session id signs out whoever was signed in here before, even if their record is broken
  await retire(visit).catch((error: unknown) => request.log.warn({ err: error }, 'the sign-in before this one could not be signed out'))
  let shown: ReturnType<typeof shownToken>
  const offer = offerOf(visit)
  const { signIn, requiredFrom } = await storage.decide<Begun, boolean>(userId, {
    request,
    asksUser: 'always',
    prepare: isNothing(stillValid) ? undefined : async () => await stillValid() === true,
    decide: ({ record, user, policy, now }, valid = true) => {
      if (!user || policy === undefined || !valid) return refuse(record, 'TWO_FACTOR_SIGN_IN_REQUIRED')
      shown = record && shownToken(request, record, userId)
      return andThen(decide(record, {
        userId,
        signInId: randomId(),
        fresh,
        next: localPath(next),
        sessionSeconds,
        maxSeconds,
        policy,
        shown: user.trustClients ? shown : undefined,
        expiryDays: service.expiryDays,
        created: { stamp: randomId(), cookieName: randomId() }
      }, now), (record, signIn) => accept(record, { signIn, requiredFrom: isEnabled(record) ? undefined : policy.requiredFrom }))
    },
    afterSave: async ({ signIn, requiredFrom }, record) => {
      await enter(visit, signIn, requiredFrom !== undefined && offer !== undefined)
      if (shown !== undefined && fresh && signIn.method !== 'trusted-client') clearTokenCookie(request, reply, record)
    }
  })
  if (signIn.status !== 'complete') return { status: signIn.status, location: visit.place(signIn.status) }
  const location = (requiredFrom === undefined ? undefined : offer) ?? visit.destination(signIn)
  return { status: 'complete', method: signIn.method, location, requiredFrom: toDate(requiredFrom) }
}

/** The page that offers to enable two-factor authentication, for a browser; it leads on to where the browser was going. */
function offerOf ({ request, installation: { settings: { urls }, links, hasPages } }: Visit): string | undefined {
  return hasPages && prefersHtml(request) ? pageUrl(urls, links, hasPages, 'preferences') : undefined
}

function requireSessionSeconds (seconds: unknown, maxSeconds: number): void {
  if (seconds === undefined || isIntegerBetween(60, maxSeconds)(seconds)) return
  throw new TypeError(
    'fastify-two-factor: sessionSeconds must be a whole number from 60 to sessions.maxSeconds, ' +
    `which is ${maxSeconds}, got ${inspect(seconds)}.`
  )
}
