import { refuse, type Refused } from './decision.js'
import type { TwoFactorRecord } from './record.js'

/** The name of an authenticator that nobody named; the pages show it in the user's language. */
export const DEFAULT_NAME = 'Authenticator'

/** How long the names that a user gave may be together, in bytes of UTF-8, so that the record keeps its bound. */
export const NAMES_MAX_BYTES = 2048

/** Refuses a name that is too long beside those of the user's authenticators. Where none was given there is always room. */
export function refuseName (record: TwoFactorRecord, name: string): Refused | undefined {
  const given = [...record.authenticators.map(authenticator => authenticator.name), name].filter(other => other !== DEFAULT_NAME)
  if (name === DEFAULT_NAME || Buffer.byteLength(given.join('')) <= NAMES_MAX_BYTES) return undefined
  const message = `The name is too long beside those of the other authenticators: together they may have ${NAMES_MAX_BYTES} bytes.`
  return refuse(record, { code: 'FST_ERR_VALIDATION', message })
}
