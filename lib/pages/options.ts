import { isFalseOrObject, isFunction, isHttpsUrl, isObject, isOrigin, isUrlOrPath } from '../options/checks.js'
import { check, checkKnown, optional, type Option } from '../options/option.js'
import type { TwoFactorMessageOverrides } from './messages.js'
import type { PageContext } from './page.js'
import { builtInPages, type PageOverrides } from './pages.js'

/** HTML of the application's own, to be printed as it is. */
export type TrustedHtml = string | ((context: PageContext) => string | Promise<string>)

/** The look of the pages. */
export interface PageLook {
  /** A stylesheet after the built-in one: a path of the application, or an https URL, whose origin is then allowed for styles and fonts. */
  stylesheet?: string | undefined
  /** Origins of images in `header` and `footer` besides the site's own; pages that show a key or codes allow none. */
  imageOrigins?: readonly string[] | undefined
  /** What stands above each page, HTML that is printed as it is: escape what others typed. */
  header?: TrustedHtml | undefined
  /** The same below each page. */
  footer?: TrustedHtml | undefined
}

export interface TwoFactorPages extends PageOverrides, PageLook {}

/** The pages as they are kept. */
export interface Pages extends PageLook {
  readonly overrides: PageOverrides
}

/** The options that the pages read. */
export const pageOptions = {
  /** The look of the pages, overrides of the built-in ones by name, or `false` for JSON only. */
  pages: { read: readPages } as Option<false | TwoFactorPages | undefined, false | Pages>,
  /** Texts by language, to add a language or to change some texts of one. */
  messages: optional<TwoFactorMessageOverrides>(isObject, 'an object of texts by language', {})
}

const look = ['stylesheet', 'imageOrigins', 'header', 'footer'] as const

function readPages (given: unknown, name: string): false | Pages {
  if (check(name, given, value => value === undefined || isFalseOrObject(value), 'false or an object') === false) return false
  const pages = Object.fromEntries(Object.entries(given ?? {}).filter(([, page]) => page !== undefined))
  checkKnown(name, pages, [...Object.keys(builtInPages), ...look])
  const { stylesheet, imageOrigins, header, footer, ...overrides } = pages as TwoFactorPages
  const part = <Value>(key: string, value: Value, isExpected: (value: unknown) => boolean, expected: string): Value =>
    check(`${name}.${key}`, value, given => given === undefined || isExpected(given), expected)
  part('stylesheet', stylesheet, isStylesheet, 'a path that begins with one /, or an https URL')
  part('imageOrigins', imageOrigins, isImageOrigins, 'a list of https origins like https://cdn.acme.example')
  part('header', header, isTrustedHtml, 'HTML, or a function that gives it')
  part('footer', footer, isTrustedHtml, 'HTML, or a function that gives it')
  for (const [key, page] of Object.entries(overrides)) check(`${name}.${key}`, page, isFunction, 'a function')
  return Object.freeze({ stylesheet, imageOrigins: imageOrigins && [...imageOrigins], header, footer, overrides: Object.freeze(overrides) })
}

function isStylesheet (value: unknown): boolean {
  return isUrlOrPath(value) && (value.startsWith('/') || (isHttpsUrl(value) && isSource(new URL(value).origin) && !value.includes('@')))
}

function isImageOrigins (value: unknown): boolean {
  return Array.isArray(value) && value.every(origin => isOrigin(origin) && isSource(origin))
}

/** Whether an origin can stand in a policy as it is: a host may have `;` and `,` in a URL, which would end it there. */
function isSource (origin: string): boolean {
  return /^https:\/\/[\w.:[\]-]+$/.test(origin)
}

function isTrustedHtml (value: unknown): boolean {
  return typeof value === 'string' || isFunction(value)
}
