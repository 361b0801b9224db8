import type { Authenticator, TwoFactorRecord } from '../../record/record.js'
import type { Typed, Verdict } from '../method.js'
import type { OpenedKeys, TotpAuthenticator } from './authenticator.js'
import { withResealedKeys } from './reseal.js'
import { matchingSteps } from './totp.js'

/**
 * Judges a code against every key that opened. A time step is accepted once: each authenticator that shows the code
 * advances past it. All steps of all authenticators are computed, even after one matched.
 */
export function proveTotp (
  record: TwoFactorRecord,
  { text, window }: Pick<Typed, 'text' | 'window'>,
  keys: OpenedKeys,
  now: number
): Verdict {
  const keyMissing = keys.missing
  if (keys.opened.length === 0) return { is: 'unknown', keyMissing }
  const matches = new Map(keys.opened.map(({ authenticatorId, key }) => [authenticatorId, matchingSteps(key, text, now, window)]))
  const advanced = record.authenticators.map(authenticator => advance(authenticator, matches.get(authenticator.id), now))
  if (advanced.every((authenticator, index) => authenticator === record.authenticators[index])) {
    const used = [...matches.values()].some(steps => steps.length > 0)
    return { is: used ? 'used' : 'wrong', keyMissing }
  }
  return { is: 'right', record: { ...record, authenticators: withResealedKeys(advanced, keys) }, keyMissing }
}

/** The authenticator at the highest step that its key matched, if that is after the last one accepted; else unchanged. */
function advance (authenticator: Authenticator, steps: readonly number[] = [], now: number): Authenticator {
  const step = Math.max(...steps)
  const { lastStep } = authenticator as TotpAuthenticator
  return step > lastStep ? { ...authenticator, lastStep: step, lastUsedAt: now } as TotpAuthenticator : authenticator
}
