import { accept, andThen, type Decision } from '../decision.js'
import { withRecoveryCodes, type TwoFactorRecord } from '../record.js'
import { refuseStale } from '../sign-in/freshness.js'
import { provedBy } from '../sign-in/resistance.js'
import type { Changed, ChangeInput } from './change.js'

export interface RegenerateInput extends Omit<ChangeInput, 'stamp'> {
  /** Digests of the new recovery codes. */
  readonly codeHashes: readonly string[]
}

/** A new set of recovery codes in place of all that were left. Sessions stay. */
export function regenerate (record: TwoFactorRecord, input: RegenerateInput, now: number): Decision<Changed> {
  return refuseStale(record, input.signIn, input, now) ?? andThen(input.proof(record, 'step-up', now), (record, method) => accept(
    withRecoveryCodes(record, input.codeHashes),
    { signIn: { ...input.signIn, ...provedBy(input.signIn, method, now), codesGivenAt: now } },
    [{ type: 'recovery-codes-regenerated' }]
  ))
}
