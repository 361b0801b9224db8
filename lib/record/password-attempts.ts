import { accept, type Decision } from './decision.js'
import { countFailure, refuseLocked } from './lock-ladder.js'
import { noPasswordAttempts, type TwoFactorRecord } from './record.js'

/**
 * Counts an attempt at the password before it is checked: whatever becomes of the check, and however
 * many run at once, no more than the budget are answered.
 */
export function reservePasswordAttempt (record: TwoFactorRecord, now: number): Decision<undefined> {
  return refuseLocked(record, 'passwordAttempts', now) ??
    accept({ ...record, passwordAttempts: countFailure(record.passwordAttempts, now) }, undefined)
}

/** The password was right. */
export function clearPasswordAttempts (record: TwoFactorRecord): Decision<undefined> {
  return accept({ ...record, passwordAttempts: { ...record.passwordAttempts, ...noPasswordAttempts } }, undefined)
}
