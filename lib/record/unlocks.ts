import type { CodeAttempts } from './record.js'
import { DAY } from './time.js'

/** How often an owner may lift the lock of their one-time codes within 24 hours. */
export const UNLOCKS_LIMIT = 3

/** When the owner did so within the last 24 hours. A moment that is ahead counts too, whatever clock set it. */
export function recentUnlocks ({ unlockedAt = [] }: CodeAttempts, now: number): readonly number[] {
  return unlockedAt.filter(at => now - at < DAY)
}

/** How often the owner may still do so now; not at all under a block. */
export function unlocksLeft (attempts: CodeAttempts, now: number): number {
  return attempts.blockedAt === undefined ? Math.max(0, UNLOCKS_LIMIT - recentUnlocks(attempts, now).length) : 0
}
