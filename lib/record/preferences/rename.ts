import { accept, refuse, type Decision } from '../decision.js'
import type { NamedAuthenticator } from '../events.js'
import { named, refuseName } from '../names.js'
import { isEnabled, type TwoFactorRecord } from '../record.js'
import { refuseStale } from '../sign-in/freshness.js'
import type { FreshInput } from './change.js'

export interface RenameInput extends FreshInput {
  /** Id of the authenticator. */
  readonly id: string
  readonly name: string
}

/** Gives an authenticator another name, whatever its type. Sessions stay. */
export function rename (record: TwoFactorRecord, input: RenameInput, now: number): Decision<NamedAuthenticator> {
  const { id, name } = input
  const stale = refuseStale(record, input.signIn, input, now)
  if (stale !== undefined) return stale
  if (!isEnabled(record)) return refuse(record, 'TWO_FACTOR_NOT_ENABLED')
  const before = record.authenticators.find(authenticator => authenticator.id === id)
  if (before === undefined) return refuse(record, 'TWO_FACTOR_NOT_FOUND')
  if (before.name === name) return accept(record, named(before))
  const others = record.authenticators.filter(authenticator => authenticator !== before)
  // an enrollment that is pending finds room for its name when it is confirmed
  const unfit = refuseName(record, name, [...others, ...record.enrollment === undefined ? [] : [record.enrollment]])
  if (unfit !== undefined) return unfit
  const renamed = { ...before, name }
  const authenticator = named(renamed)
  const authenticators = record.authenticators.map(other => other === before ? renamed : other)
  return accept({ ...record, authenticators }, authenticator, [{ type: 'authenticator-renamed', authenticator, from: before.name }])
}
