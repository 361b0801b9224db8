import t from 'tap'
import { unlock } from '../../../lib/record/administration/unlock.js'
import { FAILURES_LIMIT } from '../../../lib/record/failure-days.js'
import type { CodeAttempts, TwoFactorRecord } from '../../../lib/record/record.js'
import { accepted, answerOf, DAY, enabledRecord, HOUR, NOW, proveCode, recordOf, SECOND, storedBy, TODAY, wrongProof } from '../fixtures.js'

function blocked (changes: Partial<CodeAttempts> = {}): TwoFactorRecord {
  return enabledRecord({ codeAttempts: { failures: 100, lockedUntil: NOW + HOUR, days: { [TODAY]: 100 }, blockedAt: NOW - HOUR, ...changes } })
}

/** Wrong codes, each after the lock of the one before, until none is answered; how many were. */
function triesLeft (record: TwoFactorRecord, now: number): number {
  for (let tries = 0; ; tries++) {
    const at = Math.max(now, record.codeAttempts.lockedUntil ?? 0)
    const decision = proveCode(record, wrongProof(record, at), 'sign-in', at)
    if (answerOf(decision) !== 'TWO_FACTOR_INVALID_CODE') return tries
    record = storedBy(decision)
  }
}

t.test('lifts a lock, and the failures in a row start anew; the days stay', async t => {
  const before = enabledRecord({ codeAttempts: { failures: 9, lockedUntil: NOW + HOUR, days: { [TODAY]: 95 }, unlockedAt: [NOW] } })
  const { record, outcome, events } = accepted(unlock(before, NOW))
  t.strictSame(record, { ...before, codeAttempts: { ...before.codeAttempts, failures: 0, lockedUntil: undefined } })
  t.strictSame([outcome, events], [undefined, [{ type: 'unlocked' }]])
})

t.test('lifts a block, and leaves ten tries', async t => {
  const before = blocked()
  const { record, events } = accepted(unlock(before, NOW))
  t.strictSame(record.codeAttempts, { failures: 0, lockedUntil: undefined, days: { [TODAY]: 90 }, blockedAt: undefined, unblockedAt: NOW })
  t.strictSame(events, [{ type: 'unlocked' }])
  t.equal(triesLeft(record, NOW), FAILURES_LIMIT - 90)
})

t.test('lifts a block beside which there is no lock', async t => {
  for (const lockedUntil of [undefined, NOW - 1]) t.equal(storedBy(unlock(blocked({ lockedUntil }), NOW)).codeAttempts.blockedAt, undefined)
})

t.test('the oldest days are cut first, and those long past are forgotten', async t => {
  const days = { [TODAY - 31]: 50, [TODAY - 30]: 20, [TODAY - 2]: 30, [TODAY]: 55, [TODAY + 3]: 4 }
  t.strictSame(storedBy(unlock(blocked({ days }), NOW)).codeAttempts.days, { [TODAY - 30]: 1, [TODAY - 2]: 30, [TODAY]: 55, [TODAY + 3]: 4 })
  t.strictSame(storedBy(unlock(blocked({ days: { [TODAY - 1]: 30, [TODAY]: 90 } }), NOW)).codeAttempts.days, { [TODAY]: 90 })
  t.strictSame(storedBy(unlock(blocked({ days: { [TODAY - 1]: 60 } }), NOW)).codeAttempts.days, { [TODAY - 1]: 60 }, 'where failures in a row blocked, fewer stay as they are')
})

t.test('a second block within 30 days stays, whatever the clock says of the first', async t => {
  for (const unblockedAt of [NOW - 30 * DAY + 1, NOW - SECOND, NOW + DAY]) {
    const record = blocked({ unblockedAt })
    t.strictSame(unlock(record, NOW), { record, refusal: { code: 'TWO_FACTOR_BLOCKED' }, events: [] })
  }
  t.equal(answerOf(unlock(blocked({ unblockedAt: NOW - 30 * DAY }), NOW)), 'accepted')
})

t.test('a lock that follows a lifted block is lifted as any other', async t => {
  const record = enabledRecord({ codeAttempts: { failures: 5, lockedUntil: NOW + HOUR, days: { [TODAY]: 95 }, unblockedAt: NOW - DAY } })
  t.strictSame(storedBy(unlock(record, NOW)).codeAttempts, { failures: 0, lockedUntil: undefined, days: { [TODAY]: 95 }, unblockedAt: NOW - DAY })
})

t.test('writes and tells nothing where there is neither lock nor block', async t => {
  for (const record of [recordOf(), enabledRecord(), enabledRecord({ codeAttempts: { failures: 5, lockedUntil: NOW, days: { [TODAY]: 5 } } })]) {
    t.strictSame(unlock(record, NOW), { record, outcome: undefined, events: [] })
  }
})
