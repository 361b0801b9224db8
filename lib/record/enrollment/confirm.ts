import { accept, refuse, type Decision } from '../decision.js'
import type { RecordEvent } from '../events.js'
import { isEnabled, noCodeAttempts, withNewStamp, type Authenticator, type PendingEnrollment, type TwoFactorRecord } from '../record.js'
import type { SignIn } from '../sign-in/sign-in.js'
import type { TwoFactorMethod } from '../sign-in-method.js'
import { pendingEnrollment } from './pending.js'

/** The wrong code that ends a pending enrollment. */
const WRONG_CODES_LIMIT = 10

/** What the method of a pending enrollment says of its first code. `unknown`: its key does not open. */
export type Enrolled = { readonly is: 'right', readonly authenticator: Authenticator } | { readonly is: 'wrong' | 'unknown' }

/** The method of a pending enrollment, as far as it is asked here. */
export interface Enrolling {
  readonly type: TwoFactorMethod
  /** Authenticators of this type that a user may have. */
  readonly limit: number
  /** Judges the first code, and gives the authenticator that it confirms. Pure. */
  enroll (enrollment: PendingEnrollment, now: number): Enrolled
}

export interface ConfirmInput {
  readonly signIn: SignIn
  /** The method of this type; `undefined` for one that is unknown here. */
  readonly method: (type: string) => Enrolling | undefined
  readonly pendingSeconds: number
  /** The new authenticator takes the place of all others. */
  readonly replace: boolean
  /** Types whose codes a block holds off: under a block a new authenticator takes the place of those. */
  readonly blockable: readonly string[]
  readonly stamp: string
  /** Digests of a set of recovery codes, taken only where none are left. */
  readonly codeHashes: readonly string[]
}

export interface Confirmed {
  readonly signIn: SignIn
  readonly newRecoveryCodes: boolean
}

/**
 * A right code activates the pending authenticator and burns its step, in one decision. Every other
 * session ends. Under a block the new authenticator always replaces the blocked ones and the counters
 * start anew.
 */
export function confirm (record: TwoFactorRecord, input: ConfirmInput, now: number): Decision<Confirmed> {
  const pending = pendingEnrollment(record, input.signIn, input.pendingSeconds, now)
  const method = pending && input.method(pending.type)
  if (pending === undefined || method === undefined) return refuse(record, 'TWO_FACTOR_NO_ENROLLMENT')
  const blocked = record.codeAttempts.blockedAt !== undefined
  const isReplaced = ({ type }: Authenticator): boolean => input.replace || (blocked && input.blockable.includes(type))
  const kept = record.authenticators.filter(authenticator => !isReplaced(authenticator))
  if (kept.filter(({ type }) => type === method.type).length >= method.limit) return refuse(record, 'TWO_FACTOR_TOO_MANY_AUTHENTICATORS')
  const enrolled = method.enroll(pending, now)
  if (enrolled.is === 'wrong') return refuseWrongCode(record, pending)
  if (enrolled.is !== 'right') return refuse(record, 'TWO_FACTOR_UNAVAILABLE', [{ type: 'key-missing' }])

  const { authenticator } = enrolled
  const newRecoveryCodes = record.recoveryCodes.length === 0
  const changed: TwoFactorRecord = {
    ...withNewStamp(record, input.stamp),
    authenticators: [...kept, authenticator],
    codeAttempts: blocked ? { ...record.codeAttempts, ...noCodeAttempts } : record.codeAttempts,
    recoveryCodes: newRecoveryCodes ? input.codeHashes : record.recoveryCodes
  }
  const events: RecordEvent[] = isEnabled(record) ? [] : [{ type: 'enabled' }]
  events.push({ type: 'authenticator-added', authenticator: named(authenticator) })
  for (const replaced of record.authenticators.filter(isReplaced)) events.push({ type: 'authenticator-removed', authenticator: named(replaced) })
  const signIn: SignIn = { ...input.signIn, status: 'complete', method: method.type, stamp: input.stamp, verifiedAt: now }
  return accept(changed, { signIn, newRecoveryCodes }, events)
}

function named ({ id, type, name }: Authenticator): { id: string, type: string, name: string } {
  return { id, type, name }
}

function refuseWrongCode (record: TwoFactorRecord, pending: PendingEnrollment): Decision<never> {
  const failures = pending.failures + 1
  const enrollment = failures >= WRONG_CODES_LIMIT ? undefined : { ...pending, failures }
  return refuse({ ...record, enrollment }, 'TWO_FACTOR_INVALID_CODE', [{ type: 'failed', purpose: 'enrollment' }])
}
