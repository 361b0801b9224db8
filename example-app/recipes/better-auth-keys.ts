import { base32nopad } from '@scure/base'

/** The keys in rows of better-auth's `twoFactor` table: a text is encrypted there, and its bytes are the key. */
export async function * betterAuthKeys (
  rows: Iterable<{ userId: string, secret: string }>,
  decrypt: (data: string) => Promise<string>
): AsyncGenerator<{ userId: string, secret: string }> {
  for (const { userId, secret } of rows) {
    yield { userId, secret: base32nopad.encode(Buffer.from(await decrypt(secret))) }
  }
}
