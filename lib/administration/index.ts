import type { Bound } from '../bound.js'
import type { Installation } from '../session/installation.js'
import { importAuthenticator } from './import-authenticator.js'
import { removeAuthenticator } from './remove-authenticator.js'
import { reseal } from './reseal.js'
import { reset } from './reset.js'
import { revokeSession } from './revoke-session.js'
import { revokeSessions } from './revoke-sessions.js'
import { revokeTrustedClient } from './revoke-trusted-client.js'
import { revokeTrustedClients } from './revoke-trusted-clients.js'
import { status } from './status.js'
import { unlock } from './unlock.js'

const operations = {
  /** What may be told about the user: no secret, no hash. */
  status,
  /** Takes everything from that user: authenticators, codes, trusted clients, counters, sessions. */
  reset,
  /**
   * Adds an authenticator that another system confirmed: a base32 key of 16–64 bytes (also 10–15 with `allowShortKey`)
   * for SHA-1, 6 digits and 30 s. Every session of the user ends. A key that the user already has changes nothing.
   * Throws `TWO_FACTOR_TOO_MANY_AUTHENTICATORS`, and Fastify's 400 unless it is such a key.
   */
  importAuthenticator,
  /**
   * Lifts the lock of that user's codes, and a block, which leaves ten tries. Throws `TWO_FACTOR_BLOCKED` for a second block
   * within 30 days: then only `reset` helps.
   */
  unlock,
  /** Removes one authenticator, and ends every session; throws `TWO_FACTOR_LAST_AUTHENTICATOR` unless one stays that works. */
  removeAuthenticator,
  /** Ends the trust in one client of that user. */
  revokeTrustedClient,
  /** Ends the trust in every client of that user. */
  revokeTrustedClients,
  /** Ends one session of that user, of those that `status` lists with the option `sessions.list`. */
  revokeSession,
  /** Ends every session and trusted client, except the session of the request `keep`. Call it after a new password is stored. */
  revokeSessions,
  /** Seals the user's keys with the current service key; says whether there was anything to do. */
  reseal
}

/**
 * `fastify.twoFactor`, for administration and scripts: each method takes a user id and asks for no proof. `by` is the
 * request that did it, for the events. All throw `TWO_FACTOR_NOT_FOUND` for a user who neither has a row nor is known
 * to `findUser`, or for an id that is none of theirs, and `TWO_FACTOR_UNAVAILABLE` where something failed.
 */
export interface TwoFactorAdministration extends Bound<typeof operations> {}

export function createAdministration (installation: Installation): TwoFactorAdministration {
  const bound = Object.entries(operations).map(([name, operation]) => [name, (operation as Function).bind(undefined, installation)])
  return Object.fromEntries(bound) as TwoFactorAdministration
}
