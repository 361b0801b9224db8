import { accept, refuse, type Decision } from '../decision.js'
import { refuseLocked } from '../lock-ladder.js'
import { isEnabled, type TwoFactorRecord } from '../record.js'
import { refuseStale } from '../sign-in/freshness.js'
import { recentUnlocks, unlocksLeft } from '../unlocks.js'
import type { FreshInput } from './change.js'

/**
 * Lifts the lock of one-time codes for one try: the failures in a row and their days stay, so that the next wrong code locks
 * at least as long again. No block is lifted.
 */
export function unlock (record: TwoFactorRecord, input: FreshInput, now: number): Decision<undefined> {
  const stale = refuseStale(record, input.signIn, input, now)
  if (stale !== undefined) return stale
  if (!isEnabled(record)) return refuse(record, 'TWO_FACTOR_NOT_ENABLED')
  const { codeAttempts } = record
  if (codeAttempts.blockedAt !== undefined) return refuse(record, 'TWO_FACTOR_BLOCKED')
  const locked = refuseLocked(record, 'codeAttempts', now)
  if (locked === undefined) return accept(record, undefined)
  if (unlocksLeft(codeAttempts, now) === 0) return locked
  const unlocked = { ...codeAttempts, lockedUntil: undefined, unlockedAt: [...recentUnlocks(codeAttempts, now), now] }
  return accept({ ...record, codeAttempts: unlocked }, undefined, [{ type: 'unlocked' }])
}
