import type { TwoFactorAdministration } from 'fastify-two-factor'

/** Imports base32 keys, and names the users whose key was refused: they enroll anew. It may be run again. */
export async function importKeys (
  twoFactor: TwoFactorAdministration,
  keys: AsyncIterable<{ userId: string, secret: string }> | Iterable<{ userId: string, secret: string }>
): Promise<string[]> {
  const refused: string[] = []
  for await (const { userId, secret } of keys) {
    try {
      await twoFactor.importAuthenticator(userId, { secret, name: 'Authenticator app' })
    } catch (error) {
      if ((error as { code?: string }).code !== 'FST_ERR_VALIDATION') throw error
      refused.push(userId)
    }
  }
  return refused
}
