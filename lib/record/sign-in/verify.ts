import { accept, andThen, refuse, type Decision } from '../decision.js'
import { proveCode, type CodeProof } from '../../methods/totp/proof.js'
import { isEnabled, withNewStamp, type TwoFactorRecord } from '../record.js'
import { refuseWrongRecoveryCode, spendRecoveryCode } from '../../methods/recovery-code/proof.js'
import { isReauthenticationDue, type SignIn } from './sign-in.js'
import { addTrustedClient, type NewTrustedClient } from '../trusted-clients.js'

export interface VerifyInput {
  readonly signIn: SignIn
  readonly proof: CodeProof
  /** The client to trust from now on, where that was asked for and is allowed. */
  readonly trust: NewTrustedClient | undefined
  readonly expiryDays: number
}

/** A right one-time code completes a pending sign-in; trust is given only in this very step. */
export function verifySignIn (record: TwoFactorRecord, { signIn, proof, trust, expiryDays }: VerifyInput, now: number): Decision<SignIn> {
  if (signIn.status !== 'challenge') return refuse(record, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  return andThen(proveCode(record, proof, 'sign-in', now), record => {
    const complete: SignIn = { ...signIn, status: 'complete', method: 'totp', verifiedAt: now }
    return trust === undefined || expiryDays === 0
      ? accept(record, complete)
      : andThen(addTrustedClient(record, trust, expiryDays, now), record => accept(record, complete))
  })
}

/** A right one-time code in a complete sign-in: a fresh proof. */
export function stepUp (record: TwoFactorRecord, { signIn, proof }: { signIn: SignIn, proof: CodeProof }, now: number): Decision<SignIn> {
  return andThen(proveCode(record, proof, 'step-up', now), record => accept(record, { ...signIn, verifiedAt: now }))
}

export interface RecoverInput {
  readonly signIn: SignIn
  readonly codeHash: string
  readonly stamp: string
  readonly reauthenticateSeconds: number
  /** The user can be asked for his password in place. */
  readonly passwordAskable: boolean
}

/**
 * A recovery code completes a pending sign-in, under a lock and a block too. Every other session and
 * all trusted clients end; it is no fresh proof except for starting an enrollment.
 */
export function recover (record: TwoFactorRecord, { signIn, codeHash, stamp, ...input }: RecoverInput, now: number): Decision<{ signIn: SignIn, recoveryCodesLeft: number }> {
  const replaceable = signIn.status === 'challenge' || signIn.method === 'trusted-client'
  if (!replaceable) return refuse(record, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  if (!isEnabled(record)) return refuse(record, 'TWO_FACTOR_NOT_ENABLED')
  const spent = spendRecoveryCode(record, codeHash)
  if (spent === undefined) return refuseWrongRecoveryCode(record, now)
  const recoveryCodesLeft = spent.recoveryCodes.length
  // a stale sign-in could not enroll a new authenticator afterwards: spending the last code would lock its owner out
  const trapped = recoveryCodesLeft === 0 && !input.passwordAskable && isReauthenticationDue(signIn, input.reauthenticateSeconds, now)
  if (trapped) return refuse(record, 'TWO_FACTOR_REAUTHENTICATION_REQUIRED')
  const recovered: SignIn = { ...signIn, status: 'complete', method: 'recovery-code', stamp, verifiedAt: undefined, recoveredAt: now }
  return accept(withNewStamp(spent, stamp), { signIn: recovered, recoveryCodesLeft }, [{ type: 'recovery-code-used', left: recoveryCodesLeft }])
}
