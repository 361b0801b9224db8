import { invalidInput } from '../errors.js'
import { readTypedText } from './typed-text.js'

/** The six digits of what was typed. Throws 400 for anything else, which is no guess, so that nothing is written. */
export function requireOneTimeCode (code: unknown): string {
  const digits = readTypedText(code)
  if (digits === undefined || !/^[0-9]{6}$/.test(digits)) throw invalidInput('The code must be a string of six digits.', 'code')
  return digits
}
