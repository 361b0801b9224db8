/** A day as the language writes it; without a time zone of the user, in UTC. */
export function dayText (moment: Date, language: string, timeZone: string | null | undefined): string {
  return moment.toLocaleDateString(language, { dateStyle: 'long', timeZone: timeZone ?? 'UTC' })
}

/** The same with the time of day. */
export function momentText (moment: Date, language: string, timeZone: string | null | undefined): string {
  return moment.toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short', timeZone: timeZone ?? 'UTC' })
}

export function euros (amount: number, language: string): string {
  return amount.toLocaleString(language, { style: 'currency', currency: 'EUR' })
}
