import { isSealedWithCurrent, open, seal, type SealContext } from '../../crypto/seal.js'
import type { Authenticator, PendingEnrollment, TwoFactorRecord } from '../../record/record.js'
import { integer, objectOf, text, type ValueOf } from '../../record/shape.js'
import type { Opener } from '../method.js'

export const TOTP = 'totp'

/** What is kept of an authenticator app besides what every authenticator has. */
export const totpAuthenticatorShape = objectOf({
  /** The shared secret, sealed. */
  key: text,
  /** The highest time step whose code was accepted; codes up to it count as used (RFC 6238, section 5.2). */
  lastStep: integer
})

export const totpEnrollmentShape = objectOf({ key: text })

export interface TotpAuthenticator extends Authenticator, ValueOf<typeof totpAuthenticatorShape> {}
export interface TotpEnrollment extends PendingEnrollment, ValueOf<typeof totpEnrollmentShape> {}

export function isTotpAuthenticator (authenticator: Authenticator): authenticator is TotpAuthenticator {
  return authenticator.type === TOTP
}

export function isTotpEnrollment (enrollment: PendingEnrollment | undefined): enrollment is TotpEnrollment {
  return enrollment?.type === TOTP
}

export function totpAuthenticators (record: TwoFactorRecord): TotpAuthenticator[] {
  return record.authenticators.filter(isTotpAuthenticator)
}

/** An authenticator's key in the clear, for the length of one decision. */
export interface OpenedKey {
  readonly authenticatorId: string
  readonly key: Uint8Array
  /** The key sealed anew, where it was sealed with an older service key. */
  readonly resealed: string | undefined
}

export interface OpenedKeys {
  readonly opened: readonly OpenedKey[]
  /** Whether a sealed key did not open: its service key is missing, or it was damaged or moved. */
  readonly missing: boolean
}

export function sealKey ({ ring, userId }: Opener, authenticatorId: string, key: Uint8Array): string {
  return seal(ring, sealContext(userId, authenticatorId), key)
}

/** Opens the keys that can be opened; one that cannot is reported, and never keeps the others from opening. */
export function openKeys (opener: Opener, sealed: readonly { id: string, key: string }[]): OpenedKeys {
  const { ring, userId } = opener
  const opened = sealed.flatMap(({ id, key: text }): OpenedKey[] => {
    const key = open(ring, sealContext(userId, id), text)
    if (key === undefined) return []
    return [{ authenticatorId: id, key, resealed: isSealedWithCurrent(ring, text) ? undefined : sealKey(opener, id, key) }]
  })
  return { opened, missing: opened.length < sealed.length }
}

function sealContext (userId: string, authenticatorId: string): SealContext {
  return { purpose: 'authenticator key', userId, authenticatorId }
}
