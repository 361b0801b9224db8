import { accept, andThen, refuse, type Decision } from '../decision.js'
import type { NamedAuthenticator } from '../events.js'
import { named } from '../names.js'
import { isEnabled, withNewStamp, type TwoFactorRecord } from '../record.js'
import { refuseStale } from '../sign-in/freshness.js'
import { isResistant, provedBy } from '../sign-in/resistance.js'
import type { SignIn } from '../sign-in/sign-in.js'
import type { Changed, ChangeInput } from './change.js'

export interface RemovalInput {
  /** Id of the authenticator. */
  readonly id: string
  /** Types of authenticators that can prove something here and now: one authenticator of these must stay. */
  readonly provable: readonly string[]
  /** Whether only a passkey counts among those. */
  readonly resistantOnly: boolean
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
  return andThen(input.proof(record, 'step-up', now), (record, method) => andThen(
    removeUnproved(record, input, input.signIn),
    (record, removed) => {
      return accept(record, { signIn: { ...input.signIn, stamp: input.stamp, ...provedBy(input.signIn, method, now) }, removed })
    }
  ))
}

/** The same without a proof, for administration. Every session ends but that of the sign-in that `goesOn`. */
export function removeUnproved (record: TwoFactorRecord, input: RemovalInput, goesOn?: SignIn): Decision<NamedAuthenticator> {
  const { id, provable, resistantOnly, stamp } = input
  const removed = record.authenticators.find(authenticator => authenticator.id === id)
  if (removed === undefined) return refuse(record, 'TWO_FACTOR_NOT_FOUND')
  const authenticators = record.authenticators.filter(authenticator => authenticator !== removed)
  const works = ({ type }: NamedAuthenticator): boolean => provable.includes(type) && (!resistantOnly || isResistant(type))
  if (!authenticators.some(works)) return refuse(record, 'TWO_FACTOR_LAST_AUTHENTICATOR')
  const authenticator = named(removed)
  const changed = { ...withNewStamp(record, stamp, goesOn), authenticators }
  return accept(changed, authenticator, [{ type: 'authenticator-removed', authenticator }])
}
