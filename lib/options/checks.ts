import { isVisible } from '../record/names.js'

export function isIntegerBetween (low: number, high: number): (value: unknown) => boolean {
  return value => typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high
}

export function isIssuerName (value: unknown): value is string {
  return typeof value === 'string' && value.isWellFormed() && value.trim() === value &&
    isVisible(value) && /^[^:\p{Cc}]{1,64}$/u.test(value)
}

export function isHttpsUrl (value: unknown): value is string {
  return typeof value === 'string' && value.startsWith('https://') && URL.canParse(value) && new URL(value).href.length <= 256
}

/** Schemes whose documents have no origin: `Origin` is `null` for them, which never passes. */
const OPAQUE = ['about:', 'blob:', 'data:', 'file:', 'javascript:']

/**
 * An origin as a browser or a web view sends it, of any scheme that has one: `scheme://host`, and a port that is not the
 * scheme's own. It is put together from the parts of the URL, whose own `origin` is `null` where the scheme is not the web's.
 */
export function isOrigin (value: unknown): value is string {
  if (typeof value !== 'string' || value.includes('*') || !URL.canParse(value)) return false
  const { protocol, host } = new URL(value)
  return host !== '' && !OPAQUE.includes(protocol) && `${protocol}//${host}` === value
}

/** A segment of a path that leads out of it, in any spelling; what follows a `?` or `#` is none. */
const DOT_SEGMENT = /^[^?#]*\/(?:\.|%2e){1,2}(?:[/?#]|$)/i

export function isUrlOrPath (value: unknown): value is string {
  if (typeof value !== 'string') return false
  const isPath = /^\/(?![/\\])[\x20-\x5b\x5d-\x7e]*$/.test(value) && !DOT_SEGMENT.test(value)
  return isPath || (/^https?:\/\//.test(value) && URL.canParse(value))
}

/** A place of help: a page, or an address to write to or to call. */
export function isHelpUrl (value: unknown): value is string {
  return isUrlOrPath(value) || (typeof value === 'string' && /^(?:mailto|tel):[\x21-\x7e]+$/.test(value))
}

/** A path of whole segments, none of them empty, `.` or `..`. */
export function isPrefix (value: unknown): value is string {
  return typeof value === 'string' && /^(?:\/[A-Za-z0-9._~-]+)+$/.test(value) && !DOT_SEGMENT.test(value)
}

/** What a new session has of its own, and the secret of @fastify/csrf-protection: a planted one would live on. */
const NEVER_KEPT: readonly unknown[] = ['cookie', 'twoFactor', '_csrf']

export function isKeptKeys (value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(key => typeof key === 'string' && !NEVER_KEPT.includes(key))
}

export function isBoolean (value: unknown): boolean {
  return typeof value === 'boolean'
}

export function isFunction (value: unknown): boolean {
  return typeof value === 'function'
}

export function isObject (value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isFalseOrObject (value: unknown): boolean {
  return value === false || isObject(value)
}
