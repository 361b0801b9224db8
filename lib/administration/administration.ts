import type { FastifyRequest } from 'fastify'
import { openAuthenticatorKeys, sealAuthenticatorKey } from '../methods/totp/sealed-keys.js'
import { randomId } from '../crypto/random.js'
import { errors, invalidInput } from '../errors.js'
import { decodeKey } from '../methods/totp/key.js'
import { SHORTEST_KEY_BYTES } from '../methods/totp/totp.js'
import { importAuthenticator, reseal } from '../record/preferences/remove.js'
import { refuse } from '../record/decision.js'
import { policyAt } from '../record/policy.js'
import { createRecord, type TwoFactorRecord } from '../record/record.js'
import { reset, revokeSessions } from '../record/sign-in/sign-out.js'
import type { SignIn } from '../record/sign-in/sign-in.js'
import { statusOf, type TwoFactorStatus } from '../record/status.js'
import { revokeTrustedClients } from '../record/trusted-clients.js'
import { goOn } from '../session/entering.js'
import { optionalName, requireUserId } from '../web/input.js'
import { kSessionContext, type Application } from '../session/visit.js'
import { readSignIn } from '../session/session.js'

const KEY_MIN_BYTES = 16
const KEY_MAX_BYTES = 64

/**
 * By user id and without any proof: `fastify.twoFactor`, for administration and scripts. `by` names the request
 * that did it, for the events. All throw `TWO_FACTOR_NOT_FOUND` for a user that neither has a row nor is known to
 * `findUser`, and `TWO_FACTOR_UNAVAILABLE` where something failed.
 */
export interface TwoFactorService {
  /** What may be told of the user; no secret, no hash. */
  status (userId: string): Promise<TwoFactorStatus>
  /** Everything of that user goes: authenticators, codes, trusted clients, counters, sessions. */
  reset (userId: string, by?: FastifyRequest): Promise<void>
  /**
   * Adds an authenticator that another system confirmed: base32, 16–64 bytes (10–15 with `allowShortKey`), SHA-1,
   * 6 digits, 30 s. A key that the user already has changes nothing. Every session of
   * the user ends. Throws `TWO_FACTOR_TOO_MANY_AUTHENTICATORS`, and Fastify's 400 for a key that is none.
   */
  importAuthenticator (userId: string, authenticator: { secret: string, name?: string | undefined, allowShortKey?: boolean | undefined }): Promise<{ imported: boolean }>
  revokeTrustedClients (userId: string, by?: FastifyRequest): Promise<void>
  /** Ends every session and trusted client, but the session of `keep`. Call it after a new password is stored. */
  revokeSessions (userId: string, options?: { keep?: FastifyRequest | undefined }, by?: FastifyRequest): Promise<void>
  /** Seals the user's keys with the current service key; says whether there was anything to do. */
  reseal (userId: string): Promise<boolean>
}

export function createAdministration ({ service, settings }: Application): TwoFactorService {
  return {
    async status (userId) {
      requireUserId(userId)
      const { record, user, now } = await service.read(userId, () => true)
      if (user === null || user === undefined) throw new errors.TWO_FACTOR_NOT_FOUND()
      return statusOf(record, policyAt(user, now), settings.expiryDays, now)
    },

    async reset (userId, by) {
      requireUserId(userId)
      await service.change<undefined>(userId, {
        request: by,
        needsUser: isMissing,
        decide: ({ record = emptyRecord(), user }) => user === null ? refuse(undefined, 'TWO_FACTOR_NOT_FOUND') : reset(record, randomId())
      })
    },

    async importAuthenticator (userId, { secret, name, allowShortKey = false }) {
      requireUserId(userId)
      const key = decodeKey(secret)
      const shortest = allowShortKey === true ? SHORTEST_KEY_BYTES : KEY_MIN_BYTES
      if (key === undefined || key.length < shortest || key.length > KEY_MAX_BYTES) {
        throw invalidInput(`The secret must be a base32 key of ${shortest} to ${KEY_MAX_BYTES} bytes.`)
      }
      const id = randomId()
      const imported = { id, name: optionalName(name) ?? 'Authenticator', key, sealedKey: sealAuthenticatorKey(settings.ring, userId, id, key) }
      return await service.change<{ imported: boolean }>(userId, {
        needsUser: () => true,
        decide: ({ record = emptyRecord(), user, now }) => user === null
          ? refuse(undefined, 'TWO_FACTOR_NOT_FOUND')
          : importAuthenticator(record, { ...imported, keys: openAuthenticatorKeys(settings.ring, userId, record.authenticators), stamp: randomId() }, now)
      })
    },

    async revokeTrustedClients (userId, by) {
      requireUserId(userId)
      const { record, user } = await service.read(userId, isMissing)
      if (user === null) throw new errors.TWO_FACTOR_NOT_FOUND()
      if (record === undefined) return
      await service.change<undefined>(userId, {
        request: by,
        decide: ({ record }) => record === undefined ? refuse(record, 'TWO_FACTOR_NOT_FOUND') : revokeTrustedClients(record)
      })
    },

    async revokeSessions (userId, { keep } = {}, by = keep) {
      requireUserId(userId)
      const context = keep?.[kSessionContext] ?? undefined
      const signIn = keep && readSignIn(keep)
      const kept = signIn?.userId === userId && signIn.status === 'complete' ? signIn : undefined
      await service.change<SignIn | undefined>(userId, {
        request: by,
        needsUser: isMissing,
        decide: ({ record = emptyRecord(), user }) => user === null ? refuse(undefined, 'TWO_FACTOR_NOT_FOUND') : revokeSessions(record, kept, randomId()),
        afterSave: async goesOn => {
          if (context !== undefined && goesOn !== undefined) await goOn(context, goesOn)
        }
      })
    },

    async reseal (userId) {
      requireUserId(userId)
      return await service.change<boolean>(userId, {
        decide: ({ record }) => record === undefined ? refuse(record, 'TWO_FACTOR_NOT_FOUND') : reseal(record, openAuthenticatorKeys(settings.ring, userId, record.authenticators))
      })
    }
  }
}

function emptyRecord (): TwoFactorRecord {
  return createRecord(randomId(), randomId())
}

function isMissing (record: TwoFactorRecord | undefined): boolean {
  return record === undefined
}
