import type { TwoFactorErrorCode } from '../../error-table.js'
import { refuse, type Refused } from '../decision.js'
import type { Policy } from '../policy.js'
import { isEnabled, type TwoFactorRecord } from '../record.js'
import { isWithin } from '../time.js'
import { hasEnded, wasEnded, type Lifetimes } from './life.js'
import type { SignIn } from './sign-in.js'

export type SignInStatus = 'anonymous' | SignIn['status']

/**
 * What this sign-in counts for now. The policy matters only while two-factor authentication is off;
 * one that is not known counts as required.
 */
export function signInStatus (
  record: TwoFactorRecord | undefined,
  signIn: SignIn,
  policy: Policy | undefined,
  { pendingSeconds, maxSeconds }: Lifetimes,
  now: number
): SignInStatus {
  if (record === undefined || wasEnded(record, signIn)) return 'anonymous'
  const enabled = isEnabled(record)
  if (signIn.status === 'challenge') return enabled && isWithin(signIn.signedInAt, pendingSeconds, now) ? 'challenge' : 'anonymous'
  if (hasEnded(signIn, maxSeconds, now)) return 'anonymous'
  // one that is held keeps being held: it was proved, but not by what its policy asks for
  if (enabled) return signIn.method === 'none' ? 'anonymous' : signIn.status
  if (signIn.status === 'enrollment' || policy === undefined || policy.phishingResistant) return 'enrollment'
  return policy.required && signIn.method !== 'external' ? 'enrollment' : 'complete'
}

const refusals: Record<SignInStatus, TwoFactorErrorCode> = {
  anonymous: 'TWO_FACTOR_SIGN_IN_REQUIRED',
  challenge: 'TWO_FACTOR_CHALLENGE_REQUIRED',
  enrollment: 'TWO_FACTOR_ENROLLMENT_REQUIRED',
  complete: 'TWO_FACTOR_SIGN_IN_REQUIRED'
}

/** The error code for a sign-in of this status; `undefined` if the status is admitted. */
export function refusalFor (status: SignInStatus, admits: readonly SignInStatus[]): TwoFactorErrorCode | undefined {
  return admits.includes(status) ? undefined : refusals[status]
}

export interface AdmitInput {
  readonly signIn: SignIn
  /** The statuses that are admitted. */
  readonly admits: readonly SignInStatus[]
  /** `null`: the user is gone. `undefined`: not asked. */
  readonly policy: Policy | null | undefined
  readonly lifetimes: Lifetimes
}

/** Whether a session may ask for a change, decided on the same record that the change is decided on. */
export function admit (
  record: TwoFactorRecord | undefined,
  { signIn, admits, policy, lifetimes }: AdmitInput,
  now: number
): { record: TwoFactorRecord, status: SignInStatus } | Refused {
  const status = policy === null ? 'anonymous' : signInStatus(record, signIn, policy, lifetimes, now)
  const refusal = refusalFor(status, admits)
  if (record === undefined || refusal !== undefined) return refuse(record, refusal ?? 'TWO_FACTOR_SIGN_IN_REQUIRED')
  return { record, status }
}
