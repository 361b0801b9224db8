import { andThen, refuse, type Decision } from '../../record/decision.js'
import { activate, type Activated, type ActivateInput } from '../../record/enrollment/activate.js'
import { SENT_CODES_NAME } from '../../record/names.js'
import type { TwoFactorRecord } from '../../record/record.js'
import { SENT_CODE } from '../../record/sign-in/rank.js'
import { budgets } from '../attempts.js'
import { judgePending, type SentCodeFacts } from './proof.js'
import { isKeptByRole } from './request.js'
import { SENT_CODE_LIMIT, type SentCodeAuthenticator } from './sent-code.js'

export interface ConfirmSentCodesInput extends Omit<ActivateInput, 'type' | 'limit'> {
  /** What was typed, and where; `undefined` where the user has no address. */
  readonly facts: SentCodeFacts | undefined
  /** Id of the authenticator. */
  readonly id: string
}

/**
 * The code that was sent to a new address confirms it: from then on codes to it are taken. It takes the place of the one before.
 * A wrong code counts like any other.
 */
export function confirmSentCodes (
  record: TwoFactorRecord,
  { facts, id, ...input }: ConfirmSentCodesInput,
  now: number
): Decision<Activated> {
  if (isKeptByRole(record, input.resistant, 'enrollment')) return refuse(record, 'TWO_FACTOR_METHOD_NOT_ALLOWED')
  const budget = budgets.code
  if (facts === undefined) return refuse(record, 'TWO_FACTOR_NO_ENROLLMENT')
  const judged = judgePending(record, facts, now)
  if (judged.is === 'unknown') return refuse(record, 'TWO_FACTOR_NO_ENROLLMENT')
  const refused = budget.refuse(record, now)
  if (refused !== undefined) return refused
  if (judged.is === 'wrong') return budget.count(record, 'enrollment', now, [])
  if (judged.is !== 'right') return refuse(record, 'TWO_FACTOR_INVALID_CODE')
  const authenticator: SentCodeAuthenticator = {
    id, type: SENT_CODE, name: SENT_CODES_NAME, createdAt: now, lastUsedAt: now, addressHash: facts.place.addressHash
  }
  return andThen(
    { record: budget.clear(judged.record), outcome: undefined, events: [] },
    record => activate(record, authenticator, { ...input, type: SENT_CODE, limit: SENT_CODE_LIMIT }, now)
  )
}
