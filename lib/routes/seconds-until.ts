/** For pages, which say how long to wait. */
export function secondsUntil (end: Date | undefined, now: number): number | undefined {
  return end && (end.getTime() - now) / 1000
}
