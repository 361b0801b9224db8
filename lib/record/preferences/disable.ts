import { accept, andThen, refuse, type Decision } from '../decision.js'
import { isEnabled, withNewStamp, withRecoveryCodes, type TwoFactorRecord } from '../record.js'
import { refuseStale } from '../sign-in/freshness.js'
import type { Changed, ChangeInput } from './change.js'

/** Turns two-factor authentication off, where the role allows it. Every other session ends. */
export function disable (record: TwoFactorRecord, input: ChangeInput & { readonly required: boolean }, now: number): Decision<Changed> {
  const stale = refuseStale(record, input.signIn, input, now)
  if (stale !== undefined) return stale
  if (!isEnabled(record)) return refuse(record, 'TWO_FACTOR_NOT_ENABLED')
  if (input.required) return refuse(record, 'TWO_FACTOR_REQUIRED_BY_POLICY')
  return andThen(input.proof(record, 'disable', now), record => accept(
    { ...withNewStamp(withRecoveryCodes(record, []), input.stamp, { id: input.signIn.id, method: 'none' }), authenticators: [] },
    { signIn: { ...input.signIn, stamp: input.stamp, method: 'none', verifiedAt: undefined, assertedAt: undefined, proved: undefined } },
    [{ type: 'disabled' }]
  ))
}
