import type { TwoFactorErrorCode } from '../error-table.js'
import type { AttemptPurpose, RecordEvent } from './events.js'
import type { TwoFactorRecord } from './record.js'
import type { TwoFactorMethod } from './sign-in-method.js'

/** Why a request was refused. */
export interface Refusal {
  readonly code: TwoFactorErrorCode
  /** Seconds until another try makes sense; with `TWO_FACTOR_LOCKED`, and with the wrong code that locks. */
  readonly retryAfterSeconds?: number | undefined
  /** With `TWO_FACTOR_STEP_UP_REQUIRED` and `…_ENROLLMENT_REQUIRED`: only a passkey helps. */
  readonly passkeyOnly?: boolean | undefined
  /** The field that it is about, where that is not the code. */
  readonly field?: 'password' | undefined
}

/** Why a name was refused that would be well on another record. */
export interface NameRefusal {
  readonly code: 'FST_ERR_VALIDATION'
  readonly message: string
  readonly retryAfterSeconds?: undefined
}

export interface Accepted<Outcome> {
  /** What to store. If it is the same object that came in, nothing is written. */
  readonly record: TwoFactorRecord
  readonly outcome: Outcome
  readonly events: readonly RecordEvent[]
}

export interface Refused {
  /** What to store, as with an accepted decision: a wrong guess must be counted. `undefined` where there was no record. */
  readonly record: TwoFactorRecord | undefined
  readonly refusal: Refusal | NameRefusal
  readonly events: readonly RecordEvent[]
}

/** What is decided on a record. It is valid only once `record` is saved. */
export type Decision<Outcome> = Accepted<Outcome> | Refused

/** A proof that somebody gave, to be judged on a record; the outcome is the method that took it. */
export type Proof = (record: TwoFactorRecord, purpose: AttemptPurpose, now: number) => Decision<TwoFactorMethod>

export function accept<Outcome> (record: TwoFactorRecord, outcome: Outcome, events: readonly RecordEvent[] = []): Accepted<Outcome> {
  return { record, outcome, events }
}

export function refuse (
  record: TwoFactorRecord | undefined,
  refusal: TwoFactorErrorCode | Refusal | NameRefusal,
  events: readonly RecordEvent[] = []
): Refused {
  return { record, refusal: typeof refusal === 'string' ? { code: refusal } : refusal, events }
}

/** Goes on with `next` after an accepted decision, whose events come before those of `next`; a refusal stays as it is. */
export function andThen<First, Second> (
  first: Decision<First>,
  next: (record: TwoFactorRecord, outcome: First) => Decision<Second>
): Decision<Second> {
  if ('refusal' in first) return first
  const second = next(first.record, first.outcome)
  return { ...second, events: [...first.events, ...second.events] }
}
