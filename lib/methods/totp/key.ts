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
  if (length < 1 || length > CHOSEN_SECRET_MAX_LENGTH) throw invalidInput('The secret must be a string of 1 to 128 characters.', 'secret')
  return chosen
}

/** The same where it is given. Throws 400 for any where users may choose none: one that was dropped would be missed. */
export function optionalChosenSecret (secret: unknown, isChosen: boolean): string | undefined {
  if (secret === undefined || secret === null) return undefined
  if (!isChosen) throw invalidInput('The secret cannot be chosen: this site takes none. Leave it out.')
  return requireChosenSecret(secret)
}

/** A key as base32 without padding (RFC 4648), as authenticator apps take it. */
export function encodeKey (key: Uint8Array): string {
  return base32nopad.encode(key)
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/**
 * The bytes of a base32 key as other systems write them: with or without padding, white space, dashes and lower case, and
 * with whatever bits are left over in the last character. 400 for what is no base32.
 */
export function requireBase32Key (text: unknown): Uint8Array {
  const typed = typeof text === 'string' ? text.replace(/[\s-]/g, '').replace(/=+$/, '') : ''
  // before the case is changed: there are letters whose capital is an S or an I
  if (!/^[A-Z2-7]+$/i.test(typed)) throw invalidInput('The secret must be base32: letters A to Z and digits 2 to 7.')
  const spareBits = typed.length * 5 % 8
  if (spareBits >= 5) throw invalidInput('The secret is not whole: base32 text of this length stands for no number of bytes.')
  const capital = typed.toUpperCase()
  const last = ALPHABET.indexOf(capital.at(-1)!) >> spareBits << spareBits
  return base32nopad.decode(capital.slice(0, -1) + ALPHABET[last])
}

/** The key as HMAC sees it: it pads a short key with zero bytes, so trailing ones tell no two keys apart (RFC 2104, section 2). */
export function asHmacKey (key: Uint8Array): Uint8Array {
  let { length } = key
  while (key[length - 1] === 0) length--
  return key.subarray(0, length)
}
