import { accept, andThen, refuse, type Decision, type Proof } from '../decision.js'
import { isEnabled, withNewStamp, type TwoFactorRecord } from '../record.js'
import { standsIn } from '../sign-in-method.js'
import { isReauthenticationDue } from './freshness.js'
import { withEnd } from './life.js'
import { statusBy } from './resistance.js'
import type { SignIn } from './sign-in.js'

export interface RecoverInput {
  readonly signIn: SignIn
  /** The recovery code that was typed. */
  readonly proof: Proof
  readonly stamp: string
  readonly freshSeconds: number
  readonly maxSeconds: number
  /** Whether the user can be asked for their password in place. */
  readonly passwordAskable: boolean
}

export interface RecoveredSignIn {
  readonly signIn: SignIn
  readonly recoveryCodesLeft: number
}

/**
 * A recovery code completes a pending sign-in, or one in which a trusted client or another system stood in for the code, even
 * under a lock or a block; where its policy asks for a passkey, it lets in only to register one.
 * Every other session and all trusted clients end. It is no fresh proof except for starting an enrollment.
 */
export function recover (
  record: TwoFactorRecord,
  { signIn, proof, stamp, ...input }: RecoverInput,
  now: number
): Decision<RecoveredSignIn> {
  const replaceable = signIn.status === 'challenge' || (standsIn(signIn.method) && isEnabled(record))
  if (!replaceable) return refuse(record, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  return andThen(proof(record, 'recovery', now), (spent, method) => {
    const recoveryCodesLeft = spent.recoveryCodes.length
    // a stale sign-in could not enroll a new authenticator afterwards: spending the last code would lock the user out
    const trapped = recoveryCodesLeft === 0 && !input.passwordAskable && isReauthenticationDue(signIn, input.freshSeconds, now)
    if (trapped) return refuse(record, 'TWO_FACTOR_REAUTHENTICATION_REQUIRED')
    // whoever has a code of the set at hand saved it
    const changed = { ...withNewStamp(spent, stamp, { id: signIn.id, method }), recoveryCodesSavedAt: spent.recoveryCodesSavedAt ?? now }
    const status = statusBy(signIn, method)
    const unproved = { verifiedAt: undefined, assertedAt: undefined, registeredAt: undefined, proved: undefined }
    const recovered: SignIn = { ...signIn, ...unproved, status, method, stamp, recoveredAt: now }
    return accept(
      changed,
      { signIn: withEnd(changed, recovered, input.maxSeconds, now), recoveryCodesLeft },
      [{ type: 'recovery-code-used', left: recoveryCodesLeft }]
    )
  })
}
