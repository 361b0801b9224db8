import type { Algorithm } from './key.js'

/** The longest signature of RSA with 4,096 bits. */
const RSA_MAX_BYTES = 512

/**
 * Whether a signature has the form that its algorithm gives it (WebAuthn, section 6.5.5), and nothing after it. What reads
 * DER more kindly takes one signature in many forms.
 */
export function isSignature (signature: unknown, algorithm: Algorithm): boolean {
  if (!(signature instanceof Uint8Array)) return false
  if (algorithm === -7) return isEcdsaSignature(signature)
  return algorithm === -8 ? signature.length === 64 : signature.length <= RSA_MAX_BYTES
}

/** DER of two integers, of P-256 (RFC 3279, section 2.2.3). */
function isEcdsaSignature (signature: Uint8Array): boolean {
  const r = 2
  const s = r + 2 + (signature[r + 1] ?? 0)
  return signature[0] === 0x30 && signature[1] === signature.length - 2 &&
    isInteger(signature.subarray(r, s)) && isInteger(signature.subarray(s))
}

/** A DER integer of at most 256 bits, above zero, as short as can be. */
function isInteger (der: Uint8Array): boolean {
  const [tag, length, first = 0x80, second = 0] = der
  if (tag !== 2 || length !== der.length - 2 || first >= 0x80) return false
  return first === 0 ? length <= 33 && second >= 0x80 : length <= 32
}
