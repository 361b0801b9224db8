import { accept, refuse, type Decision } from '../decision.js'
import type { TwoFactorRecord } from '../record.js'

/** Accepts the record with its keys sealed anew; says whether there were any to seal. */
export function reseal (record: TwoFactorRecord, sealed: TwoFactorRecord, keyMissing: boolean): Decision<boolean> {
  return keyMissing ? refuse(sealed, 'TWO_FACTOR_UNAVAILABLE', [{ type: 'key-missing' }]) : accept(sealed, sealed !== record)
}
