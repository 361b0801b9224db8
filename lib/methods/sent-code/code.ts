import { createHmac, hkdfSync, randomInt } from 'node:crypto'
import type { KeyRing } from '../../crypto/key-ring.js'
import { lengthPrefixed } from '../../crypto/length-prefixed.js'
import type { SentCodePlace } from './sent-code.js'

/** Draws six digits, each code as likely as any other. */
export function drawCode (): string {
  return String(randomInt(1_000_000)).padStart(6, '0')
}

/**
 * What the record keeps of a code: a MAC under the service secret, since a plain hash of a million values is none. A code is
 * bound to its user and its place.
 */
export function sentCodeHash ({ current }: KeyRing, userId: string, place: SentCodePlace, code: string): string {
  return macOf(current.secret, userId, place, code)
}

/** The same under every key of the ring. */
export function sentCodeHashes ({ keys }: KeyRing, userId: string, place: SentCodePlace, code: string): string[] {
  return [...keys.values()].map(({ secret }) => macOf(secret, userId, place, code))
}

function macOf (secret: Uint8Array, userId: string, { signInId, purpose, addressHash }: SentCodePlace, code: string): string {
  const key = new Uint8Array(hkdfSync('sha256', secret, '', 'fastify-two-factor sent code', 32))
  return createHmac('sha256', key).update(lengthPrefixed(purpose, userId, signInId, addressHash, code)).digest('base64url')
}
