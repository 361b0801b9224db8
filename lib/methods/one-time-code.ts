import { invalidInput } from '../errors.js'

/** What a typed one-time code looks like: six ASCII digits, with ASCII spaces and dashes anywhere. */
export const ONE_TIME_CODE_PATTERN = '^[ -]*(?:[0-9][ -]*){6}$'

const typed = new RegExp(ONE_TIME_CODE_PATTERN)

/** The six digits of what was typed, or 400 for anything that is not a one-time code. It is no guess, and nothing is written. */
export function requireOneTimeCode (code: unknown): string {
  if (typeof code !== 'string' || code.length > 64 || !typed.test(code)) throw invalidInput('The code must be a string of six digits.')
  return code.replace(/[ -]/g, '')
}
