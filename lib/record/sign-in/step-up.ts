import { accept, andThen, type Decision, type Proof } from '../decision.js'
import type { TwoFactorRecord } from '../record.js'
import type { TwoFactorMethod } from '../sign-in-method.js'
import { provedBy } from './resistance.js'
import type { SignIn } from './sign-in.js'

export interface SteppedUp {
  readonly signIn: SignIn
  readonly method: TwoFactorMethod
}

/** A right proof in a complete sign-in counts as proved just now. */
export function stepUp (record: TwoFactorRecord, { signIn, proof }: { signIn: SignIn, proof: Proof }, now: number): Decision<SteppedUp> {
  return andThen(proof(record, 'step-up', now), (record, method) => accept(record, {
    signIn: { ...signIn, ...provedBy(signIn, method, now) },
    method
  }))
}
