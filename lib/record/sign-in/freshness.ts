import { refuse, type Refused } from '../decision.js'
import { isEnabled, type TwoFactorRecord } from '../record.js'
import { isWithin } from '../time.js'
import { isOutranked, SENT_CODE } from './rank.js'
import { needsPasskey } from './resistance.js'
import type { SignIn } from './sign-in.js'

/** Seconds for which the plugin's own step-up counts. */
export const STEP_UP_SECONDS = 300

/** What decides whether a sign-in is fresh enough for a change. */
export interface Freshness {
  readonly passwordProved: boolean
  /** Seconds for which a sign-in counts as fresh. */
  readonly freshSeconds: number
}

/** Whether the password is due: nothing was proved at the sign-in, or too long ago (ASVS 5.0 7.5.1). */
export function isReauthenticationDue (signIn: SignIn, freshSeconds: number, now: number): boolean {
  return !signIn.fresh || !isWithin(signIn.signedInAt, freshSeconds, now)
}

export function refuseStale (
  record: TwoFactorRecord,
  signIn: SignIn,
  { passwordProved, freshSeconds }: Freshness,
  now: number
): Refused | undefined {
  if (passwordProved || !isReauthenticationDue(signIn, freshSeconds, now)) return undefined
  return refuse(record, 'TWO_FACTOR_REAUTHENTICATION_REQUIRED')
}

/** Whether a one-time code is due: none was proved in this session within `maxAgeSeconds`. A trusted client is no proof. */
export function isStepUpDue (signIn: SignIn, maxAgeSeconds: number, now: number): boolean {
  return !isWithin(signIn.verifiedAt, maxAgeSeconds, now)
}

/**
 * Whether a proof is due to start an enrollment; a recovery code is as good, as long as its sign-in lives, and a code that was
 * sent only where there is nothing stronger. `resistant`: the role takes only a passkey from who has one. A sign-in that is held
 * cannot step up, and was let in for this.
 */
export function isEnrollmentStepUpDue (record: TwoFactorRecord, signIn: SignIn, resistant: boolean, now: number): boolean {
  if (!isEnabled(record) || isExempt(signIn)) return false
  if (needsPasskey(record, resistant)) return !hadPasskey(signIn, STEP_UP_SECONDS, now)
  const isOutrankedProof = signIn.sentCodeAt !== undefined && signIn.sentCodeAt === signIn.verifiedAt && isOutranked(record, SENT_CODE)
  return isOutrankedProof || isStepUpDue(signIn, STEP_UP_SECONDS, now)
}

/**
 * Refuses to end an enrollment that waits for at most `pendingSeconds` where a passkey would have been due to start it: the role may
 * have become stricter since.
 */
export function refuseWithoutPasskey (
  record: TwoFactorRecord,
  signIn: SignIn,
  { resistant, pendingSeconds }: { readonly resistant: boolean, readonly pendingSeconds: number },
  now: number
): Refused | undefined {
  const isDue = needsPasskey(record, resistant) && !isExempt(signIn) && !hadPasskey(signIn, STEP_UP_SECONDS + pendingSeconds, now)
  return isDue ? refuse(record, 'TWO_FACTOR_STEP_UP_REQUIRED') : undefined
}

/** Whether a sign-in may enroll with what let it in. */
function isExempt ({ status, recoveredAt }: SignIn): boolean {
  return status === 'enrollment' || recoveredAt !== undefined
}

/** Whether a passkey was used in this session lately, or registered: whoever did that has it, and could use it. */
function hadPasskey ({ assertedAt, registeredAt }: SignIn, seconds: number, now: number): boolean {
  return isWithin(assertedAt, seconds, now) || isWithin(registeredAt, seconds, now)
}

/**
 * Whether nothing but this very session leads to a working authenticator: it was the last recovery code that signed in, and
 * no password can be asked. Then it may enroll though it is stale: another sign-in would be locked out for good.
 */
export function isLastWayBack (record: TwoFactorRecord, signIn: SignIn, passwordAskable: boolean): boolean {
  return signIn.recoveredAt !== undefined && record.recoveryCodes.length === 0 && !passwordAskable
}
