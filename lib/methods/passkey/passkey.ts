import type { Authenticator, TwoFactorRecord } from '../../record/record.js'
import { boolean, count, listOf, objectOf, text, type ValueOf } from '../../record/shape.js'

export const PASSKEY = 'passkey'

/** How many passkeys a user may have. */
export const PASSKEY_LIMIT = 5

/** How long all passkeys of a user may be together when one is added: their JSON without the names, which have a bound of their own. */
export const PASSKEYS_MAX_BYTES = 6144

/** What is kept of a passkey besides what every authenticator has. Nothing of it is secret. */
export const passkeyShape = objectOf({
  /** What the authenticator knows it by, as base64url. */
  credentialId: text,
  /** COSE, as base64url. */
  publicKey: text,
  /** The highest count that it gave; 0 where it counts nothing. */
  signCount: count,
  /** Whether it can be copied to other devices. This never changes. */
  backupEligible: boolean,
  /** Whether it was copied, as it said last. */
  backedUp: boolean,
  transports: listOf(text)
})

export interface Passkey extends Authenticator, ValueOf<typeof passkeyShape> {}

export function isPasskey (authenticator: Authenticator): authenticator is Passkey {
  return authenticator.type === PASSKEY
}

export function passkeysOf (record: TwoFactorRecord): Passkey[] {
  return record.authenticators.filter(isPasskey)
}

/** How many bytes the bound of all passkeys counts. */
export function bytesOf (passkeys: readonly Passkey[]): number {
  return Buffer.byteLength(JSON.stringify(passkeys.map(({ name, ...kept }) => kept)))
}
