import type { FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'
import { en, type Texts } from './en.js'
import { it } from './it.js'

export type { Texts }

const languages: Record<string, Texts> = { en, it }

/** A language of the pages, with their texts in it. */
export interface Wording {
  language: string
  texts: Texts
}

/** The texts for a visitor, in the language that the plugin takes for its pages: the user's own, else the browser's, else English. */
export function wordingFor ({ session, headers }: FastifyRequest): Wording {
  return wordingIn(offered(session?.locale) ?? offered(headers['accept-language']))
}

/** The texts in a language, or in English where they are not there in that one. */
export function wordingIn (language = 'en'): Wording {
  const texts = languages[language]
  return texts === undefined ? wordingIn() : { language, texts }
}

/** The language that suits best these ones, written as in `Accept-Language`. */
function offered (wanted: string | null | undefined): string | undefined {
  return wanted ? new Negotiator({ headers: { 'accept-language': wanted } }).language(Object.keys(languages)) : undefined
}

/** A text with its gaps filled in. */
export function fill (text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (gap, name: string) => String(values[name] ?? gap))
}
