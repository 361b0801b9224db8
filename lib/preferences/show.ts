import { isEnrollmentStepUpDue, isReauthenticationDue, type TwoFactorMethod } from '../record/sign-in/sign-in.js'
import { statusOf, type TwoFactorStatus } from '../record/status.js'
import { useTrustedClient } from '../record/trusted-clients.js'
import { enrolling } from '../enrollment/enrollment.js'
import type { SessionContext } from '../session/visit.js'
import { shownToken } from '../trusted-clients/cookie.js'

export interface TwoFactorPreferences extends TwoFactorStatus {
  method: TwoFactorMethod
  /** The trusted client that this browser is. */
  currentTrustedClientId: string | undefined
  /** Days for which this user may have a client remembered; 0: not at all. */
  trustDays: number
  /** A change asks for the password; for a user without one, for a new sign-in. */
  passwordRequired: boolean
  /** Starting an enrollment asks for a step-up first. */
  stepUpRequired: boolean
}

/** Everything the user may know of his own two-factor authentication. */
export async function preferences (context: SessionContext): Promise<TwoFactorPreferences> {
  const { signIn, record, user, policy, now } = await context.require(enrolling, { needsUser: true })
  const { expiryDays, reauthenticateSeconds } = context.application.settings
  const shown = shownToken(context.request, record, signIn.userId)
  return {
    ...statusOf(record, policy!, expiryDays, now),
    method: signIn.method,
    currentTrustedClientId: shown !== undefined && useTrustedClient(record, shown, expiryDays, now).trusted ? shown.id : undefined,
    trustDays: trustDays(expiryDays, user),
    passwordRequired: isReauthenticationDue(signIn, reauthenticateSeconds, now),
    stepUpRequired: isEnrollmentStepUpDue(record, signIn, now)
  }
}

/** Days for which a client of this user is remembered. */
export function trustDays (expiryDays: number, user: { trustClients?: boolean | undefined } | null | undefined): number {
  return user?.trustClients ? expiryDays : 0
}
