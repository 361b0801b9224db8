import { enrolling } from '../enrollment/enrolling.js'
import { isEnrollmentStepUpDue, isReauthenticationDue } from '../record/sign-in/freshness.js'
import type { TwoFactorMethod } from '../record/sign-in-method.js'
import { statusOf, type TwoFactorStatus } from '../record/status.js'
import { useTrustedClient } from '../record/trusted-clients.js'
import type { Visit } from '../session/visit.js'
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

/** Everything the user may know of their own two-factor authentication. */
export async function show (visit: Visit): Promise<TwoFactorPreferences> {
  const { signIn, record, user, policy, now } = await visit.require(enrolling, { asksUser: 'always' })
  const { service: { expiryDays }, sessions: { freshSeconds } } = visit.installation.settings
  const client = shownToken(visit.request, record, signIn.userId)
  return {
    ...statusOf(record, policy!, expiryDays, now),
    method: signIn.method,
    currentTrustedClientId: client !== undefined && useTrustedClient(record, client, expiryDays, now).trusted ? client.id : undefined,
    trustDays: user?.trustClients ? expiryDays : 0,
    passwordRequired: isReauthenticationDue(signIn, freshSeconds, now),
    stepUpRequired: isEnrollmentStepUpDue(record, signIn, now)
  }
}
