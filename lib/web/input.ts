import { invalidInput, invalidName } from '../errors.js'
import { NAME_MAX_BYTES, NAME_MAX_CHARACTERS, readName } from './name.js'

export function optionalName (name: unknown): string | undefined {
  if (isNothing(name)) return undefined
  const read = readName(name)
  if (read !== undefined) return read
  throw invalidName(`The name must have 1 to ${NAME_MAX_CHARACTERS} printable characters on one line, and at most ${NAME_MAX_BYTES} bytes.`)
}

export function requireName (name: unknown): string {
  return optionalName(name ?? '')!
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
