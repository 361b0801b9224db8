import { digestsEqual } from '../../crypto/digest.js'
import type { TwoFactorRecord } from '../../record/record.js'
import type { Verdict } from '../method.js'

/** Whether this is the digest of a code that is left; the code is spent by it. */
export function proveRecoveryCode (record: TwoFactorRecord, codeHash: string): Verdict {
  const recoveryCodes = record.recoveryCodes.filter(hash => !digestsEqual(hash, codeHash))
  return recoveryCodes.length === record.recoveryCodes.length ? { is: 'wrong' } : { is: 'right', record: { ...record, recoveryCodes } }
}
