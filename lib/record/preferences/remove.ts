import { accept, andThen, refuse, type Decision } from '../decision.js'
import type { NamedAuthenticator } from '../events.js'
import { named } from '../names.js'
import { isEnabled, withNewStamp, type TwoFactorRecord } from '../record.js'
import { refuseStale } from '../sign-in/freshness.js'
import type { Changed, ChangeInput } from './change.js'

export interface RemovalInput {
  /** Id of the authenticator. */
  readonly id: string
  /** Types of authenticators that can prove something here and now: one authenticator of these must stay. */
  readonly provable: readonly string[]
  readonly stamp: string
}

/** Removes one authenticator by a proof of its owner, never the last that works. Every other session ends. */
export function remove (
  record: TwoFactorRecord,
  input: ChangeInput & RemovalInput,
  now: number
): Decision<Changed & { removed: NamedAuthenticator }> {
  const stale = refuseStale(record, input.signIn, input, now)
  if (stale !== undefined) return stale
  if (!isEnabled(record)) return refuse(record, 'TWO_FACTOR_NOT_ENABLED')
  // first without the proof: what cannot be done spends no code
  const removal = removeUnproved(record, input)
  if ('refusal' in removal) return removal
  return andThen(
    andThen(input.proof(record, 'step-up', now), record => removeUnproved(record, input)),
    (record, removed) => accept(record, { signIn: { ...input.signIn, stamp: input.stamp, verifiedAt: now }, removed })
  )
}

/** The same without a proof, for administration. Every session ends. */
export function removeUnproved (record: TwoFactorRecord, { id, provable, stamp }: RemovalInput): Decision<NamedAuthenticator> {
  const removed = record.authenticators.find(authenticator => authenticator.id === id)
  if (removed === undefined) return refuse(record, 'TWO_FACTOR_NOT_FOUND')
  const authenticators = record.authenticators.filter(authenticator => authenticator !== removed)
  if (!authenticators.some(({ type }) => provable.includes(type))) return refuse(record, 'TWO_FACTOR_LAST_AUTHENTICATOR')
  const authenticator = named(removed)
  return accept({ ...withNewStamp(record, stamp), authenticators }, authenticator, [{ type: 'authenticator-removed', authenticator }])
}
