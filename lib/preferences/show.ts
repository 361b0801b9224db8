import { enrolling } from '../enrollment/enrolling.js'
import { isEnrollmentStepUpDue, isReauthenticationDue } from '../record/sign-in/freshness.js'
import type { TwoFactorMethod } from '../record/sign-in-method.js'
import { statusOf, type TwoFactorStatus } from '../record/status.js'
import { useTrustedClient } from '../record/trusted-clients.js'
import { unlocksLeft } from '../record/unlocks.js'
import type { Visit } from '../session/visit.js'
import { shownToken } from '../trusted-clients/cookie.js'

export interface TwoFactorPreferences extends TwoFactorStatus {
  method: TwoFactorMethod
  /** Id of the trusted client that this browser is. */
  currentTrustedClientId: string | undefined
  /** Days for which this user may have a client remembered; 0 means not at all. */
  trustDays: number
  /** Whether a change asks for the password, or for a new sign-in where the user has none. */
  passwordRequired: boolean
  /** Whether starting an enrollment asks for a step-up first. */
  stepUpRequired: boolean
  /** How often the user may lift a lock of their codes themselves now, 0 to 3; a block they cannot lift. */
  unlocksLeft: number
}

/** Everything the user may know about their own two-factor authentication. */
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
    stepUpRequired: isEnrollmentStepUpDue(record, signIn, now),
    unlocksLeft: unlocksLeft(record.codeAttempts, now)
  }
}
