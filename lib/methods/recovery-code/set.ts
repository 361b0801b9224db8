import { randomBytes } from 'node:crypto'
import { digest } from '../../crypto/digest.js'
import { formatRecoveryCode, parseRecoveryCode, RECOVERY_CODE_BYTES } from './codes.js'
import { RECOVERY_CODES } from './proof.js'

/** The digest that the record keeps of a recovery code in its canonical form. */
export function recoveryCodeHash (userId: string, canonical: string): string {
  return digest('recovery code', userId, canonical)
}

/** A new set: the codes to show once, the digests to keep. */
export function drawRecoveryCodes (userId: string): { codes: string[], hashes: string[] } {
  const codes = Array.from({ length: RECOVERY_CODES }, () => formatRecoveryCode(randomBytes(RECOVERY_CODE_BYTES)))
  return { codes, hashes: codes.map(code => recoveryCodeHash(userId, parseRecoveryCode(code)!)) }
}
