import { accept, andThen, refuse, type Decision, type Proof } from '../decision.js'
import type { TwoFactorRecord } from '../record.js'
import { addTrustedClient, type NewTrustedClient } from '../trusted-clients.js'
import { withEnd } from './life.js'
import { provedBy, statusBy } from './resistance.js'
import type { SignIn } from './sign-in.js'

export interface VerifyInput {
  readonly signIn: SignIn
  readonly proof: Proof
  /** The client to trust from now on, where that was asked for and is allowed. */
  readonly trust: NewTrustedClient | undefined
  readonly expiryDays: number
  readonly maxSeconds: number
}

/**
 * A right proof completes a pending sign-in, or holds it where its policy asks for a passkey that there is none of yet. A client
 * becomes trusted only in this step, and only where it will be honored.
 */
export function verify (
  record: TwoFactorRecord,
  { signIn, proof, trust, expiryDays, maxSeconds }: VerifyInput,
  now: number
): Decision<SignIn> {
  if (signIn.status !== 'challenge') return refuse(record, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  return andThen(proof(record, 'sign-in', now), (record, method) => {
    const proved = { ...signIn, status: statusBy(signIn, method), method, ...provedBy(signIn, method, now) }
    const verified = withEnd(record, proved, maxSeconds, now)
    return trust === undefined || expiryDays === 0 || signIn.phishingResistant
      ? accept(record, verified)
      : andThen(addTrustedClient(record, trust, expiryDays, now), record => accept(record, verified))
  })
}
