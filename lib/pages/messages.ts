import { html } from 'ghtml'
import type { TwoFactorMessages } from './messages/en.js'

export type { TwoFactorMessages }

/** Texts by language (BCP 47). A page is shown in a language that has every text of it, itself or by another variant of it. */
export type TwoFactorMessageOverrides = Readonly<Record<string, Partial<TwoFactorMessages>>>

/** A text with its gaps filled in. */
export function fill (text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (gap, name: string) => Object.hasOwn(values, name) ? String(values[name]) : gap)
}

/** The same as HTML: the text is escaped, and the values are HTML. */
export function fillHtml (text: string, values: Readonly<Record<string, string>>): string {
  return fill(html`${text}`, values)
}
