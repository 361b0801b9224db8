import { createHmac } from 'node:crypto'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** RFC 4648 base32 without a library, so that a mistake of the library's would show. */
export function base32Bytes (text: string): Buffer {
  const bits = [...text].map(character => ALPHABET.indexOf(character).toString(2).padStart(5, '0')).join('')
  return Buffer.from(bits.match(/.{8}/g)!.map(byte => Number.parseInt(byte, 2)))
}

/** The TOTP of a base32 key at a moment plus some steps, by RFC 4226 and RFC 6238 and nothing else. */
export function codeOf (secret: string, now: number, steps = 0): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000) + steps))
  const mac = createHmac('sha1', base32Bytes(secret)).update(counter).digest()
  const offset = mac[19]! & 15
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

/** A code that none of these keys shows around this moment. */
export function wrongCode (secrets: readonly string[], now: number): string {
  const shown = new Set(secrets.flatMap(secret => [-2, -1, 0, 1, 2].map(steps => codeOf(secret, now, steps))))
  for (let candidate = 0; ; candidate++) {
    const code = String(candidate).padStart(6, '0')
    if (!shown.has(code)) return code
  }
}
