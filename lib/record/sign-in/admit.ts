import { refuse, type Refused } from '../decision.js'
import type { Policy } from '../policy.js'
import type { TwoFactorRecord } from '../record.js'
import { refusalFor, signInStatus, type SignIn, type SignInStatus } from './sign-in.js'

export interface Admission {
  readonly signIn: SignIn
  /** What the sign-in must count for. */
  readonly admitted: readonly SignInStatus[]
  /** `null`: the user is gone. `undefined`: not asked. */
  readonly policy: Policy | null | undefined
  readonly pendingSeconds: number
}

export interface Admitted {
  readonly record: TwoFactorRecord
  readonly status: SignInStatus
}

/** Whether a session may ask for this change: decided on the very record that the change is decided on. */
export function admit (record: TwoFactorRecord | undefined, { signIn, admitted, policy, pendingSeconds }: Admission, now: number): Admitted | Refused {
  const status = policy === null ? 'anonymous' : signInStatus(record, signIn, policy, pendingSeconds, now)
  const refusal = refusalFor(status, admitted)
  if (record === undefined || refusal !== undefined) return refuse(record, refusal ?? 'TWO_FACTOR_SIGN_IN_REQUIRED')
  return { record, status }
}
