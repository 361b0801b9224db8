import { refuse, type Refused } from './decision.js'
import type { NamedAuthenticator } from './events.js'
import type { TwoFactorRecord } from './record.js'

/** The name of an authenticator that nobody named; the pages show it in the user's language. */
export const DEFAULT_NAME = 'Authenticator'

/** The same of codes that are sent. */
export const SENT_CODES_NAME = 'Codes by message'

const ownNames = [DEFAULT_NAME, SENT_CODES_NAME]

/** How long the names that a user gave may be together, in bytes of UTF-8, so that the record keeps its bound. */
export const NAMES_MAX_BYTES = 2048

/** Something that is seen: neither white space nor one of the letters that show nothing. New emoji are unknown to older Unicode. */
const VISIBLE = /(?!\p{C}|\p{Z}|\p{DI})[^]|\p{ExtPict}/u

/** Whether anything of a name can be seen. */
export function isVisible (name: string): boolean {
  return VISIBLE.test(name)
}

/** An authenticator as it is told of. */
export function named ({ id, type, name }: NamedAuthenticator): NamedAuthenticator {
  return { id, type, name }
}

/** Refuses a name that is too long beside those that stay. Where none was given there is always room. */
export function refuseName (record: TwoFactorRecord, name: string, beside: readonly { readonly name: string }[]): Refused | undefined {
  const given = [...beside.map(other => other.name), name].filter(other => !ownNames.includes(other))
  if (ownNames.includes(name) || Buffer.byteLength(given.join('')) <= NAMES_MAX_BYTES) return undefined
  const message = `The name is too long beside those of the other authenticators: together they may have ${NAMES_MAX_BYTES} bytes.`
  return refuse(record, { code: 'FST_ERR_VALIDATION', message })
}
