import { matchingSteps } from '../../methods/totp/totp.js'
import { accept, refuse, type Decision } from '../decision.js'
import type { RecordEvent } from '../events.js'
import { AUTHENTICATORS_LIMIT, isEnabled, noCodeAttempts, withNewStamp, type Authenticator, type PendingEnrollment, type TwoFactorRecord } from '../record.js'
import { isEnrollmentStepUpDue, refuseStale, type SignIn } from '../sign-in/sign-in.js'
import { isWithin } from '../time.js'

/** The wrong code that ends a pending enrollment. */
const WRONG_CODES_LIMIT = 10

export interface StartEnrollmentInput {
  readonly signIn: SignIn
  readonly passwordProved: boolean
  readonly reauthenticateSeconds: number
  readonly id: string
  readonly name: string
  /** The new key, sealed. */
  readonly key: string
}

/** Starts an enrollment in place of one that was pending. The confirmed authenticators stay as they are. */
export function startEnrollment (record: TwoFactorRecord, input: StartEnrollmentInput, now: number): Decision<PendingEnrollment> {
  const stale = refuseStale(record, input.signIn, input, now)
  if (stale !== undefined) return stale
  if (isEnrollmentStepUpDue(record, input.signIn, now)) return refuse(record, 'TWO_FACTOR_STEP_UP_REQUIRED')
  const enrollment: PendingEnrollment = { id: input.id, name: input.name, key: input.key, signInId: input.signIn.id, startedAt: now, failures: 0 }
  return accept({ ...record, enrollment }, enrollment)
}

/** The pending enrollment, for the sign-in that started it and nobody else. */
export function pendingEnrollment (record: TwoFactorRecord, signIn: SignIn, pendingSeconds: number, now: number): PendingEnrollment | undefined {
  const { enrollment } = record
  return enrollment?.signInId === signIn.id && isWithin(enrollment.startedAt, pendingSeconds, now) ? enrollment : undefined
}

export interface ConfirmEnrollmentInput {
  readonly signIn: SignIn
  /** Six digits. */
  readonly code: string
  /** The pending key; `undefined` when it does not open. */
  readonly key: Uint8Array | undefined
  readonly window: number
  readonly pendingSeconds: number
  /** The new authenticator takes the place of all others. */
  readonly replace: boolean
  readonly stamp: string
  /** Digests of a set of recovery codes, taken only where none are left. */
  readonly codeHashes: readonly string[]
}

export interface ConfirmedEnrollment {
  readonly signIn: SignIn
  readonly newRecoveryCodes: boolean
}

/**
 * A right code activates the pending authenticator and burns its step, in one decision. Every other
 * session ends. Under a block the new authenticator always replaces the blocked ones and the counters
 * start anew.
 */
export function confirmEnrollment (record: TwoFactorRecord, input: ConfirmEnrollmentInput, now: number): Decision<ConfirmedEnrollment> {
  const { signIn } = input
  const pending = pendingEnrollment(record, signIn, input.pendingSeconds, now)
  if (pending === undefined) return refuse(record, 'TWO_FACTOR_NO_ENROLLMENT')
  const blocked = record.codeAttempts.blockedAt !== undefined
  const replaced = input.replace || blocked ? record.authenticators : []
  const kept = input.replace || blocked ? [] : record.authenticators
  if (kept.length >= AUTHENTICATORS_LIMIT) return refuse(record, 'TWO_FACTOR_TOO_MANY_AUTHENTICATORS')
  if (input.key === undefined) return refuse(record, 'TWO_FACTOR_UNAVAILABLE', [{ type: 'key-missing' }])
  const steps = matchingSteps(input.key, input.code, now, input.window)
  if (steps.length === 0) return refuseWrongConfirmation(record, pending)

  const { signInId, startedAt, failures, ...authenticator } = pending
  const confirmed: Authenticator = { ...authenticator, createdAt: now, lastUsedAt: now, lastStep: Math.max(...steps) }
  const newRecoveryCodes = record.recoveryCodes.length === 0
  const changed: TwoFactorRecord = {
    ...withNewStamp(record, input.stamp),
    authenticators: [...kept, confirmed],
    codeAttempts: blocked ? { ...record.codeAttempts, ...noCodeAttempts } : record.codeAttempts,
    recoveryCodes: newRecoveryCodes ? input.codeHashes : record.recoveryCodes
  }
  const events: RecordEvent[] = isEnabled(record) ? [] : [{ type: 'enabled' }]
  events.push({ type: 'authenticator-added', authenticator: { id: confirmed.id, name: confirmed.name } })
  for (const { id, name } of replaced) events.push({ type: 'authenticator-removed', authenticator: { id, name } })
  return accept(changed, { signIn: { ...signIn, status: 'complete', method: 'totp', stamp: input.stamp, verifiedAt: now }, newRecoveryCodes }, events)
}

/** Drops the pending enrollment of this sign-in; without one there is nothing to do. */
export function cancelEnrollment (record: TwoFactorRecord, signIn: SignIn): Decision<undefined> {
  return accept(record.enrollment?.signInId === signIn.id ? { ...record, enrollment: undefined } : record, undefined)
}

function refuseWrongConfirmation (record: TwoFactorRecord, pending: PendingEnrollment): Decision<never> {
  const failures = pending.failures + 1
  const enrollment = failures >= WRONG_CODES_LIMIT ? undefined : { ...pending, failures }
  return refuse({ ...record, enrollment }, 'TWO_FACTOR_INVALID_CODE', [{ type: 'failed', purpose: 'enrollment' }])
}
