import type { AttemptPurpose, RecordEvent } from '../record/events.js'
import { refuse, type Refused } from '../record/decision.js'
import { countFailure, FIRST_LOCKING_FAILURE, refuseLocked } from '../record/lock-ladder.js'
import type { CodeAttempts, TwoFactorRecord } from '../record/record.js'
import { dayOf } from '../record/time.js'

/** Failures in a row, or within 30 days, at which the authenticators are blocked (NIST SP 800-63B-4, 3.2.2). */
export const FAILURES_LIMIT = 100

const FAILURE_DAYS = 30

/** Refuses every one-time code under a block or a lock. */
export function refuseCodes (record: TwoFactorRecord, now: number): Refused | undefined {
  if (record.codeAttempts.blockedAt !== undefined) return refuse(record, 'TWO_FACTOR_BLOCKED')
  return refuseLocked(record, 'codeAttempts', now)
}

/** Counts a wrong code: it may lock, and block. The first lock and the block each raise one event. */
export function refuseWrongCode (record: TwoFactorRecord, purpose: AttemptPurpose, now: number, before: readonly RecordEvent[]): Refused {
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
export function clearFailures (attempts: CodeAttempts): CodeAttempts {
  return attempts.failures === 0 ? attempts : { ...attempts, failures: 0, lockedUntil: undefined }
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
