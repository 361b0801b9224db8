import { html } from 'ghtml'
import { fill } from './messages.js'

/** A text with a day filled in as the language writes it (UTC), in a `time` element. */
export function dayText (text: string, date: Date, language: string): string {
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(date)
  return html`<time datetime="${date.toISOString()}">${fill(text, { date: day })}</time>`
}

/** How long to wait, as the language says it: `in 45 seconds`, `in 15 minutes`, `in 2 hours`. It is rounded up, never down. */
export function waitText (seconds: number, language: string): string {
  const format = new Intl.RelativeTimeFormat(language)
  if (seconds <= 90) return format.format(Math.max(1, Math.ceil(seconds)), 'second')
  if (seconds <= 90 * 60) return format.format(Math.ceil(seconds / 60), 'minute')
  return format.format(Math.ceil(seconds / 3600), 'hour')
}
