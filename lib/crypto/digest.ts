import { createHash, timingSafeEqual } from 'node:crypto'
import { lengthPrefixed } from './length-prefixed.js'

/**
 * SHA-256 of a purpose, a user id and a random secret of at least 112 bits, as
 * base64url. A plain hash is enough for secrets of that strength (ASVS 5.0 6.5.2).
 */
export function digest (purpose: string, userId: string, secret: string | Uint8Array): string {
  return createHash('sha256').update(lengthPrefixed(purpose, userId, secret)).digest('base64url')
}

/** Compares two digests in constant time. */
export function digestsEqual (a: string, b: string): boolean {
  const left = Buffer.from(a, 'base64url')
  const right = Buffer.from(b, 'base64url')
  return left.length === right.length && timingSafeEqual(left, right)
}
