import { accept, type Decision } from '../decision.js'
import type { TwoFactorRecord } from '../record.js'

/** Notes that the user saved their recovery codes, once for each set. It opens and closes nothing. */
export function markSaved (record: TwoFactorRecord, now: number): Decision<undefined> {
  if (record.recoveryCodes.length === 0 || record.recoveryCodesSavedAt !== undefined) return accept(record, undefined)
  return accept({ ...record, recoveryCodesSavedAt: now }, undefined, [{ type: 'recovery-codes-saved' }])
}
