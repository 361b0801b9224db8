import { html } from 'ghtml'
import { fill } from './messages.js'
import type { PageContext } from './page.js'

/**
 * A text with the day of a moment filled in as the language writes it, in the user's time zone, which is named. The script
 * writes it anew, in the time zone of the browser.
 */
export function dayText (text: string, moment: Date, { language, timeZone }: Pick<PageContext, 'language' | 'timeZone'>): string {
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone }).format(moment)
  return html`<time datetime="${moment.toISOString()}" data-text="${text}">${fill(text, { date: `${day} (${timeZone})` })}</time>`
}

/** How long to wait, as the language says it: `in 45 seconds`, `in 15 minutes`, `in 2 hours`. It is rounded up, never down. */
export function waitText (seconds: number, language: string): string {
  const format = new Intl.RelativeTimeFormat(language)
  if (seconds <= 90) return format.format(Math.max(1, Math.ceil(seconds)), 'second')
  if (seconds <= 90 * 60) return format.format(Math.ceil(seconds / 60), 'minute')
  return format.format(Math.ceil(seconds / 3600), 'hour')
}
