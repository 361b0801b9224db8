import type { KeyRing } from '../crypto/key-ring.js'
import type { Enrolled } from '../record/enrollment/confirm.js'
import type { PendingEnrollment, TwoFactorRecord } from '../record/record.js'
import type { TwoFactorMethod } from '../record/sign-in-method.js'
import type { Kind } from '../record/stored-form.js'
import type { SentCodePlace } from './sent-code/sent-code.js'

/** The field that a proof is typed into. All methods of one field share one budget of wrong guesses. */
export type Field = 'code' | 'recovery-code'

/** What opens the sealed keys of one user. */
export interface Opener {
  readonly ring: KeyRing
  readonly userId: string
}

/** What was typed, and what it is judged with. */
export interface Typed extends Opener {
  readonly field: Field
  /** What a code must have been sent for; nothing where none is sent here, or to this user. */
  readonly sentTo?: SentCodePlace | undefined
  /** Whether it is to prove a change, which takes no code that was sent where there is a stronger method. */
  readonly forChange?: boolean
  /** What was typed, in its canonical form. */
  readonly text: string
  /** Accepted time steps on either side of the current one. */
  readonly window: number
}

/**
 * What a method says about a proof. `right` comes with the record in which the proof is spent. `used`: it was right
 * before. `unknown`: this method had nothing to check it with. Neither of these two counts as a guess.
 */
export type Verdict = (
  | { readonly is: 'right', readonly record: TwoFactorRecord }
  | { readonly is: 'used' | 'wrong' | 'unknown' }
) & {
  /** Whether a key of the user did not open. */
  readonly keyMissing?: boolean
}

/** The record, in which everything that an older service key sealed is sealed anew. */
export interface Resealed {
  readonly record: TwoFactorRecord
  /** Whether a key of the user did not open. */
  readonly keyMissing: boolean
}

/**
 * A way for users to prove themselves: a folder in `methods/`, and an entry in the list of `methods/index.ts`. Its `type`
 * names it in the stored form, in answers and in events; `authenticator` and `enrollment` say what it keeps of its own.
 */
export interface Method extends Kind {
  readonly type: TwoFactorMethod
  /** How many authenticators of this type a user may have; 0 where the method keeps none. */
  readonly limit: number
}

/** A method whose proof is typed. */
export interface TypedMethod<Facts = unknown> extends Method {
  readonly field: Field
  /** What `prove` needs besides what was typed: keys in the clear, for the length of one decision. */
  facts (record: TwoFactorRecord, typed: Typed): Facts
  /** Judges what was typed, on exactly this record. Pure. */
  prove (record: TwoFactorRecord, typed: Typed, facts: Facts, now: number): Verdict
  /** Judges the first code of a pending enrollment of this type. */
  enroll? (enrollment: PendingEnrollment, typed: Typed, now: number): Enrolled
  reseal? (record: TwoFactorRecord, opener: Opener): Resealed
}
