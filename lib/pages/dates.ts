import { html } from 'ghtml'
import { fill } from './messages.js'

/** A text with a day in it, as the language writes days (UTC), marked up for machines. */
export function dayText (text: string, date: Date, language: string): string {
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(date)
  return html`<time datetime="${date.toISOString()}">${fill(text, { date: day })}</time>`
}

/** A text with a time of day in it (UTC). */
export function timeText (text: string, date: Date, language: string): string {
  const time = new Intl.DateTimeFormat(language, { timeStyle: 'long', timeZone: 'UTC' }).format(date)
  return html`<time datetime="${date.toISOString()}">${fill(text, { time })}</time>`
}
