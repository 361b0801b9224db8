import type { TwoFactorErrorCode } from '../error-table.js'
import type { AttemptPurpose, RecordEvent } from './events.js'
import type { TwoFactorRecord } from './record.js'
import type { TwoFactorMethod } from './sign-in-method.js'

/** Why a request was refused. */
export interface Refusal {
  readonly code: TwoFactorErrorCode
  /** Seconds until another try makes sense; with `TWO_FACTOR_LOCKED`. */
  readonly retryAfterSeconds?: number | undefined
}

export interface Accepted<Outcome> {
  /** What to store. The very object that came in means that nothing is to be written. */
  readonly record: TwoFactorRecord
  readonly outcome: Outcome
  readonly events: readonly RecordEvent[]
}

export interface Refused {
  /** What to store, as with an accepted decision: a wrong guess is counted. `undefined` where there was no record. */
  readonly record: TwoFactorRecord | undefined
  readonly refusal: Refusal
  readonly events: readonly RecordEvent[]
}

/** What is decided on a record. It holds only once `record` was saved. */
export type Decision<Outcome> = Accepted<Outcome> | Refused

/** A proof that somebody gave, to be judged on a record; the outcome is the method that it proved. */
export type Proof = (record: TwoFactorRecord, purpose: AttemptPurpose, now: number) => Decision<TwoFactorMethod>

export function accept<Outcome> (record: TwoFactorRecord, outcome: Outcome, events: readonly RecordEvent[] = []): Accepted<Outcome> {
  return { record, outcome, events }
}

export function refuse (record: TwoFactorRecord | undefined, refusal: TwoFactorErrorCode | Refusal, events: readonly RecordEvent[] = []): Refused {
  return { record, refusal: typeof refusal === 'string' ? { code: refusal } : refusal, events }
}

/** Goes on from an accepted decision, with its events before those of what follows; a refusal ends it. */
export function andThen<First, Second> (first: Decision<First>, next: (record: TwoFactorRecord, outcome: First) => Decision<Second>): Decision<Second> {
  if ('refusal' in first) return first
  const second = next(first.record, first.outcome)
  return { ...second, events: [...first.events, ...second.events] }
}
