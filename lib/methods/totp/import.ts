import { timingSafeEqual } from 'node:crypto'
import { accept, refuse, type Decision } from '../../record/decision.js'
import { named, refuseName } from '../../record/names.js'
import { withNewStamp, type TwoFactorRecord } from '../../record/record.js'
import { type OpenedKeys, TOTP, type TotpAuthenticator, totpAuthenticators } from './authenticator.js'
import { asHmacKey } from './key.js'
import { TOTP_LIMIT } from './totp.js'

export interface ImportInput {
  readonly id: string
  readonly name: string
  /** The key in the clear, to compare it; `sealedKey` is the same key sealed, to keep it. */
  readonly key: Uint8Array
  readonly sealedKey: string
  readonly keys: OpenedKeys
  readonly stamp: string
}

/** Adds an authenticator that another system confirmed. A key that the user already has changes nothing. */
export function importAuthenticator (
  record: TwoFactorRecord,
  { id, name, key, sealedKey, keys, stamp }: ImportInput,
  now: number
): Decision<{ imported: boolean }> {
  const wanted = asHmacKey(key)
  const known = keys.opened.map(opened => asHmacKey(opened.key)).some(own => own.length === wanted.length && timingSafeEqual(own, wanted))
  if (known) return accept(record, { imported: false })
  // a key that does not open may be the same one, whose used codes would be accepted again
  if (keys.missing) return refuse(record, 'TWO_FACTOR_UNAVAILABLE', [{ type: 'key-missing' }])
  if (totpAuthenticators(record).length >= TOTP_LIMIT) return refuse(record, 'TWO_FACTOR_TOO_MANY_AUTHENTICATORS')
  const unfit = refuseName(record, name, record.authenticators)
  if (unfit !== undefined) return unfit
  const authenticator: TotpAuthenticator = { id, type: TOTP, name, key: sealedKey, createdAt: now, lastStep: -1 }
  const authenticators = [...record.authenticators, authenticator]
  const events = [{ type: 'imported', authenticator: named(authenticator) }] as const
  return accept({ ...withNewStamp(record, stamp), authenticators }, { imported: true }, events)
}
