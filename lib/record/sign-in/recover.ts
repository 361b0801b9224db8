import { accept, andThen, refuse, type Decision, type Proof } from '../decision.js'
import { withNewStamp, type TwoFactorRecord } from '../record.js'
import { isReauthenticationDue } from './freshness.js'
import type { SignIn } from './sign-in.js'

export interface RecoverInput {
  readonly signIn: SignIn
  /** A recovery code. */
  readonly proof: Proof
  readonly stamp: string
  readonly freshSeconds: number
  /** The user can be asked for their password in place. */
  readonly passwordAskable: boolean
}

/**
 * A recovery code completes a pending sign-in, under a lock and a block too. Every other session and
 * all trusted clients end; it is no fresh proof except for starting an enrollment.
 */
export function recover (record: TwoFactorRecord, { signIn, proof, stamp, ...input }: RecoverInput, now: number): Decision<{ signIn: SignIn, recoveryCodesLeft: number }> {
  const replaceable = signIn.status === 'challenge' || signIn.method === 'trusted-client'
  if (!replaceable) return refuse(record, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  return andThen(proof(record, 'recovery', now), (spent, method) => {
    const recoveryCodesLeft = spent.recoveryCodes.length
    // a stale sign-in could not enroll a new authenticator afterwards: spending the last code would lock its owner out
    const trapped = recoveryCodesLeft === 0 && !input.passwordAskable && isReauthenticationDue(signIn, input.freshSeconds, now)
    if (trapped) return refuse(record, 'TWO_FACTOR_REAUTHENTICATION_REQUIRED')
    const recovered: SignIn = { ...signIn, status: 'complete', method, stamp, verifiedAt: undefined, recoveredAt: now }
    return accept(withNewStamp(spent, stamp), { signIn: recovered, recoveryCodesLeft }, [{ type: 'recovery-code-used', left: recoveryCodesLeft }])
  })
}
