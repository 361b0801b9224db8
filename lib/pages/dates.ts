import { html } from 'ghtml'
import { fillHtml } from './messages.js'
import type { PageContext } from './page.js'

type Where = Pick<PageContext, 'language' | 'timeZone'>

/** How much is told of a moment: its day, its day and time, or only the time. The script knows the same. */
const formats = {
  day: { dateStyle: 'medium' },
  moment: { dateStyle: 'medium', timeStyle: 'short' },
  time: { timeStyle: 'short' }
} as const

/** Making a format takes ten times as long as using it: these were used last. */
const made = new Map<string, Intl.DateTimeFormat>()

/** How many of them are kept: each has its language and time zone. */
const MOST = 50

function formatOf (told: keyof typeof formats, { language, timeZone }: Where): Intl.DateTimeFormat {
  const key = `${told} ${language} ${timeZone}`
  const format = made.get(key) ?? new Intl.DateTimeFormat(language, { ...formats[told], timeZone })
  made.delete(key)
  made.set(key, format)
  if (made.size > MOST) made.delete(made.keys().next().value!)
  return format
}

/**
 * A moment as the language writes it, in the user's time zone, which is named. The script writes it anew, in the time zone of
 * the browser.
 */
export function timeNode (moment: Date, told: keyof typeof formats, where: Where): string {
  const text = formatOf(told, where).format(moment)
  return html`<time datetime="${moment.toISOString().slice(0, 16)}Z" data-told="${told}">${text} (${where.timeZone})</time>`
}

/** A text with the day of a moment in it. */
export function dayText (text: string, moment: Date, where: Where): string {
  return fillHtml(text, { date: timeNode(moment, 'day', where) })
}

/** The same with day and time. */
export function momentText (text: string, moment: Date, where: Where): string {
  return fillHtml(text, { date: timeNode(moment, 'moment', where) })
}

/** How long to wait, as the language says it: `in 45 seconds`, `in 15 minutes`, `in 2 hours`. It is rounded up, never down. */
export function waitText (seconds: number, language: string): string {
  const format = new Intl.RelativeTimeFormat(language)
  if (seconds <= 90) return format.format(Math.max(1, Math.ceil(seconds)), 'second')
  if (seconds <= 90 * 60) return format.format(Math.ceil(seconds / 60), 'minute')
  return format.format(Math.ceil(seconds / 3600), 'hour')
}

/** A number of days, as the language counts them: `1 day`, `30 days`. */
export function daysText (days: number, language: string): string {
  return new Intl.NumberFormat(language, { style: 'unit', unit: 'day', unitDisplay: 'long' }).format(days)
}
