export const DAY = 86_400_000

/** How far another instance's clock may be ahead. */
const CLOCK_SKEW = 60_000

/** Whether a moment lies more than a minute ahead, further than the clock of any other instance. */
export function isAhead (moment: number, now: number): boolean {
  return moment - now > CLOCK_SKEW
}

/** Whether `since` is less than `seconds` ago. A moment that is ahead counts as long past. */
export function isWithin (since: number | undefined, seconds: number, now: number): boolean {
  return since !== undefined && !isAhead(since, now) && now - since < seconds * 1000
}

/** The day of a moment, as days since 1970 (UTC). */
export function dayOf (now: number): number {
  return Math.floor(now / DAY)
}

/** A moment as a date. */
export function toDate (moment: number | undefined): Date | undefined {
  return moment === undefined ? undefined : new Date(moment)
}
