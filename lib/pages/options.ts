import { isFalseOrObject, isFunction, isObject } from '../options/checks.js'
import { check, checkKnown, optional, type Option } from '../options/option.js'
import type { TwoFactorMessageOverrides } from './messages.js'
import { builtInPages, type TwoFactorPages } from './pages.js'

/** The options that the pages read. */
export const pageOptions = {
  /** Overrides of the built-in pages by name, or `false` for JSON only. */
  pages: { read: readPages } as Option<false | TwoFactorPages | undefined, false | TwoFactorPages>,
  /** Texts by language, to add a language or to change some texts of one. English and Italian are built in. */
  messages: optional<TwoFactorMessageOverrides>(isObject, 'an object of texts by language', {})
}

function readPages (given: unknown, name: string): false | TwoFactorPages {
  if (check(name, given, value => value === undefined || isFalseOrObject(value), 'false or an object') === false) return false
  const pages = Object.fromEntries(Object.entries(given ?? {}).filter(([, page]) => page !== undefined))
  checkKnown(name, pages, Object.keys(builtInPages))
  for (const [key, page] of Object.entries(pages)) check(`${name}.${key}`, page, isFunction, 'a function')
  return Object.freeze(pages)
}
