import type { Authenticator, TwoFactorRecord } from '../../record/record.js'
import type { Resealed } from '../method.js'
import type { OpenedKeys } from './authenticator.js'

/** Puts the keys that were sealed anew with the current service key into the record, where there are any. */
export function resealTotp (record: TwoFactorRecord, keys: OpenedKeys): Resealed {
  const changed = keys.opened.some(({ resealed }) => resealed !== undefined)
  const resealed = changed ? { ...record, authenticators: withResealedKeys(record.authenticators, keys) } : record
  return { record: resealed, keyMissing: keys.missing }
}

export function withResealedKeys (authenticators: readonly Authenticator[], keys: OpenedKeys): Authenticator[] {
  const fresh = new Map(keys.opened.map(({ authenticatorId, resealed }) => [authenticatorId, resealed]))
  return authenticators.map(authenticator => {
    const key = fresh.get(authenticator.id)
    return key === undefined ? authenticator : { ...authenticator, key }
  })
}
