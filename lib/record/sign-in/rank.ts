import type { TwoFactorRecord } from '../record.js'
import type { TwoFactorMethod } from '../sign-in-method.js'

/** The method that proves least: whoever reads the user's messages has its codes. */
export const SENT_CODE = 'sent-code' satisfies TwoFactorMethod

/**
 * Whether a method is no proof for a change of how this user gets in: there is a stronger one. An authenticator of a type that
 * is unknown here counts as stronger.
 */
export function isOutranked (record: TwoFactorRecord, method: TwoFactorMethod): boolean {
  return method === SENT_CODE && record.authenticators.some(({ type }) => type !== SENT_CODE)
}
