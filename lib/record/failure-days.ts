import type { CodeAttempts } from './record.js'
import { dayOf } from './time.js'

/** Wrong codes in a row, or within 30 days, at which the authenticators are blocked (NIST SP 800-63B-4, 3.2.2). */
export const FAILURES_LIMIT = 100

/** For how long a wrong code counts, in days. */
export const FAILURE_DAYS = 30

type Days = CodeAttempts['days']

/** How many wrong codes these days have together. */
export function sumOf (days: Days): number {
  return Object.values(days).reduce((sum, count) => sum + count, 0)
}

/**
 * Adds to today's count and drops days long past. Days ahead, which come from a wrong clock, are merged into the
 * latest of them, so that no clock makes their counts forgotten.
 */
export function countDay (days: Days, now: number, failures: number): Days {
  const today = dayOf(now)
  const latest = Math.max(today, ...Object.keys(days).map(Number))
  const counted: Record<string, number> = { [today]: failures }
  for (const [day, count] of Object.entries(withoutPast(days, today))) {
    const kept = Number(day) > today ? latest : Number(day)
    counted[kept] = (counted[kept] ?? 0) + count
  }
  return counted
}

/** The days with at most so many wrong codes together: the oldest are forgiven first. */
export function cutDays (days: Days, most: number, now: number): Days {
  const counted = Object.entries(withoutPast(days, dayOf(now))).sort(([one], [other]) => Number(other) - Number(one))
  const cut: Record<string, number> = {}
  let left = most
  for (const [day, count] of counted) {
    const kept = Math.min(count, left)
    left -= kept
    if (kept > 0) cut[day] = kept
  }
  return cut
}

function withoutPast (days: Days, today: number): Days {
  return Object.fromEntries(Object.entries(days).filter(([day]) => Number(day) >= today - FAILURE_DAYS))
}
