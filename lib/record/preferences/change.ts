import type { Proof } from '../decision.js'
import type { Freshness } from '../sign-in/freshness.js'
import type { SignIn } from '../sign-in/sign-in.js'

/** What every change of the preferences takes: a fresh sign-in or the password, and a proof. */
export interface ChangeInput extends Freshness {
  readonly signIn: SignIn
  readonly proof: Proof
  readonly stamp: string
}
