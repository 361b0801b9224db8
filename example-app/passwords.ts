import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto'
import { promisify } from 'node:util'

// from the OWASP Password Storage Cheat Sheet: 32 MB for about 0.2 s
const COST = { N: 2 ** 15, r: 8, p: 3 }
const MAX_MEMORY = 64 * 1024 * 1024
const SALT_BYTES = 16
const HASH_BYTES = 32

const derive = promisify(scrypt) as (password: string, salt: Buffer, length: number, options: ScryptOptions) => Promise<Buffer>

/** The password as it is stored: its hash, with the salt and the cost that it was made with. */
export async function hashPassword (password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  return storedForm(salt, await derive(password.normalize('NFKC'), salt, HASH_BYTES, { ...COST, maxmem: MAX_MEMORY }))
}

/** Whether the password is right. Without a stored hash it never is, but finding out takes the same time. */
export async function isPassword (password: string, stored: string = nobodysHash): Promise<boolean> {
  const [N, r, p, salt = '', hash = ''] = stored.split('$')
  const cost = { N: Number(N), r: Number(r), p: Number(p), maxmem: MAX_MEMORY }
  const given = await derive(password.normalize('NFKC'), Buffer.from(salt, 'base64url'), HASH_BYTES, cost)
  return timingSafeEqual(given, Buffer.from(hash, 'base64url'))
}

function storedForm (salt: Buffer, hash: Buffer): string {
  return [COST.N, COST.r, COST.p, salt.toString('base64url'), hash.toString('base64url')].join('$')
}

/** A hash that no password has. */
const nobodysHash = storedForm(randomBytes(SALT_BYTES), randomBytes(HASH_BYTES))
