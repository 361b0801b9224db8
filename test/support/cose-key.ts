import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { encodeCbor, type CborValue } from './cbor.js'

/** EdDSA, ES256, RS256. */
export type SignatureAlgorithm = -8 | -7 | -257

export interface KeyPair {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

export type CoseMap = ReadonlyMap<number, CborValue>

export function generateKeys (algorithm: SignatureAlgorithm): KeyPair {
  if (algorithm === -8) return generateKeyPairSync('ed25519')
  if (algorithm === -7) return generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return generateKeyPairSync('rsa', { modulusLength: 2048 })
}

/** A public key as an authenticator gives it (RFC 9053, section 7, and RFC 8230, section 4). */
export function coseKeyOf (publicKey: KeyObject): CoseMap {
  const { kty, x = '', y = '', n = '', e = '' } = publicKey.export({ format: 'jwk' })
  const bytes = (text: string): Buffer => Buffer.from(text, 'base64url')
  if (kty === 'OKP') return new Map<number, CborValue>([[1, 1], [3, -8], [-1, 6], [-2, bytes(x)]])
  if (kty === 'EC') return new Map<number, CborValue>([[1, 2], [3, -7], [-1, 1], [-2, bytes(x)], [-3, bytes(y)]])
  return new Map<number, CborValue>([[1, 3], [3, -257], [-1, bytes(n)], [-2, bytes(e)]])
}

/** The same key with other parts; `undefined` leaves one out. */
export function changedKey (key: CoseMap, parts: Readonly<Record<number, CborValue | undefined>>): CoseMap {
  const changed = new Map(key)
  for (const [label, value] of Object.entries(parts)) {
    if (value === undefined) changed.delete(Number(label))
    else changed.set(Number(label), value)
  }
  return changed
}

export function encodeCoseKey (key: CoseMap): Buffer {
  return encodeCbor(key)
}
