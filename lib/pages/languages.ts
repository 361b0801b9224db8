import { optionInvalid } from '../errors.js'
import { isObject } from '../options/checks.js'
import { directionOf, lookUp, lookUpAccepted, readLanguage, type Language } from '../web/language.js'
import type { TwoFactorMessageOverrides, TwoFactorMessages } from './messages.js'
import { en } from './messages/en.js'
import { builtInMessages } from './messages/index.js'
import { frameTexts, pageTexts } from './page-texts.js'
import type { PageName } from './pages.js'

const keys = Object.keys(en) as (keyof TwoFactorMessages)[]
const names = Object.keys(pageTexts) as PageName[]

/** A language that pages can be shown in. */
export interface PageLanguage extends Language {
  readonly dir: 'ltr' | 'rtl'
  readonly messages: TwoFactorMessages
  /** The pages of which it has every text. */
  readonly pages: readonly PageName[]
  readonly missing: readonly (keyof TwoFactorMessages)[]
}

type OwnTexts = Language & { readonly texts: Partial<TwoFactorMessages> }

/** The languages of the pages, English first; throws `TWO_FACTOR_OPTION_INVALID` for a text that the pages do not have. */
export function createLanguages (overrides: TwoFactorMessageOverrides): readonly PageLanguage[] {
  const languages = new Map<string, OwnTexts>()
  for (const [name, texts] of [...Object.entries(builtInMessages), ...Object.entries(overrides)] as const) {
    const language = readLanguage(name)
    if (language === undefined) throw optionInvalid(`messages.${name}`, 'is no language tag (BCP 47)')
    checkTexts(name, texts)
    languages.set(language.tag, { ...language, texts: { ...languages.get(language.tag)?.texts, ...texts } })
  }
  const all = [...languages.values()]
  return all.map(language => {
    const texts = withInherited(language, all)
    const missing = keys.filter(key => texts[key] === undefined)
    const pages = names.filter(name => [...pageTexts[name], ...frameTexts].every(key => !missing.includes(key)))
    return { ...language, dir: directionOf(language), messages: { ...en, ...texts }, pages, missing }
  })
}

/** The language to show a page in: the user's own, else the browser's, else English; only one that has every text of the page. */
export function chooseLanguage (
  languages: readonly PageLanguage[],
  page: PageName,
  locale: Language | undefined,
  acceptLanguage: string | undefined
): PageLanguage {
  const offered = languages.filter(({ pages }) => pages.includes(page))
  return (locale && lookUp(locale, offered)) ?? lookUpAccepted(acceptLanguage, offered) ?? languages[0]!
}

/** The pages that a language lacks texts of. */
export function incompletePages ({ pages }: PageLanguage): PageName[] {
  return names.filter(name => !pages.includes(name))
}

/** The texts of a language with those of its variants in the same script, the closest one first. */
function withInherited (language: OwnTexts, all: readonly OwnTexts[]): Partial<TwoFactorMessages> {
  const others = all.filter(other => other !== language)
  const closest = lookUp(language, others)
  if (closest === undefined) return language.texts
  return { ...withInherited({ ...language, texts: closest.texts }, others.filter(other => other !== closest)), ...language.texts }
}

function checkTexts (name: string, texts: unknown): void {
  if (!isObject(texts)) throw optionInvalid(`messages.${name}`, 'must be an object of texts')
  for (const [key, text] of Object.entries(texts)) {
    if (!Object.hasOwn(en, key) || typeof text !== 'string') throw optionInvalid(`messages.${name}.${key}`, 'is no text of the pages')
  }
}
