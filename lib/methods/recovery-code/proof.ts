import { digestsEqual } from '../../crypto/digest.js'
import { accept, andThen, refuse, type Decision, type Refused } from '../../record/decision.js'
import { proveCode, type CodeProof } from '../totp/proof.js'
import type { TwoFactorRecord } from '../../record/record.js'
import { refuseStale, type SignIn } from '../../record/sign-in/sign-in.js'
import { isWithin } from '../../record/time.js'

/** Recovery codes of one set. */
export const RECOVERY_CODES = 10

const WRONG_CODES_LIMIT = 10
const WRONG_CODES_SECONDS = 3600

/** The record without this code, or `undefined` when it is none of the codes that are left. */
export function spendRecoveryCode (record: TwoFactorRecord, codeHash: string): TwoFactorRecord | undefined {
  const left = record.recoveryCodes.filter(hash => !digestsEqual(hash, codeHash))
  return left.length === record.recoveryCodes.length ? undefined : { ...record, recoveryCodes: left }
}

/** Counts a wrong recovery code; past ten in an hour only wrong codes are refused for it. */
export function refuseWrongRecoveryCode (record: TwoFactorRecord, now: number): Refused {
  const { recoveryAttempts } = record
  const running = isWithin(recoveryAttempts.since, WRONG_CODES_SECONDS, now)
  const { failures, since } = running ? recoveryAttempts : { failures: 0, since: now }
  if (failures >= WRONG_CODES_LIMIT) {
    const retryAfterSeconds = Math.ceil((since - now) / 1000) + WRONG_CODES_SECONDS
    return refuse(record, { code: 'TWO_FACTOR_LOCKED', retryAfterSeconds })
  }
  return refuse({ ...record, recoveryAttempts: { ...recoveryAttempts, failures: failures + 1, since } }, 'TWO_FACTOR_INVALID_CODE', [{ type: 'failed', purpose: 'recovery' }])
}

export interface RegenerateInput {
  readonly signIn: SignIn
  readonly passwordProved: boolean
  readonly reauthenticateSeconds: number
  readonly proof: CodeProof
  /** Digests of the new set. */
  readonly codeHashes: readonly string[]
}

/** A new set in place of all that were left; it takes a one-time code. */
export function regenerateRecoveryCodes (record: TwoFactorRecord, input: RegenerateInput, now: number): Decision<SignIn> {
  return refuseStale(record, input.signIn, input, now) ?? andThen(
    proveCode(record, input.proof, 'step-up', now),
    record => accept({ ...record, recoveryCodes: input.codeHashes }, { ...input.signIn, verifiedAt: now }, [{ type: 'recovery-codes-regenerated' }])
  )
}
