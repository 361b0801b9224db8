import type { Proof } from '../decision.js'
import type { Freshness } from '../sign-in/freshness.js'
import type { SignIn } from '../sign-in/sign-in.js'

/** What a change of the preferences takes: a fresh sign-in or the password. */
export interface FreshInput extends Freshness {
  readonly signIn: SignIn
}

/** The same, and a proof: what changes how somebody gets in takes both. */
export interface ChangeInput extends FreshInput {
  readonly proof: Proof
  readonly stamp: string
}

/** How the session that made a change goes on. */
export interface Changed {
  readonly signIn: SignIn
}
