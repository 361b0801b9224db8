import type { Kysely } from 'kysely'
import { createTwoFactorTable, kyselyTwoFactorStore } from '../../lib/repositories/kysely.js'
import { createApplication, type TestApplication } from '../support/application.js'

export const oldSecret = 'c2f1a4e80d9b47563a1e5c7f92d0b684'
export const newSecret = '7be30d5a91c84f26a0f7d3e15b9c6428'
export const otherSecret = 'e94d07b6c1a35f82d6b0e7f41a8c3592'

/** What the script is run with after the new key was made the current one. */
export const rotating = { TWO_FACTOR_SECRET: newSecret, TWO_FACTOR_OTHER_SECRET: oldSecret }

/** The key of every user here. */
export const authenticatorKey = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'

/** An application of this service secret over the two-factor table of `db`. */
export async function applicationOver (db: Kysely<any>, secret: string): Promise<TestApplication> {
  const userRepository = { ...kyselyTwoFactorStore(db), findUser: async (userId: string) => ({ accountName: userId }) }
  return await createApplication({ service: { issuerName: 'Acme', secret }, userRepository })
}

export function userIds (from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, index) => `user-${String(from + index).padStart(3, '0')}`)
}

/** Makes users whose keys are sealed with this service secret. */
export async function sealUsers (db: Kysely<any>, secret: string, users: readonly string[]): Promise<void> {
  await createTwoFactorTable(db)
  const { app } = await applicationOver(db, secret)
  for (const userId of users) await app.twoFactor.importAuthenticator(userId, { secret: authenticatorKey })
}

/** How many users' keys are sealed with each service key; keys in the order of the first user they are found at. */
export async function sealedWith (db: Kysely<any>): Promise<number[]> {
  const rows = await db.selectFrom('two_factor').select('record').orderBy('user_id').execute()
  const counts = new Map<string, number>()
  for (const { record } of rows) {
    const [, keyId] = String(JSON.parse(record).authenticators[0].key).split('.') as [string, string]
    counts.set(keyId, (counts.get(keyId) ?? 0) + 1)
  }
  return [...counts.values()]
}
