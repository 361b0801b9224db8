import { refuse, type Refused } from './decision.js'
import type { LockableAttempts, TwoFactorRecord } from './record.js'

const FREE_FAILURES = 4
const FIRST_LOCK_SECONDS = 30
const LONGEST_LOCK_SECONDS = 3600

/** The number of the failure that locks for the first time. */
export const FIRST_LOCKING_FAILURE = FREE_FAILURES + 1

/** How long a failure locks: not at all up to the 4th, 30 s at the 5th, then doubling up to an hour. */
export function lockSeconds (failures: number): number {
  if (failures < FIRST_LOCKING_FAILURE) return 0
  return Math.min(FIRST_LOCK_SECONDS * 2 ** (failures - FIRST_LOCKING_FAILURE), LONGEST_LOCK_SECONDS)
}

/** Counts one more failure, with the lock it leads to. */
export function countFailure<Attempts extends LockableAttempts> (attempts: Attempts, now: number): Attempts {
  const failures = attempts.failures + 1
  const seconds = lockSeconds(failures)
  return { ...attempts, failures, lockedUntil: seconds === 0 ? undefined : now + seconds * 1000 }
}

/** When the lock ends, if there is one. Never later than the ladder allows, whatever clock set it. */
export function lockEnd ({ failures, lockedUntil }: LockableAttempts, now: number): number | undefined {
  if (lockedUntil === undefined || lockedUntil <= now) return undefined
  return Math.min(lockedUntil, now + lockSeconds(failures) * 1000)
}

/** Refuses while there is a lock. A lock that a wrong clock set too far ahead is shortened in the record. */
export function refuseLocked (record: TwoFactorRecord, name: 'codeAttempts' | 'passwordAttempts', now: number): Refused | undefined {
  const attempts = record[name]
  const end = lockEnd(attempts, now)
  if (end === undefined) return undefined
  const cut = end === attempts.lockedUntil ? record : { ...record, [name]: { ...attempts, lockedUntil: end } }
  return refuse(cut, {
    code: 'TWO_FACTOR_LOCKED',
    retryAfterSeconds: Math.ceil((end - now) / 1000),
    ...(name === 'passwordAttempts' && { field: 'password' })
  })
}
