import { accept, refuse, type Decision } from '../record/decision.js'
import type { AttemptPurpose, RecordEvent } from '../record/events.js'
import { isEnabled, type TwoFactorRecord } from '../record/record.js'
import { isOutranked } from '../record/sign-in/rank.js'
import type { TwoFactorMethod } from '../record/sign-in-method.js'
import { budgets } from './attempts.js'
import type { Typed, TypedMethod, Verdict } from './method.js'

/**
 * Decides on what was typed, over all methods of its field. What any of them takes is right, and spent for each that
 * takes it; what none takes is one wrong guess. What was right before gets the same answer as a wrong guess, but is none, and
 * what may not prove a change stays unspent.
 */
export function prove (
  methods: readonly TypedMethod[],
  record: TwoFactorRecord,
  typed: Typed,
  purpose: AttemptPurpose,
  now: number
): Decision<TwoFactorMethod> {
  if (!isEnabled(record)) return refuse(record, 'TWO_FACTOR_NOT_ENABLED')
  const budget = budgets[typed.field]
  const refused = budget.refuse(record, now)
  if (refused !== undefined) return refused

  const said: Verdict['is'][] = []
  let keyMissing = false
  let proved: TwoFactorMethod | undefined
  let outranked = false
  let spent = record
  for (const method of methods) {
    if (method.field !== typed.field) continue
    const verdict = method.prove(spent, typed, method.facts(spent, typed), now)
    said.push(verdict.is)
    keyMissing ||= verdict.keyMissing === true
    if (verdict.is !== 'right') continue
    if (typed.forChange === true && isOutranked(record, method.type)) {
      outranked = true
      continue
    }
    proved ??= method.type
    spent = verdict.record
  }
  const events: RecordEvent[] = keyMissing ? [{ type: 'key-missing' }] : []
  if (proved !== undefined) return accept(budget.clear(spent), proved, events)
  if (outranked) return refuse(record, 'TWO_FACTOR_METHOD_NOT_ALLOWED', events)
  if (said.includes('used')) return refuse(record, 'TWO_FACTOR_INVALID_CODE', events)
  const tried = said.filter(is => is === 'wrong').length
  if (tried > 0) return budget.count(record, purpose, now, events, tried)
  return refuse(record, keyMissing ? 'TWO_FACTOR_UNAVAILABLE' : 'TWO_FACTOR_INVALID_CODE', events)
}
