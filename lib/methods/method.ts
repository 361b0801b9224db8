import type { KeyRing } from '../crypto/key-ring.js'
import type { Enrolled } from '../record/enrollment/confirm.js'
import type { PendingEnrollment, TwoFactorRecord } from '../record/record.js'
import type { TwoFactorMethod } from '../record/sign-in-method.js'
import type { Kind } from '../record/stored-form.js'

/** The field that a proof is typed into. Those of one field share one budget of wrong guesses. */
export type Field = 'code' | 'recovery-code'

/** What opens the sealed keys of one user. */
export interface Opener {
  readonly ring: KeyRing
  readonly userId: string
}

/** What was typed, and what it is judged with. */
export interface Typed extends Opener {
  readonly field: Field
  /** In its canonical form. */
  readonly text: string
  /** Accepted time steps on either side of the current one. */
  readonly window: number
}

/**
 * What a method says of a proof. `right`: with the record in which it is spent. `used`: it was right before, which is no
 * guess. `unknown`: nothing of this method could be asked, which is no guess either.
 */
export type Verdict = (
  | { readonly is: 'right', readonly record: TwoFactorRecord }
  | { readonly is: 'used' | 'wrong' | 'unknown' }
) & {
  /** Some key of the user did not open. */
  readonly keyMissing?: boolean
}

/** The record with what an older service key had sealed sealed anew. */
export interface Resealed {
  readonly record: TwoFactorRecord
  /** Some key of the user did not open. */
  readonly keyMissing: boolean
}

/**
 * A way to prove that one is there: a folder of `methods/`, and an entry of the list in `methods/index.ts`. Its `type` names
 * it in the stored form, in answers and in events; `authenticator` and `enrollment` say what it keeps of its own.
 */
export interface Method<Facts = unknown> extends Kind {
  readonly type: TwoFactorMethod
  readonly field: Field
  /** Authenticators of this type that a user may have; 0 where it keeps none. */
  readonly limit: number
  /** What `prove` needs beside what was typed: keys in the clear, for the length of one decision. */
  facts (record: TwoFactorRecord, typed: Typed): Facts
  /** Pure: judges what was typed on this very record. */
  prove (record: TwoFactorRecord, typed: Typed, facts: Facts, now: number): Verdict
  /** Judges the first code of a pending enrollment of this type. */
  enroll? (enrollment: PendingEnrollment, typed: Typed, now: number): Enrolled
  reseal? (record: TwoFactorRecord, opener: Opener): Resealed
}
