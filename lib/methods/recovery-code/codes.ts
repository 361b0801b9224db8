import { base32crockford } from '@scure/base'

/** Random bytes of one recovery code: 120 bits, above the 112 of ASVS 5.0 6.5.2. */
export const RECOVERY_CODE_BYTES = 15

/** Six groups of four characters, joined by dashes, from an alphabet without I, L, O and U. */
export function formatRecoveryCode (bytes: Uint8Array): string {
  return base32crockford.encode(bytes).match(/.{4}/g)!.join('-')
}

/**
 * The one canonical form of what was typed (24 characters, no dashes), or `undefined` for what
 * is no recovery code. Forgives case, spaces, dashes, O for 0, and I or L for 1.
 */
export function parseRecoveryCode (input: unknown): string | undefined {
  if (typeof input !== 'string' || !/^[ -~]{24,64}$/.test(input)) return undefined
  const canonical = input.replace(/[ -]/g, '').toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1')
  return /^[0-9A-HJKMNP-TV-Z]{24}$/.test(canonical) ? canonical : undefined
}
