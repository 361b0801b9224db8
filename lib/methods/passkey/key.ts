import { createPublicKey, type JsonWebKey } from 'node:crypto'

/** EdDSA, ES256 and RS256 (RFC 9053 and 8812): what is asked for, in this order, and all that is taken. */
export const ALGORITHMS = [-8, -7, -257] as const

export type Algorithm = typeof ALGORITHMS[number]

/** A COSE key, as it was decoded: nothing in it is sure. */
type CoseKey = ReadonlyMap<unknown, unknown>

/** The labels of a COSE key (RFC 9052, section 7.1); the meaning of the negative ones depends on its type (RFC 9053, section 7). */
const KTY = 1
const ALG = 3

/** What goes together with each algorithm, and nothing beside it (WebAuthn, section 6.5.1). */
const readers: Readonly<Record<Algorithm, (key: CoseKey) => JsonWebKey | undefined>> = {
  [-8]: key => {
    const x = key.get(-2)
    const fits = key.size === 4 && key.get(KTY) === 1 && key.get(-1) === 6 && isBytes(x, 32)
    return fits ? { kty: 'OKP', crv: 'Ed25519', x: base64url(x) } : undefined
  },
  [-7]: key => {
    const [x, y] = [key.get(-2), key.get(-3)]
    const fits = key.size === 5 && key.get(KTY) === 2 && key.get(-1) === 1 && isBytes(x, 32) && isBytes(y, 32)
    return fits ? { kty: 'EC', crv: 'P-256', x: base64url(x), y: base64url(y) } : undefined
  },
  [-257]: key => {
    const [n, e] = [key.get(-1), key.get(-2)]
    const fits = key.size === 4 && key.get(KTY) === 3 && isOdd(n, 2048, 4096) && isOdd(e, 2, 64)
    return fits ? { kty: 'RSA', n: base64url(n), e: base64url(e) } : undefined
  }
}

/**
 * The algorithm of a key that we take, `undefined` for any other. Node must import it too: a point of P-256 that is not on the curve
 * would be a credential that never works.
 */
export function algorithmOf (key: unknown): Algorithm | undefined {
  if (!(key instanceof Map)) return undefined
  const algorithm = ALGORITHMS.find(taken => taken === key.get(ALG))
  const jwk = algorithm && readers[algorithm](key)
  return jwk && canImport(jwk) ? algorithm : undefined
}

function canImport (key: JsonWebKey): boolean {
  try {
    createPublicKey({ key, format: 'jwk' })
    return true
  } catch {
    return false
  }
}

/** Whether these are the bytes of an odd number of so many bits, without leading zeros. */
function isOdd (value: unknown, minBits: number, maxBits: number): value is Uint8Array {
  if (!(value instanceof Uint8Array)) return false
  const bits = 8 * value.length - (Math.clz32(value[0]!) - 24)
  return value[0] !== 0 && bits >= minBits && bits <= maxBits && value.at(-1)! % 2 === 1
}

function isBytes (value: unknown, length: number): value is Uint8Array {
  return value instanceof Uint8Array && value.length === length
}

function base64url (bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
