import { refuse, type Decision } from '../decision.js'
import { refuseName } from '../names.js'
import type { Authenticator, PendingEnrollment, TwoFactorRecord } from '../record.js'
import { refuseWithoutPasskey } from '../sign-in/freshness.js'
import type { TwoFactorMethod } from '../sign-in-method.js'
import { activate, refuseFull, stayingBeside, type Activated, type ActivateInput } from './activate.js'
import { pendingEnrollment } from './pending.js'

/** How many wrong codes end a pending enrollment. */
const WRONG_CODES_LIMIT = 10

/** What the method of a pending enrollment says about its first code. `unknown`: its key does not open. */
export type Enrolled = { readonly is: 'right', readonly authenticator: Authenticator } | { readonly is: 'wrong' | 'unknown' }

/** What confirming an enrollment needs of its method. */
export interface Enrolling {
  readonly type: TwoFactorMethod
  /** How many authenticators of this type a user may have. */
  readonly limit: number
  /** Judges the first code, and gives the authenticator that it confirms. Pure. */
  enroll (enrollment: PendingEnrollment, now: number): Enrolled
}

export interface ConfirmInput extends Omit<ActivateInput, 'type' | 'limit'> {
  /** Finds the method of a type; `undefined` for a type that is unknown here. */
  readonly method: (type: string) => Enrolling | undefined
  readonly pendingSeconds: number
  /** Takes the place of the name that was given at the start. */
  readonly name: string | undefined
}

/** A right code turns the pending authenticator on, and its time step is used, in one decision. */
export function confirm (
  record: TwoFactorRecord,
  { method: methodOf, pendingSeconds, name, ...input }: ConfirmInput,
  now: number
): Decision<Activated> {
  const pending = pendingEnrollment(record, input.signIn, pendingSeconds, now)
  const method = pending && methodOf(pending.type)
  if (pending === undefined || method === undefined) return refuse(record, 'TWO_FACTOR_NO_ENROLLMENT')
  const due = refuseWithoutPasskey(record, input.signIn, { resistant: input.resistant, pendingSeconds }, now)
  if (due !== undefined) return due
  const activation = { ...input, type: method.type, limit: method.limit }
  const full = refuseFull(record, activation)
  if (full !== undefined) return full
  // before the code is looked at: a name that does not fit costs no try
  const unfit = name === undefined ? undefined : refuseName(record, name, stayingBeside(record, activation))
  if (unfit !== undefined) return unfit
  const enrolled = method.enroll(pending, now)
  if (enrolled.is === 'wrong') return refuseWrongCode(record, pending)
  if (enrolled.is !== 'right') return refuse(record, 'TWO_FACTOR_UNAVAILABLE', [{ type: 'key-missing' }])
  const authenticator = name === undefined ? enrolled.authenticator : { ...enrolled.authenticator, name }
  return activate(record, authenticator, activation, now)
}

function refuseWrongCode (record: TwoFactorRecord, pending: PendingEnrollment): Decision<never> {
  const failures = pending.failures + 1
  const enrollment = failures >= WRONG_CODES_LIMIT ? undefined : { ...pending, failures }
  return refuse({ ...record, enrollment }, 'TWO_FACTOR_INVALID_CODE', [{ type: 'failed', purpose: 'enrollment' }])
}
