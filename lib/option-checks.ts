import { inspect } from 'node:util'
import { errors } from './errors.js'

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
  if (typeof value !== 'object' || value === null) throw fail(name === '' ? 'object' : name, `must be an object, got ${inspect(value)}`)
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
