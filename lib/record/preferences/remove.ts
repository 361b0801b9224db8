import { accept, andThen, refuse, type Decision } from '../decision.js'
import { isEnabled, withNewStamp, type TwoFactorRecord } from '../record.js'
import { refuseStale } from '../sign-in/freshness.js'
import type { SignIn } from '../sign-in/sign-in.js'
import type { ChangeInput } from './change.js'

export interface RemoveInput extends ChangeInput {
  /** Id of the authenticator. */
  readonly id: string
  /** Types of authenticators that can prove something here and now: one authenticator of these must stay. */
  readonly provable: readonly string[]
}

/** Removes one authenticator, never the last that works. Every other session ends. */
export function remove (record: TwoFactorRecord, { id, provable, ...input }: RemoveInput, now: number): Decision<SignIn> {
  const stale = refuseStale(record, input.signIn, input, now)
  if (stale !== undefined) return stale
  if (!isEnabled(record)) return refuse(record, 'TWO_FACTOR_NOT_ENABLED')
  const removed = record.authenticators.find(authenticator => authenticator.id === id)
  if (removed === undefined) return refuse(record, 'TWO_FACTOR_NOT_FOUND')
  const stays = record.authenticators.some(authenticator => authenticator !== removed && provable.includes(authenticator.type))
  if (!stays) return refuse(record, 'TWO_FACTOR_LAST_AUTHENTICATOR')
  return andThen(input.proof(record, 'step-up', now), record => accept(
    { ...withNewStamp(record, input.stamp), authenticators: record.authenticators.filter(authenticator => authenticator.id !== id) },
    { ...input.signIn, stamp: input.stamp, verifiedAt: now },
    [{ type: 'authenticator-removed', authenticator: { id, type: removed.type, name: removed.name } }]
  ))
}
