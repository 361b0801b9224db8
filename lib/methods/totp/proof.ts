import type { OpenedKeys } from './sealed-keys.js'
import { matchingSteps } from './totp.js'
import { clearFailures, refuseCodes, refuseWrongCode } from '../attempts.js'
import { accept, refuse, type Decision } from '../../record/decision.js'
import type { AttemptPurpose, RecordEvent } from '../../record/events.js'
import { isEnabled, type Authenticator, type TwoFactorRecord } from '../../record/record.js'

/** A one-time code that somebody typed, with the keys to check it against. */
export interface CodeProof {
  /** Six digits. */
  readonly code: string
  readonly keys: OpenedKeys
  /** Accepted steps on either side of the current one. */
  readonly window: number
}

/**
 * Decides on a one-time code. Over everything that takes one: a step is accepted once, wrong codes
 * share one budget, a code of a used step is refused with the same answer but is no guess.
 */
export function proveCode (record: TwoFactorRecord, { code, keys, window }: CodeProof, purpose: AttemptPurpose, now: number): Decision<undefined> {
  if (!isEnabled(record)) return refuse(record, 'TWO_FACTOR_NOT_ENABLED')
  const refused = refuseCodes(record, now)
  if (refused !== undefined) return refused
  const events: RecordEvent[] = keys.missing ? [{ type: 'key-missing' }] : []
  if (keys.opened.length === 0) return refuse(record, 'TWO_FACTOR_UNAVAILABLE', events)

  const matches = new Map(keys.opened.map(({ authenticatorId, key }) => [authenticatorId, matchingSteps(key, code, now, window)]))
  const advanced = record.authenticators.map(authenticator => advance(authenticator, matches.get(authenticator.id) ?? [], now))
  if (advanced.every((authenticator, index) => authenticator === record.authenticators[index])) {
    const used = record.authenticators.some(({ id }) => (matches.get(id) ?? []).length > 0)
    return used ? refuse(record, 'TWO_FACTOR_INVALID_CODE', events) : refuseWrongCode(record, purpose, now, events)
  }
  const authenticators = resealed(advanced, keys)
  return accept({ ...record, authenticators, codeAttempts: clearFailures(record.codeAttempts) }, undefined, events)
}

/** The authenticator with the highest step that matched, if it lies after the last one accepted; otherwise itself. */
function advance (authenticator: Authenticator, steps: readonly number[], now: number): Authenticator {
  const step = Math.max(...steps)
  return step > authenticator.lastStep ? { ...authenticator, lastStep: step, lastUsedAt: now } : authenticator
}

/** Takes over the keys that were sealed anew with the current service key. */
export function resealed (authenticators: readonly Authenticator[], keys: OpenedKeys): Authenticator[] {
  const fresh = new Map(keys.opened.map(({ authenticatorId, resealed }) => [authenticatorId, resealed]))
  return authenticators.map(authenticator => {
    const key = fresh.get(authenticator.id)
    return key === undefined ? authenticator : { ...authenticator, key }
  })
}
