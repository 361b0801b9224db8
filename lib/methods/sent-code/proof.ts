import { digestsEqual } from '../../crypto/digest.js'
import type { TwoFactorRecord } from '../../record/record.js'
import type { Verdict } from '../method.js'
import { isConfirmed, isSentCodeAuthenticator, pendingFor, type SentCodePlace } from './sent-code.js'

/** The place of what was typed, and the digests that its code has there. */
export interface SentCodeFacts {
  readonly place: SentCodePlace
  readonly hashes: readonly string[]
}

/** Judges whether this is the code that was sent for just this; it is used then, and never right again. */
export function proveSentCode (record: TwoFactorRecord, facts: SentCodeFacts | undefined, now: number): Verdict {
  if (facts === undefined || !isConfirmed(record, facts.place.addressHash)) return { is: 'unknown' }
  const judged = judgePending(record, facts, now)
  if (judged.is !== 'right') return judged
  const authenticators = judged.record.authenticators.map(authenticator =>
    isSentCodeAuthenticator(authenticator) ? { ...authenticator, lastUsedAt: now } : authenticator)
  return { is: 'right', record: { ...judged.record, authenticators } }
}

/** The same for an address that nobody has confirmed yet. */
export function judgePending (record: TwoFactorRecord, { place, hashes }: SentCodeFacts, now: number): Verdict {
  const pending = pendingFor(record, place, now)
  if (pending === undefined) return { is: 'unknown' }
  if (!hashes.some(hash => digestsEqual(hash, pending.hash))) return { is: 'wrong' }
  if (pending.used === true) return { is: 'used' }
  const sentCodes = record.sentCodes!
  const used = sentCodes.pending.map(other => other === pending ? { ...pending, used: true as const } : other)
  return { is: 'right', record: { ...record, sentCodes: { ...sentCodes, pending: used } } }
}
