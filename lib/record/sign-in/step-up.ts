import { accept, andThen, type Decision, type Proof } from '../decision.js'
import type { TwoFactorRecord } from '../record.js'
import type { SignIn } from './sign-in.js'

/** A right proof in a complete sign-in counts as proved just now. */
export function stepUp (record: TwoFactorRecord, { signIn, proof }: { signIn: SignIn, proof: Proof }, now: number): Decision<SignIn> {
  return andThen(proof(record, 'step-up', now), record => accept(record, { ...signIn, verifiedAt: now }))
}
