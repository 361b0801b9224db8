import { randomBytes } from 'node:crypto'
import { base32crockford } from '@scure/base'
import { digest } from '../../crypto/digest.js'
import { invalidInput } from '../../errors.js'
import { readTypedText } from '../typed-text.js'

/** How many recovery codes a set has. */
export const RECOVERY_CODES = 10

/** Random bytes of one recovery code: 120 bits, above the 112 of ASVS 5.0 6.5.2. */
export const RECOVERY_CODE_BYTES = 15

/** Draws a new set: the codes to show once, and the digests to keep. */
export function drawRecoveryCodes (userId: string): { codes: string[], hashes: string[] } {
  const codes = Array.from({ length: RECOVERY_CODES }, () => formatRecoveryCode(randomBytes(RECOVERY_CODE_BYTES)))
  return { codes, hashes: codes.map(code => recoveryCodeHash(userId, code.replaceAll('-', ''))) }
}

/** The digest that the record keeps of a recovery code in its canonical form. */
export function recoveryCodeHash (userId: string, canonical: string): string {
  return digest('recovery code', userId, canonical)
}

/**
 * The canonical form of what was typed: 24 characters, no dashes. Throws 400 unless it looks like a recovery code.
 * Forgives case, O for 0, and I or L for 1, besides what `readTypedText` forgives.
 */
export function requireRecoveryCode (code: unknown): string {
  const canonical = readTypedText(code)?.toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1') ?? ''
  if (!/^[0-9A-HJKMNP-TV-Z]{24}$/.test(canonical)) {
    throw invalidInput('The code must be a string of 24 letters and digits, as the recovery codes were shown.', 'code')
  }
  return canonical
}

/** Six groups of four characters, joined by dashes, from an alphabet without I, L, O and U. */
export function formatRecoveryCode (bytes: Uint8Array): string {
  return base32crockford.encode(bytes).match(/.{4}/g)!.join('-')
}
