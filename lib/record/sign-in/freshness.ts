import { refuse, type Refused } from '../decision.js'
import { isEnabled, type TwoFactorRecord } from '../record.js'
import { isWithin } from '../time.js'
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

/** Whether a one-time code is due to start an enrollment; a recent recovery code is as good. */
export function isEnrollmentStepUpDue (record: TwoFactorRecord, signIn: SignIn, now: number): boolean {
  return isEnabled(record) && isStepUpDue(signIn, STEP_UP_SECONDS, now) && !isWithin(signIn.recoveredAt, STEP_UP_SECONDS, now)
}
