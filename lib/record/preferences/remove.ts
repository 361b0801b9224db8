import { timingSafeEqual } from 'node:crypto'
import type { OpenedKeys } from '../../methods/totp/sealed-keys.js'
import { accept, andThen, refuse, type Decision } from '../decision.js'
import { proveCode, resealed, type CodeProof } from '../../methods/totp/proof.js'
import { AUTHENTICATORS_LIMIT, isEnabled, withNewStamp, type Authenticator, type TwoFactorRecord } from '../record.js'
import { refuseStale, type SignIn } from '../sign-in/sign-in.js'

/** What every change of the authenticators takes: a fresh sign-in or the password, and a one-time code. */
export interface ChangeInput {
  readonly signIn: SignIn
  readonly passwordProved: boolean
  readonly reauthenticateSeconds: number
  readonly proof: CodeProof
  readonly stamp: string
}

/** Removes one authenticator, never the last. Every other session ends. */
export function removeAuthenticator (record: TwoFactorRecord, { id, ...input }: ChangeInput & { readonly id: string }, now: number): Decision<SignIn> {
  const stale = refuseStale(record, input.signIn, input, now)
  if (stale !== undefined) return stale
  if (!isEnabled(record)) return refuse(record, 'TWO_FACTOR_NOT_ENABLED')
  const removed = record.authenticators.find(authenticator => authenticator.id === id)
  if (removed === undefined) return refuse(record, 'TWO_FACTOR_NOT_FOUND')
  if (record.authenticators.length === 1) return refuse(record, 'TWO_FACTOR_LAST_AUTHENTICATOR')
  return andThen(proveCode(record, input.proof, 'step-up', now), record => accept(
    { ...withNewStamp(record, input.stamp), authenticators: record.authenticators.filter(authenticator => authenticator.id !== id) },
    { ...input.signIn, stamp: input.stamp, verifiedAt: now },
    [{ type: 'authenticator-removed', authenticator: { id: removed.id, name: removed.name } }]
  ))
}

/** Turns two-factor authentication off, where the role allows it. Every other session ends. */
export function disable (record: TwoFactorRecord, input: ChangeInput & { readonly required: boolean }, now: number): Decision<SignIn> {
  const stale = refuseStale(record, input.signIn, input, now)
  if (stale !== undefined) return stale
  if (!isEnabled(record)) return refuse(record, 'TWO_FACTOR_NOT_ENABLED')
  if (input.required) return refuse(record, 'TWO_FACTOR_REQUIRED_BY_POLICY')
  return andThen(proveCode(record, input.proof, 'disable', now), record => accept(
    { ...withNewStamp(record, input.stamp), authenticators: [], recoveryCodes: [] },
    { ...input.signIn, stamp: input.stamp, method: 'none', verifiedAt: undefined },
    [{ type: 'disabled' }]
  ))
}

export interface ImportInput {
  readonly id: string
  readonly name: string
  /** The key in the clear, to compare, and sealed, to keep. */
  readonly key: Uint8Array
  readonly sealedKey: string
  readonly keys: OpenedKeys
  readonly stamp: string
}

/** Adds an authenticator that another system confirmed. A key that the user has already changes nothing. */
export function importAuthenticator (record: TwoFactorRecord, { id, name, key, sealedKey, keys, stamp }: ImportInput, now: number): Decision<{ imported: boolean }> {
  const known = keys.opened.some(opened => opened.key.length === key.length && timingSafeEqual(opened.key, key))
  if (known) return accept(record, { imported: false })
  // a key that does not open may be this very one, whose used codes would count again
  if (keys.missing) return refuse(record, 'TWO_FACTOR_UNAVAILABLE', [{ type: 'key-missing' }])
  if (record.authenticators.length >= AUTHENTICATORS_LIMIT) return refuse(record, 'TWO_FACTOR_TOO_MANY_AUTHENTICATORS')
  const authenticator: Authenticator = { id, name, key: sealedKey, createdAt: now, lastStep: -1 }
  return accept({ ...withNewStamp(record, stamp), authenticators: [...record.authenticators, authenticator] }, { imported: true }, [{ type: 'imported' }])
}

/** Takes over the keys sealed anew with the current service key; says whether there were any. */
export function reseal (record: TwoFactorRecord, keys: OpenedKeys): Decision<boolean> {
  const changed = keys.opened.some(({ resealed }) => resealed !== undefined)
  const sealed = changed ? { ...record, authenticators: resealed(record.authenticators, keys) } : record
  return keys.missing ? refuse(sealed, 'TWO_FACTOR_UNAVAILABLE', [{ type: 'key-missing' }]) : accept(sealed, changed)
}
