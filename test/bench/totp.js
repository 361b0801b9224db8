import { createHmac, timingSafeEqual } from 'node:crypto'

/** The code of a key's bytes at a time step by node:crypto and nothing else (RFC 4226, RFC 6238). */
export function codeAt (key, step) {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', key).update(counter).digest()
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

/** Whether it is the code of one of three steps, each computed and compared in constant time. */
export function isRightCode (key, code, now) {
  const given = Buffer.from(code)
  const current = stepOf(now)
  let right = false
  for (let step = current - 1; step <= current + 1; step++) {
    right = timingSafeEqual(Buffer.from(codeAt(key, step)), given) || right
  }
  return right
}

export function stepOf (now) {
  return Math.floor(now / 30_000)
}
