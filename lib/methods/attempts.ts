import { refuse, type Refused } from '../record/decision.js'
import type { AttemptPurpose, RecordEvent } from '../record/events.js'
import { countDay, FAILURES_LIMIT, sumOf } from '../record/failure-days.js'
import { countFailure, FIRST_LOCKING_FAILURE, lockEnd, refuseLocked } from '../record/lock-ladder.js'
import type { CodeAttempts, TwoFactorRecord } from '../record/record.js'
import { isWithin } from '../record/time.js'
import type { Field } from './method.js'

/** How wrong guesses in one field are limited, over all methods that use that field. */
export interface Budget {
  /** Refuses whatever is typed, while no guess is allowed. */
  refuse (record: TwoFactorRecord, now: number): Refused | undefined
  /** Counts a wrong guess that so many methods were tried with; its events come after those in `before`. */
  count (record: TwoFactorRecord, purpose: AttemptPurpose, now: number, before: readonly RecordEvent[], tried?: number): Refused
  /** The record after a right guess. */
  clear (record: TwoFactorRecord): TwoFactorRecord
}

const WRONG_RECOVERY_CODES_LIMIT = 10
const WRONG_RECOVERY_CODES_SECONDS = 3600

/** After ten wrong recovery codes in an hour more are refused, but a right one never is: a thief cannot lock the owner out. */
export const budgets: Readonly<Record<Field, Budget>> = {
  code: { refuse: refuseCodes, count: countWrongCode, clear: clearFailures },
  'recovery-code': { refuse: () => undefined, count: countWrongRecoveryCode, clear: record => record }
}

/** Refuses every one-time code while there is a block or a lock. */
function refuseCodes (record: TwoFactorRecord, now: number): Refused | undefined {
  if (record.codeAttempts.blockedAt !== undefined) return refuse(record, 'TWO_FACTOR_BLOCKED')
  return refuseLocked(record, 'codeAttempts', now)
}

/**
 * Counts a wrong code, which may lead to a lock or a block. The first lock and the block each raise one event. Over 30 days it
 * counts for each method that it was a guess at, so that two methods are guessed no sooner than one.
 */
function countWrongCode (
  record: TwoFactorRecord,
  purpose: AttemptPurpose,
  now: number,
  before: readonly RecordEvent[],
  tried = 1
): Refused {
  const counted = countFailure(record.codeAttempts, now)
  const days = countDay(counted.days, now, tried)
  const blocked = counted.failures >= FAILURES_LIMIT || sumOf(days) >= FAILURES_LIMIT
  const codeAttempts: CodeAttempts = { ...counted, days, blockedAt: blocked ? now : undefined }
  const events: RecordEvent[] = [...before, { type: 'failed', purpose }]
  if (counted.failures === FIRST_LOCKING_FAILURE) events.push({ type: 'locked', until: new Date(counted.lockedUntil!) })
  if (blocked) events.push({ type: 'blocked' })
  const end = lockEnd(codeAttempts, now)
  // the one that locks says so: whoever typed it would wait for the next code in vain
  const lock = end === undefined || blocked ? {} : { retryAfterSeconds: Math.ceil((end - now) / 1000) }
  return refuse({ ...record, codeAttempts }, { code: 'TWO_FACTOR_INVALID_CODE', ...lock }, events)
}

/** A right code ends the failures in a row; the counts of the last 30 days stay. */
function clearFailures (record: TwoFactorRecord): TwoFactorRecord {
  const { codeAttempts } = record
  return codeAttempts.failures === 0 ? record : { ...record, codeAttempts: { ...codeAttempts, failures: 0, lockedUntil: undefined } }
}

/** Counts a wrong recovery code; after ten in an hour, further wrong codes are refused with `TWO_FACTOR_LOCKED`. */
function countWrongRecoveryCode (record: TwoFactorRecord, purpose: AttemptPurpose, now: number, before: readonly RecordEvent[]): Refused {
  const { recoveryAttempts } = record
  const running = isWithin(recoveryAttempts.since, WRONG_RECOVERY_CODES_SECONDS, now)
  const { failures, since } = running ? recoveryAttempts : { failures: 0, since: now }
  if (failures >= WRONG_RECOVERY_CODES_LIMIT) {
    const retryAfterSeconds = Math.ceil((since - now) / 1000) + WRONG_RECOVERY_CODES_SECONDS
    return refuse(record, { code: 'TWO_FACTOR_LOCKED', retryAfterSeconds })
  }
  const counted = { ...recoveryAttempts, failures: failures + 1, since }
  return refuse({ ...record, recoveryAttempts: counted }, 'TWO_FACTOR_INVALID_CODE', [...before, { type: 'failed', purpose }])
}
