import { createHmac } from 'node:crypto'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** RFC 4648 base32 without a library, so that a mistake of the library's would show. */
export function base32Bytes (text: string): Buffer {
  const bits = [...text].map(character => ALPHABET.indexOf(character).toString(2).padStart(5, '0')).join('')
  return Buffer.from(bits.match(/.{8}/g)!.map(byte => Number.parseInt(byte, 2)))
}

/** RFC 4226, section 5.3, written again: what the package computes is measured against it. */
export function hotp (key: Uint8Array, counter: number): string {
  const message = Buffer.alloc(8)
  message.writeBigUInt64BE(BigInt(counter))
  const mac = createHmac('sha1', key).update(message).digest()
  const truncated = mac.readUInt32BE(mac[19]! & 15) & 0x7fffffff
  return String(truncated % 1_000_000).padStart(6, '0')
}

/** The TOTP of a base32 key at a moment plus some steps (RFC 6238). */
export function codeOf (secret: string, now: number, steps = 0): string {
  return hotp(base32Bytes(secret), Math.floor(now / 30_000) + steps)
}

/** A code that none of these keys shows around this moment. */
export function wrongCode (secrets: readonly string[], now: number): string {
  const shown = new Set(secrets.flatMap(secret => [-2, -1, 0, 1, 2].map(steps => codeOf(secret, now, steps))))
  for (let candidate = 0; ; candidate++) {
    const code = String(candidate).padStart(6, '0')
    if (!shown.has(code)) return code
  }
}
