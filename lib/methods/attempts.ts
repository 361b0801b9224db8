import { refuse, type Refused } from '../record/decision.js'
import type { AttemptPurpose, RecordEvent } from '../record/events.js'
import { countFailure, FIRST_LOCKING_FAILURE, refuseLocked } from '../record/lock-ladder.js'
import type { CodeAttempts, TwoFactorRecord } from '../record/record.js'
import { dayOf, isWithin } from '../record/time.js'
import type { Field } from './method.js'

/** How wrong guesses into one field are bounded, over every method that takes it. */
export interface Budget {
  /** Refuses whatever is typed. */
  refuse (record: TwoFactorRecord, now: number): Refused | undefined
  /** Counts a wrong guess, after the events that came before. */
  count (record: TwoFactorRecord, purpose: AttemptPurpose, now: number, before: readonly RecordEvent[]): Refused
  /** After a right one. */
  clear (record: TwoFactorRecord): TwoFactorRecord
}

/** Failures in a row, or within 30 days, at which the authenticators are blocked (NIST SP 800-63B-4, 3.2.2). */
export const FAILURES_LIMIT = 100

const FAILURE_DAYS = 30

const WRONG_RECOVERY_CODES_LIMIT = 10
const WRONG_RECOVERY_CODES_SECONDS = 3600

/** A thief cannot close the door of the recovery codes: wrong ones are refused after ten in an hour, a right one never is. */
export const budgets: Readonly<Record<Field, Budget>> = {
  code: { refuse: refuseCodes, count: countWrongCode, clear: clearFailures },
  'recovery-code': { refuse: () => undefined, count: countWrongRecoveryCode, clear: record => record }
}

/** Refuses every one-time code under a block or a lock. */
function refuseCodes (record: TwoFactorRecord, now: number): Refused | undefined {
  if (record.codeAttempts.blockedAt !== undefined) return refuse(record, 'TWO_FACTOR_BLOCKED')
  return refuseLocked(record, 'codeAttempts', now)
}

/** Counts a wrong code: it may lock, and block. The first lock and the block each raise one event. */
function countWrongCode (record: TwoFactorRecord, purpose: AttemptPurpose, now: number, before: readonly RecordEvent[]): Refused {
  const counted = countFailure(record.codeAttempts, now)
  const days = countDay(counted.days, now)
  const blocked = counted.failures >= FAILURES_LIMIT || Object.values(days).reduce((sum, count) => sum + count, 0) >= FAILURES_LIMIT
  const codeAttempts: CodeAttempts = { ...counted, days, blockedAt: blocked ? now : undefined }
  const events: RecordEvent[] = [...before, { type: 'failed', purpose }]
  if (counted.failures === FIRST_LOCKING_FAILURE) events.push({ type: 'locked', until: new Date(counted.lockedUntil!) })
  if (blocked) events.push({ type: 'blocked' })
  return refuse({ ...record, codeAttempts }, 'TWO_FACTOR_INVALID_CODE', events)
}

/** A right code ends the failures in a row; those of the last 30 days stay. */
function clearFailures (record: TwoFactorRecord): TwoFactorRecord {
  const { codeAttempts } = record
  return codeAttempts.failures === 0 ? record : { ...record, codeAttempts: { ...codeAttempts, failures: 0, lockedUntil: undefined } }
}

/** Counts a wrong recovery code; past ten in an hour only wrong codes are refused for it. */
function countWrongRecoveryCode (record: TwoFactorRecord, purpose: AttemptPurpose, now: number, before: readonly RecordEvent[]): Refused {
  const { recoveryAttempts } = record
  const running = isWithin(recoveryAttempts.since, WRONG_RECOVERY_CODES_SECONDS, now)
  const { failures, since } = running ? recoveryAttempts : { failures: 0, since: now }
  if (failures >= WRONG_RECOVERY_CODES_LIMIT) {
    const retryAfterSeconds = Math.ceil((since - now) / 1000) + WRONG_RECOVERY_CODES_SECONDS
    return refuse(record, { code: 'TWO_FACTOR_LOCKED', retryAfterSeconds })
  }
  return refuse({ ...record, recoveryAttempts: { ...recoveryAttempts, failures: failures + 1, since } }, 'TWO_FACTOR_INVALID_CODE', [...before, { type: 'failed', purpose }])
}

/**
 * Today's count plus one. Days long past go. Days ahead, where a clock was or is wrong, are kept as one, so that
 * no clock makes them forgotten.
 */
function countDay (days: CodeAttempts['days'], now: number): Record<string, number> {
  const today = dayOf(now)
  const latest = Math.max(today, ...Object.keys(days).map(Number))
  const counted: Record<string, number> = { [today]: 1 }
  for (const [day, count] of Object.entries(days)) {
    if (Number(day) < today - FAILURE_DAYS) continue
    const kept = Number(day) > today ? latest : Number(day)
    counted[kept] = (counted[kept] ?? 0) + count
  }
  return counted
}
