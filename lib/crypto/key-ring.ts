import { hkdfSync } from 'node:crypto'

/** One service secret, with the keys derived from it. */
export interface ServiceKey {
  /** Fingerprint of the secret; names the key in what it sealed. */
  readonly id: string
  readonly secret: Uint8Array
  /** AES-256 key for sealing. */
  readonly sealingKey: Uint8Array
}

export interface KeyRing {
  readonly current: ServiceKey
  /** By fingerprint, the current one included. */
  readonly keys: ReadonlyMap<string, ServiceKey>
}

/** Builds the ring from secrets of at least 32 bytes; new seals use `current`. */
export function createKeyRing (current: Uint8Array, others: readonly Uint8Array[] = []): KeyRing {
  const ring = [current, ...others].map(createServiceKey)
  return { current: ring[0]!, keys: new Map(ring.map(key => [key.id, key])) }
}

function createServiceKey (secret: Uint8Array): ServiceKey {
  return {
    id: Buffer.from(derive(secret, 'key id', 9)).toString('base64url'),
    secret,
    sealingKey: derive(secret, 'seal', 32)
  }
}

function derive (secret: Uint8Array, purpose: string, length: number): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', `fastify-two-factor ${purpose}`, length))
}
