import { randomId } from '../crypto/random.js'
import { hasCode } from '../errors.js'
import { beginSignIn } from '../record/sign-in/begin.js'
import { recover as decideRecovery, verifySignIn } from '../record/sign-in/verify.js'
import { refuse } from '../record/decision.js'
import { policyAt } from '../record/policy.js'
import type { TwoFactorRecord } from '../record/record.js'
import { signOut as decideSignOut } from '../record/sign-in/sign-out.js'
import type { SignIn, TwoFactorMethod } from '../record/sign-in/sign-in.js'
import { clientLabel } from '../trusted-clients/label.js'
import { destination, enter } from '../session/entering.js'
import { optionalFlag, requireOneTimeCode, requireRecoveryCode, requireUserId } from '../web/input.js'
import { placeUrl } from '../web/urls.js'
import { localPath } from '../web/return-path.js'
import { canAskPassword } from '../session/password.js'
import { recoveryCodeHash } from '../methods/recovery-code/set.js'
import { requireSameSite } from '../web/same-origin.js'
import type { SessionContext } from '../session/visit.js'
import { readSignIn, renewSession } from '../session/session.js'
import { clearTokenCookie, createToken, setTokenCookie, shownToken } from '../trusted-clients/cookie.js'

/** What `signIn` came to, and where to send the browser. */
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

/** The first factor passed: the session gets a new id and is complete, or waits for a code or an enrollment. */
export async function signIn (context: SessionContext, userId: string, { next, fresh = true }: SignInOptions = {}): Promise<TwoFactorStep> {
  requireUserId(userId)
  optionalFlag('fresh', fresh)
  const { application: { service, settings, links }, request, reply } = context
  // whoever was signed in here before is out by the new session id; his record may be broken
  await retire(context).catch((error: unknown) => request.log.warn({ err: error }, 'the sign-in before this one could not be signed out'))
  let shown: ReturnType<typeof shownToken>
  const signIn = await service.change<SignIn>(userId, {
    request,
    needsUser: () => true,
    decide: ({ record, user, now }) => {
      if (!user) return refuse(record, 'TWO_FACTOR_SIGN_IN_REQUIRED')
      shown = record && shownToken(request, record, userId)
      return beginSignIn(record, {
        userId,
        signInId: randomId(),
        fresh,
        next: localPath(next),
        policy: policyAt(user, now),
        shown: user.trustClients ? shown : undefined,
        expiryDays: settings.expiryDays,
        created: { stamp: randomId(), cookieName: randomId() }
      }, now)
    },
    afterSave: async (signIn, record) => {
      await enter(context, signIn)
      if (shown !== undefined && fresh && signIn.method !== 'trusted-client') clearTokenCookie(request, reply, record)
    }
  })
  if (signIn.status !== 'complete') return { status: signIn.status, location: placeUrl(settings.urls, links, signIn.status) }
  return { status: 'complete', method: signIn.method, location: destination(context, signIn) }
}

/** A right one-time code completes the pending sign-in. */
export async function verify (context: SessionContext, code: string, options: { trustClient?: boolean | undefined } = {}): Promise<{ status: 'complete', method: 'totp', location: string }> {
  const pending = context.requireSignIn()
  const digits = requireOneTimeCode(code)
  const { settings } = context.application
  const trusting = optionalFlag('trustClient', options.trustClient)
  const token = trusting ? createToken(pending.userId) : undefined
  const trust = token && { id: token.id, hash: token.hash, label: clientLabel(context.request.headers['user-agent']) }
  await context.change(pending, {
    admitted: ['challenge'],
    needsUser: trusting,
    decide: (record, { user, now }) => verifySignIn(record, {
      signIn: pending,
      proof: context.proof(record, pending, digits),
      trust: user?.trustClients ? trust : undefined,
      expiryDays: settings.expiryDays
    }, now),
    afterSave: async (signIn, record) => {
      await enter(context, signIn)
      if (token !== undefined && isListed(record, token.id)) setTokenCookie(context.request, context.reply, record, token, settings.expiryDays)
    }
  })
  return { status: 'complete', method: 'totp', location: destination(context, pending) }
}

/** A recovery code completes the pending sign-in, or takes the place of a trusted client in a complete one. */
export async function recover (context: SessionContext, code: string): Promise<{ status: 'complete', method: 'recovery-code', location: string, recoveryCodesLeft: number }> {
  const pending = context.requireSignIn()
  const canonical = requireRecoveryCode(code)
  const { settings, links } = context.application
  const { recoveryCodesLeft } = await context.change(pending, {
    admitted: ['challenge', 'complete'],
    needsUser: true,
    decide: (record, { user, now }) => decideRecovery(record, {
      signIn: pending,
      codeHash: recoveryCodeHash(pending.userId, canonical),
      stamp: randomId(),
      reauthenticateSeconds: settings.reauthenticateSeconds,
      passwordAskable: canAskPassword(settings, user)
    }, now),
    afterSave: async ({ signIn }, record) => {
      await enter(context, signIn)
      if (shownToken(context.request, record, signIn.userId) !== undefined) clearTokenCookie(context.request, context.reply, record)
    }
  })
  return { status: 'complete', method: 'recovery-code', location: placeUrl(settings.urls, links, 'preferences'), recoveryCodesLeft }
}

/** Ends this session's sign-in for good; the session is a new, empty one. */
export async function signOut (context: SessionContext): Promise<void> {
  requireSameSite(context.request, context.application.settings.origins)
  if (readSignIn(context.request) === undefined) return
  await retire(context)
  await renewSession(context, undefined, [])
}

/** Signs out who was signed in with this session; a pending or stale sign-in leaves nothing to do. */
async function retire (context: SessionContext): Promise<void> {
  const signIn = readSignIn(context.request)
  context.found = undefined
  if (signIn === undefined) return
  try {
    await context.change(signIn, {
      admitted: ['challenge', 'enrollment', 'complete'],
      decide: record => decideSignOut(record, signIn, randomId())
    })
  } catch (error) {
    if (!hasCode(error, 'TWO_FACTOR_SIGN_IN_REQUIRED')) throw error
  }
}

function isListed (record: TwoFactorRecord, id: string): boolean {
  return record.trustedClients.some(client => client.id === id)
}
