import type { TwoFactorMessages } from './messages/en.js'

export type { TwoFactorMessages }

/** Texts by language (BCP 47). A page is shown in a language that has every text of it, itself or by another variant of it. */
export type TwoFactorMessageOverrides = Readonly<Record<string, Partial<TwoFactorMessages>>>

/** A text with its gaps filled in. */
export function fill (text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (gap, name: string) => Object.hasOwn(values, name) ? String(values[name]) : gap)
}
