import { hkdfSync } from 'node:crypto'
import { base32nopad } from '@scure/base'
import { lengthPrefixed } from '../../crypto/length-prefixed.js'

const KEY_BYTES = 20

/** Random bytes of the salt of one enrollment. */
export const SALT_BYTES = 32

/** Characters of a chosen Secret, after NFC. */
export const CHOSEN_SECRET_MAX_LENGTH = 128

/**
 * The key of a new authenticator: 160 bits (RFC 4226, section 4, R6) by HKDF-SHA-256 (RFC 5869)
 * from the service secret, a fresh salt that nobody keeps, and what it is for. A Secret that the
 * user chose makes the key his own, a weak one weakens nothing.
 */
export function deriveEnrollmentKey (serviceSecret: Uint8Array, salt: Uint8Array, userId: string, chosenSecret: string | undefined): Uint8Array {
  const info = lengthPrefixed('enrollment', userId, ...(chosenSecret === undefined ? [] : [chosenSecret]))
  return new Uint8Array(hkdfSync('sha256', serviceSecret, salt, info, KEY_BYTES))
}

/** A chosen Secret in NFC, or `undefined` when it is not 1 to 128 well-formed characters. */
export function parseChosenSecret (input: unknown): string | undefined {
  if (typeof input !== 'string' || !input.isWellFormed()) return undefined
  const secret = input.normalize('NFC')
  const { length } = [...secret]
  return length >= 1 && length <= CHOSEN_SECRET_MAX_LENGTH ? secret : undefined
}

/** A key as base32 without padding (RFC 4648), as authenticator apps take it. */
export function encodeKey (key: Uint8Array): string {
  return base32nopad.encode(key)
}

/** The bytes of a base32 key, with or without padding, spaces and lower case; `undefined` when it is none. */
export function decodeKey (text: unknown): Uint8Array | undefined {
  if (typeof text !== 'string' || !/^[ -~]*$/.test(text)) return undefined
  try {
    return base32nopad.decode(text.replace(/[ -]/g, '').replace(/=+$/, '').toUpperCase())
  } catch {
    return undefined
  }
}
