import type { TypedMethod } from '../method.js'
import { recoveryCodeHash } from './codes.js'
import { proveRecoveryCode } from './proof.js'

/** Codes that are shown once and sign in once each: the way in without an authenticator. */
export const recoveryCode: TypedMethod<string> = {
  type: 'recovery-code',
  field: 'recovery-code',
  limit: 0,
  facts: (_record, { userId, text }) => recoveryCodeHash(userId, text),
  prove: (record, _typed, codeHash) => proveRecoveryCode(record, codeHash)
}
