import { accept, refuse, type Decision } from '../decision.js'
import { cutDays, FAILURE_DAYS, FAILURES_LIMIT } from '../failure-days.js'
import { lockEnd } from '../lock-ladder.js'
import type { CodeAttempts, TwoFactorRecord } from '../record.js'
import { DAY } from '../time.js'

/** How many tries a block that was lifted leaves. */
const TRIES_AFTER_BLOCK = 10

/** Lifts a lock and a block; the failures in a row start anew. A second block within 30 days stays. */
export function unlock (record: TwoFactorRecord, now: number): Decision<undefined> {
  const { codeAttempts } = record
  const { blockedAt, unblockedAt, days } = codeAttempts
  if (blockedAt === undefined && lockEnd(codeAttempts, now) === undefined) return accept(record, undefined)
  const unlocked: CodeAttempts = { ...codeAttempts, failures: 0, lockedUntil: undefined }
  if (blockedAt === undefined) return lifted(unlocked)
  // a moment that is ahead counts too, whatever clock set it
  if (unblockedAt !== undefined && now - unblockedAt < FAILURE_DAYS * DAY) return refuse(record, 'TWO_FACTOR_BLOCKED')
  return lifted({ ...unlocked, blockedAt: undefined, unblockedAt: now, days: cutDays(days, FAILURES_LIMIT - TRIES_AFTER_BLOCK, now) })

  function lifted (codeAttempts: CodeAttempts): Decision<undefined> {
    return accept({ ...record, codeAttempts }, undefined, [{ type: 'unlocked' }])
  }
}
