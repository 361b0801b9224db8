import Negotiator from 'negotiator'
import { optionInvalid } from '../errors.js'
import { isObject } from '../options/checks.js'
import { PREFERENCE_MAX_LENGTH } from '../web/negotiation.js'
import { en, type TwoFactorMessages } from './messages/en.js'
import { it } from './messages/it.js'

export type { TwoFactorMessages }

/** Texts by language (BCP 47). A language that is added falls back to English where a text is missing. */
export type TwoFactorMessageOverrides = Readonly<Record<string, Partial<TwoFactorMessages>>>

/** The texts of a page, with the language they are in. */
export interface Texts {
  readonly language: string
  readonly messages: TwoFactorMessages
}

/** The texts of the pages by language; throws `TWO_FACTOR_OPTION_INVALID` for a text that the pages do not have. */
export function createLanguages (overrides: TwoFactorMessageOverrides): ReadonlyMap<string, TwoFactorMessages> {
  const languages = new Map<string, TwoFactorMessages>([['en', en], ['it', it]])
  for (const [language, texts] of Object.entries(overrides)) {
    if (!isLanguageTag(language)) throw optionInvalid(`messages.${language}`, 'is no language tag (BCP 47)')
    if (!isObject(texts)) throw optionInvalid(`messages.${language}`, 'must be an object of texts')
    for (const [key, text] of Object.entries(texts)) {
      if (!Object.hasOwn(en, key) || typeof text !== 'string') throw optionInvalid(`messages.${language}.${key}`, 'is no text of the pages')
    }
    languages.set(language, { ...(languages.get(language) ?? en), ...texts })
  }
  return languages
}

/** The texts for a user: in their own language, else in the browser's, else in English. */
export function chooseTexts (
  languages: ReadonlyMap<string, TwoFactorMessages>,
  locale: string | null | undefined,
  acceptLanguage: string | undefined
): Texts {
  const known = [...languages.keys()]
  const language = preferred(locale ?? undefined, known) ?? preferred(acceptLanguage, known) ?? 'en'
  return { language, messages: languages.get(language)! }
}

/** A text with its gaps filled in. */
export function fill (text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (gap, name: string) => Object.hasOwn(values, name) ? String(values[name]) : gap)
}

function isLanguageTag (language: string): boolean {
  try {
    return Intl.getCanonicalLocales(language).length === 1
  } catch {
    return false
  }
}

function preferred (accepted: string | undefined, known: string[]): string | undefined {
  if (accepted === undefined) return undefined
  const headers = { 'accept-language': accepted.slice(0, PREFERENCE_MAX_LENGTH) }
  return new Negotiator({ headers }).language(known)
}
