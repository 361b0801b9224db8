import { inspect } from 'node:util'
import { errors } from '../errors.js'

/** The error of a wrong option; it refuses to start. */
export function fail (name: string, problem: string): Error {
  return new errors.TWO_FACTOR_OPTION_INVALID(`option ${name} ${problem}`)
}

/** Gives the value back when it is as expected, else throws naming the option and what it got. */
export function check<Value> (name: string, value: Value, isExpected: (value: unknown) => boolean, expected: string): Value & {} | Extract<Value, undefined> {
  if (!isExpected(value)) throw fail(name, `must be ${expected}, got ${inspect(value, { depth: 0, breakLength: Infinity, maxStringLength: 100 })}`)
  return value as Value & {}
}

/** Refuses an object that is none, and names it does not know: a misspelled option must not be silently ignored. */
export function checkKnown (name: string, value: unknown, known: readonly string[]): void {
  if (typeof value !== 'object' || value === null) throw fail(name === '' ? 'object' : name, `must be an object, got ${value === null ? 'null' : typeof value}`)
  const unknown = Object.keys(value).filter(key => !known.includes(key))
  if (unknown.length > 0) throw fail(name === '' ? unknown[0]! : `${name}.${unknown[0]}`, `is unknown. Known are: ${known.join(', ')}`)
}

/** The same check, with nothing given allowed too. */
export function optional (isExpected: (value: unknown) => boolean): (value: unknown) => boolean {
  return value => value === undefined || isExpected(value)
}

export function isIntegerBetween (low: number, high: number): (value: unknown) => boolean {
  return value => typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high
}

export function isIssuerName (value: unknown): value is string {
  return typeof value === 'string' && value.isWellFormed() && value.trim() === value && /^[^:\p{Cc}]{1,64}$/u.test(value)
}

export function isHttpsUrl (value: unknown): value is string {
  return typeof value === 'string' && value.startsWith('https://') && URL.canParse(value) && new URL(value).href.length <= 256
}

export function isOrigin (value: unknown): value is string {
  return typeof value === 'string' && /^https?:/.test(value) && URL.canParse(value) && new URL(value).origin === value
}

export function isUrlOrPath (value: unknown): value is string {
  return typeof value === 'string' && (/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(value) || (/^https?:\/\//.test(value) && URL.canParse(value)))
}

export function isPrefix (value: unknown): value is string {
  return typeof value === 'string' && /^(?:\/[A-Za-z0-9._~-]+)+$/.test(value)
}

export function isKeptKeys (value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(key => typeof key === 'string' && key !== 'cookie' && key !== 'twoFactor')
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
