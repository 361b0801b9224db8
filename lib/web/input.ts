import { invalidInput } from '../errors.js'

/** The longest name of an authenticator, in characters. */
export const NAME_MAX_LENGTH = 64

/** Printable text: the pattern of an authenticator's name. */
export const NAME_PATTERN = '^[^\\p{C}]*[^\\p{C}\\p{Z}][^\\p{C}]*$'

const printable = new RegExp(NAME_PATTERN, 'u')

export function optionalName (name: unknown): string | undefined {
  if (name === undefined) return undefined
  if (typeof name !== 'string' || name.length > NAME_MAX_LENGTH || !printable.test(name)) {
    throw invalidInput(`The name must be a string of 1 to ${NAME_MAX_LENGTH} printable characters.`)
  }
  return name.trim()
}

export function optionalPassword (password: unknown): string | undefined {
  if (isNothing(password)) return undefined
  if (typeof password !== 'string') throw invalidInput('The password must be a string.')
  return password
}

export function optionalFlag (name: string, flag: unknown): boolean {
  if (!isNothing(flag) && typeof flag !== 'boolean') throw invalidInput(`${name} must be true or false.`)
  return flag === true
}

/** Whether an optional property is not given, which a caller may say as `null` too. */
export function isNothing (value: unknown): value is undefined | null {
  return value === undefined || value === null
}

export function requireId (id: unknown): string {
  if (typeof id !== 'string') throw invalidInput('The id must be a string.')
  return id
}

/** The input of a caller, in place of a body. Throws 400 unless it is an object, whatever is in it. */
export function requireObject<Input extends object> (input: Input): Input {
  if (typeof input !== 'object' || input === null) throw invalidInput('The body must be an object.')
  return input
}
