import { randomBytes } from 'node:crypto'

/** A random identifier of 128 bits, base64url. */
export function randomId (): string {
  return randomBytes(16).toString('base64url')
}

/** A random revision: a safe integer above zero, 53 bits. */
export function randomRevision (): number {
  const drawn = Number(randomBytes(8).readBigUInt64BE() >> 11n)
  return drawn === 0 ? 1 : drawn
}
