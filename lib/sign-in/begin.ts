import { randomId } from '../crypto/random.js'
import { accept, andThen, refuse } from '../record/decision.js'
import type { SignInClient } from '../record/events.js'
import { dueAfterGrace, type Due } from '../record/grace.js'
import { begin as decide } from '../record/sign-in/begin.js'
import type { SignIn } from '../record/sign-in/sign-in.js'
import type { TwoFactorMethod } from '../record/sign-in-method.js'
import { toDate } from '../record/time.js'
import { requireUserId } from '../repositories/user-id.js'
import { begin as enter } from '../session/moves.js'
import type { Visit } from '../session/visit.js'
import { clearTokenCookie, shownToken } from '../trusted-clients/cookie.js'
import { clientOf, withListed } from '../trusted-clients/sign-in-client.js'
import { offerOf } from './offer.js'
import { readSignInOptions, type ReadSignInOptions, type SignInOptions } from './options.js'
import { retire } from './sign-out.js'

/** A sign-in that was begun, by which client, and when its user's role will require what they do not have yet. */
interface Begun {
  readonly signIn: SignIn
  readonly client: SignInClient
  readonly requiredFrom: number | undefined
  /** Whether the role takes, or will take, nothing but a passkey. */
  readonly requiresPasskey: boolean | undefined
}

const WITHOUT_PASSKEYS =
  'fastify-two-factor: findUser gives twoFactor as phishing-resistant, and the option passkeys is not given: such a user is held ' +
  'back, after the grace period if there is one, for an enrollment that they cannot make here.'

/**
 * How `signIn` or `signInExternally` ended, and where to send the browser. `requiredFrom`: when the role will require two-factor
 * authentication or a passkey, which this user does not have yet; until then a browser is led to the preferences, which offer it.
 */
export type TwoFactorStep =
  | { status: 'complete', method: TwoFactorMethod, location: string, requiredFrom: Date | undefined }
  | { status: 'challenge', location: string }
  | { status: 'enrollment', location: string }

/** Begins the sign-in of a user who passed the first factor: complete, or waiting for a code or an enrollment, in a new session. */
export async function begin (visit: Visit, userId: string, options: SignInOptions = {}): Promise<TwoFactorStep> {
  return await beginBy(visit, userId, readFor(visit, 'signIn', userId, options), false)
}

/** The same where another system asked for the second factor; a remembered client counts for nothing then. */
export async function beginExternally (visit: Visit, userId: string, options: SignInOptions = {}): Promise<TwoFactorStep> {
  return await beginBy(visit, userId, readFor(visit, 'signInExternally', userId, options), true)
}

function readFor (
  { installation: { settings } }: Visit,
  method: Parameters<typeof readSignInOptions>[0],
  userId: string,
  options: SignInOptions
): ReadSignInOptions {
  requireUserId(userId)
  return readSignInOptions(method, options, settings)
}

async function beginBy (
  visit: Visit,
  userId: string,
  { stillValid, ...given }: ReadSignInOptions,
  external: boolean
): Promise<TwoFactorStep> {
  const { installation: { storage, settings: { service, passkeys, sessions: { maxSeconds } } }, request, reply } = visit
  visit.requireLoaded()
  // the new session id signs out whoever was signed in here before, even if their record is broken
  const knownTo = await retire(visit).catch((error: unknown) => {
    request.log.warn({ err: error }, 'the sign-in before this one could not be signed out')
  })
  let shown: ReturnType<typeof shownToken>
  const offer = offerOf(visit)
  const signInId = randomId()
  const { signIn, requiredFrom, requiresPasskey } = await storage.decide<Begun, boolean>(userId, {
    request,
    actor: { signInId },
    asksUser: 'always',
    prepare: stillValid && (async () => await storage.ask(userId, stillValid) === true),
    decide: ({ record, user, policy, now }, valid = true) => {
      if (!user || policy === undefined || !valid) return refuse(record, 'TWO_FACTOR_SIGN_IN_REQUIRED')
      shown = record && !external ? shownToken(request, record, userId) : undefined
      return andThen(decide(record, {
        ...given,
        userId,
        signInId,
        known: knownTo === userId,
        maxSeconds,
        policy,
        external: external ? { suffices: user.externalSecondFactor } : undefined,
        shown: user.trustClients ? shown : undefined,
        expiryDays: service.expiryDays,
        created: { stamp: randomId(), cookieName: randomId() }
      }, now), (record, signIn) => accept(withListed(visit, record, signIn, now), {
        signIn,
        client: clientOf(visit, signIn, { record, user: external ? undefined : user, now }),
        requiredFrom: requiredFromOf(dueAfterGrace(record, policy, passkeys !== undefined), signIn),
        requiresPasskey: policy.requiresPasskey
      }))
    },
    afterSave: async ({ signIn, client, requiredFrom }, record) => {
      const events = await enter(visit, signIn, client, requiredFrom !== undefined && offer !== undefined)
      if (shown !== undefined && given.fresh && signIn.method !== 'trusted-client') clearTokenCookie(request, reply, record)
      return events
    }
  })
  if (requiresPasskey === true && passkeys === undefined) request.log.warn(WITHOUT_PASSKEYS)
  if (signIn.status !== 'complete') return { status: signIn.status, location: visit.place(signIn.status) }
  const location = (requiredFrom === undefined ? undefined : offer) ?? visit.destination(signIn)
  return { status: 'complete', method: signIn.method, location, requiredFrom: toDate(requiredFrom) }
}

/** When the role will require what is still to be set up; another system's second factor is as good as any but a passkey. */
function requiredFromOf (due: Due | undefined, { status, method }: SignIn): number | undefined {
  return status !== 'complete' || (method === 'external' && due?.passkey !== true) ? undefined : due?.from
}
