export const DAY = 86_400_000

/** How far another instance's clock may be ahead. */
const CLOCK_SKEW = 60_000

/** Whether `since` is less than `seconds` ago. A moment more than a minute ahead counts as long past. */
export function isWithin (since: number | undefined, seconds: number, now: number): boolean {
  if (since === undefined) return false
  const age = now - since
  return age >= -CLOCK_SKEW && age < seconds * 1000
}

/** The day of a moment, as days since 1970 (UTC). */
export function dayOf (now: number): number {
  return Math.floor(now / DAY)
}
