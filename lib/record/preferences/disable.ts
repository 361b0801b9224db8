import { accept, andThen, refuse, type Decision } from '../decision.js'
import { isEnabled, withNewStamp, withRecoveryCodes, type TwoFactorRecord } from '../record.js'
import { refuseStale } from '../sign-in/freshness.js'
import type { SignIn } from '../sign-in/sign-in.js'
import type { Changed, ChangeInput } from './change.js'

/** Turns two-factor authentication off, where the role allows it. Every other session ends. */
export function disable (record: TwoFactorRecord, input: ChangeInput & { readonly required: boolean }, now: number): Decision<Changed> {
  const stale = refuseStale(record, input.signIn, input, now)
  if (stale !== undefined) return stale
  if (!isEnabled(record)) return refuse(record, 'TWO_FACTOR_NOT_ENABLED')
  if (input.required) return refuse(record, 'TWO_FACTOR_REQUIRED_BY_POLICY')
  const unproved = { verifiedAt: undefined, assertedAt: undefined, registeredAt: undefined, proved: undefined }
  const signIn: SignIn = { ...input.signIn, ...unproved, stamp: input.stamp, method: 'none' }
  return andThen(input.proof(record, 'disable', now), record => accept(
    { ...withNewStamp(withRecoveryCodes(record, []), input.stamp, signIn), authenticators: [] },
    { signIn },
    [{ type: 'disabled' }]
  ))
}
