import type { RecordEvent } from './events.js'
import type { TwoFactorRecord } from './record.js'

/** Why a request was refused; each is one of the plugin's errors. */
export type RefusalCode =
  | 'TWO_FACTOR_SIGN_IN_REQUIRED'
  | 'TWO_FACTOR_CHALLENGE_REQUIRED'
  | 'TWO_FACTOR_ENROLLMENT_REQUIRED'
  | 'TWO_FACTOR_STEP_UP_REQUIRED'
  | 'TWO_FACTOR_REAUTHENTICATION_REQUIRED'
  | 'TWO_FACTOR_INVALID_CODE'
  | 'TWO_FACTOR_LOCKED'
  | 'TWO_FACTOR_BLOCKED'
  | 'TWO_FACTOR_NOT_ENABLED'
  | 'TWO_FACTOR_REQUIRED_BY_POLICY'
  | 'TWO_FACTOR_LAST_AUTHENTICATOR'
  | 'TWO_FACTOR_TOO_MANY_AUTHENTICATORS'
  | 'TWO_FACTOR_NO_ENROLLMENT'
  | 'TWO_FACTOR_NOT_FOUND'
  | 'TWO_FACTOR_UNAVAILABLE'

export interface Refusal {
  readonly code: RefusalCode
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

/** What a transition decides. It holds only once `record` was saved. */
export type Decision<Outcome> = Accepted<Outcome> | Refused

export function accept<Outcome> (record: TwoFactorRecord, outcome: Outcome, events: readonly RecordEvent[] = []): Accepted<Outcome> {
  return { record, outcome, events }
}

export function refuse (record: TwoFactorRecord | undefined, refusal: RefusalCode | Refusal, events: readonly RecordEvent[] = []): Refused {
  return { record, refusal: typeof refusal === 'string' ? { code: refusal } : refusal, events }
}

/** Goes on from an accepted decision, with its events before those of what follows; a refusal ends it. */
export function andThen<First, Second> (first: Decision<First>, next: (record: TwoFactorRecord, outcome: First) => Decision<Second>): Decision<Second> {
  if ('refusal' in first) return first
  const second = next(first.record, first.outcome)
  return { ...second, events: [...first.events, ...second.events] }
}
