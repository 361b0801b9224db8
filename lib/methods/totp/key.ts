import { hkdfSync, randomBytes } from 'node:crypto'
import { base32nopad } from '@scure/base'
import { lengthPrefixed } from '../../crypto/length-prefixed.js'
import { invalidInput } from '../../errors.js'

const KEY_BYTES = 20

const SALT_BYTES = 32

/** The longest chosen Secret, in characters after NFC. */
export const CHOSEN_SECRET_MAX_LENGTH = 128

/**
 * The key of a new authenticator: 160 bits (RFC 4226, section 4, R6) by HKDF-SHA-256 (RFC 5869)
 * from the service secret, a fresh salt that nobody keeps, and its purpose and user. A Secret that
 * the user chose makes the key their own; even a weak one does not weaken the key.
 */
export function deriveKey (
  serviceSecret: Uint8Array,
  userId: string,
  chosenSecret: string | undefined,
  salt: Uint8Array = randomBytes(SALT_BYTES)
): Uint8Array {
  const info = lengthPrefixed('enrollment', userId, ...(chosenSecret === undefined ? [] : [chosenSecret]))
  return new Uint8Array(hkdfSync('sha256', serviceSecret, salt, info, KEY_BYTES))
}

/** A chosen Secret in NFC. Throws 400 unless it has 1 to 128 well-formed characters. */
export function requireChosenSecret (secret: unknown): string {
  const chosen = typeof secret === 'string' && secret.isWellFormed() ? secret.normalize('NFC') : ''
  const { length } = [...chosen]
  if (length < 1 || length > CHOSEN_SECRET_MAX_LENGTH) throw invalidInput('The secret must be a string of 1 to 128 characters.')
  return chosen
}

/** A key as base32 without padding (RFC 4648), as authenticator apps take it. */
export function encodeKey (key: Uint8Array): string {
  return base32nopad.encode(key)
}

/** The bytes of a base32 key, with or without padding, spaces, dashes and lower case; `undefined` when it is not one. */
export function decodeKey (text: unknown): Uint8Array | undefined {
  if (typeof text !== 'string' || !/^[ -~]*$/.test(text)) return undefined
  try {
    return base32nopad.decode(text.replace(/[ -]/g, '').replace(/=+$/, '').toUpperCase())
  } catch {
    return undefined
  }
}
