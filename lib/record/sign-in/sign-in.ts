import { refuse, type RefusalCode, type Refused } from '../decision.js'
import type { Policy } from '../policy.js'
import { isEnabled, type TwoFactorRecord } from '../record.js'
import { isWithin } from '../time.js'

/** How a complete sign-in proved itself. `none`: two-factor authentication is off and not required. */
export type TwoFactorMethod = 'none' | 'totp' | 'recovery-code' | 'trusted-client'

/** Seconds for which the plugin's own step-up counts. */
export const STEP_UP_SECONDS = 300

/** One sign-in, as its session keeps it. It holds no password, secret or code. */
export interface SignIn {
  readonly id: string
  readonly userId: string
  /** The record's stamp when the session was written. */
  readonly stamp: string
  readonly status: 'challenge' | 'enrollment' | 'complete'
  readonly method: TwoFactorMethod
  readonly signedInAt: number
  /** Something was proved at `signedInAt`; a remember-me cookie proves nothing. */
  readonly fresh: boolean
  /** When a one-time code was last proved in this session. */
  readonly verifiedAt?: number | undefined
  /** When a recovery code completed this sign-in. */
  readonly recoveredAt?: number | undefined
  /** Where the browser goes afterwards. */
  readonly next?: string | undefined
}

export type SignInStatus = 'anonymous' | SignIn['status']

/**
 * What this sign-in counts for now. The policy is asked only while two-factor authentication is
 * off; without an answer it means required.
 */
export function signInStatus (record: TwoFactorRecord | undefined, signIn: SignIn, policy: Policy | undefined, pendingSeconds: number, now: number): SignInStatus {
  if (record === undefined || record.stamp !== signIn.stamp || record.signedOut.includes(signIn.id)) return 'anonymous'
  if (signIn.status === 'challenge') return isEnabled(record) && isWithin(signIn.signedInAt, pendingSeconds, now) ? 'challenge' : 'anonymous'
  if (isEnabled(record)) return signIn.status === 'complete' && signIn.method !== 'none' ? 'complete' : 'anonymous'
  if (signIn.status === 'enrollment' || policy === undefined || policy.required) return 'enrollment'
  return 'complete'
}

const refusals: Record<SignInStatus, RefusalCode> = {
  anonymous: 'TWO_FACTOR_SIGN_IN_REQUIRED',
  challenge: 'TWO_FACTOR_CHALLENGE_REQUIRED',
  enrollment: 'TWO_FACTOR_ENROLLMENT_REQUIRED',
  complete: 'TWO_FACTOR_SIGN_IN_REQUIRED'
}

/** The refusal for a sign-in of this status where only some are admitted. */
export function refusalFor (status: SignInStatus, admitted: readonly SignInStatus[]): RefusalCode | undefined {
  return admitted.includes(status) ? undefined : refusals[status]
}

/** Whether the password is due: nothing was proved at the sign-in, or too long ago (ASVS 5.0 7.5.1). */
export function isReauthenticationDue (signIn: SignIn, reauthenticateSeconds: number, now: number): boolean {
  return !signIn.fresh || !isWithin(signIn.signedInAt, reauthenticateSeconds, now)
}

export function refuseStale (record: TwoFactorRecord, signIn: SignIn, { passwordProved, reauthenticateSeconds }: { passwordProved: boolean, reauthenticateSeconds: number }, now: number): Refused | undefined {
  if (passwordProved || !isReauthenticationDue(signIn, reauthenticateSeconds, now)) return undefined
  return refuse(record, 'TWO_FACTOR_REAUTHENTICATION_REQUIRED')
}

/** Whether a one-time code is due: none was proved in this session that recently. A trusted client is no proof. */
export function isStepUpDue (signIn: SignIn, maxAgeSeconds: number, now: number): boolean {
  return !isWithin(signIn.verifiedAt, maxAgeSeconds, now)
}

/** The same for starting an enrollment, where a recovery sign-in counts too. */
export function isEnrollmentStepUpDue (record: TwoFactorRecord, signIn: SignIn, now: number): boolean {
  return isEnabled(record) && isStepUpDue(signIn, STEP_UP_SECONDS, now) && !isWithin(signIn.recoveredAt, STEP_UP_SECONDS, now)
}
