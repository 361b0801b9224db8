import { accept, type Decision } from './decision.js'
import { countFailure, refuseLocked } from './lock-ladder.js'
import { noPasswordAttempts, type TwoFactorRecord } from './record.js'

/**
 * Counts an attempt at the password before the password is checked: whatever becomes of the check, and
 * however many run at once, no more attempts are answered than the budget allows.
 */
export function reservePasswordAttempt (record: TwoFactorRecord, now: number): Decision<undefined> {
  return refuseLocked(record, 'passwordAttempts', now) ??
    accept({ ...record, passwordAttempts: countFailure(record.passwordAttempts, now) }, undefined)
}

/** Clears the counted attempts after a right password. */
export function clearPasswordAttempts (record: TwoFactorRecord): Decision<undefined> {
  return accept({ ...record, passwordAttempts: { ...record.passwordAttempts, ...noPasswordAttempts } }, undefined)
}
