import { accept, type Decision } from '../decision.js'
import { noCodeAttempts, noPasswordAttempts, noRecoveryAttempts, withNewStamp, withRecoveryCodes, type TwoFactorRecord } from '../record.js'

/** Turns two-factor authentication off: authenticators of every type, codes, clients, counters and sessions are gone. */
export function reset (record: TwoFactorRecord, stamp: string): Decision<undefined> {
  return accept({
    ...withNewStamp(withRecoveryCodes(record, []), stamp),
    authenticators: [],
    codeAttempts: { ...record.codeAttempts, ...noCodeAttempts },
    passwordAttempts: { ...record.passwordAttempts, ...noPasswordAttempts },
    recoveryAttempts: { ...record.recoveryAttempts, ...noRecoveryAttempts }
  }, undefined, [{ type: 'reset' }])
}
