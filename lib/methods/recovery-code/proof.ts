import { digestsEqual } from '../../crypto/digest.js'
import type { TwoFactorRecord } from '../../record/record.js'
import type { Verdict } from '../method.js'

/** Judges whether this is the digest of a code that is left, which is then spent. */
export function proveRecoveryCode (record: TwoFactorRecord, codeHash: string): Verdict {
  const recoveryCodes = record.recoveryCodes.filter(hash => !digestsEqual(hash, codeHash))
  return recoveryCodes.length === record.recoveryCodes.length ? { is: 'wrong' } : { is: 'right', record: { ...record, recoveryCodes } }
}
