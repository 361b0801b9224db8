import t from 'tap'
import { clearPasswordAttempts, reservePasswordAttempt } from '../../lib/record/password-attempts.js'
import type { TwoFactorRecord } from '../../lib/record/record.js'
import { accepted, answerOf, DAY, enabledRecord, HOUR, NOW, recordOf, refused, SECOND, storedBy } from './fixtures.js'

function reserved (count: number, now: number, record = recordOf()): TwoFactorRecord {
  for (let attempt = 0; attempt < count; attempt++) record = storedBy(reservePasswordAttempt(record, Math.max(now, record.passwordAttempts.lockedUntil ?? now)))
  return record
}

t.test('counts an attempt before the password is checked, and tells nothing yet', async t => {
  t.strictSame(reservePasswordAttempt(recordOf(), NOW), {
    record: { ...recordOf(), passwordAttempts: { failures: 1, lockedUntil: undefined } },
    outcome: undefined,
    events: []
  })
})

t.test('lets five of a hundred attempts at once through', async t => {
  let record = enabledRecord()
  let checked = 0
  for (let attempt = 0; attempt < 100; attempt++) {
    const decision = reservePasswordAttempt(record, NOW)
    if (answerOf(decision) === 'accepted') checked++
    record = storedBy(decision)
  }
  t.equal(checked, 5)
})

t.test('locks for 30 s after the 5th attempt, doubling up to an hour', async t => {
  for (const [attempts, seconds] of [[5, 30], [6, 60], [7, 120], [11, 1920]] as const) {
    const before = reserved(attempts, NOW)
    const since = before.passwordAttempts.lockedUntil! - seconds * SECOND
    t.strictSame(reservePasswordAttempt(before, since), { record: before, refusal: { code: 'TWO_FACTOR_LOCKED', retryAfterSeconds: seconds, field: 'password' }, events: [] }, `${attempts} attempts`)
    t.equal(answerOf(reservePasswordAttempt(before, since + seconds * SECOND - 1)), 'TWO_FACTOR_LOCKED', `${attempts} attempts`)
    t.equal(answerOf(reservePasswordAttempt(before, since + seconds * SECOND)), 'accepted', `${attempts} attempts`)
  }
  const late = reserved(40, NOW)
  t.strictSame(refused(reservePasswordAttempt(late, late.passwordAttempts.lockedUntil! - HOUR)).refusal, { code: 'TWO_FACTOR_LOCKED', retryAfterSeconds: 3600, field: 'password' })
})

t.test('cuts a lock that a clock ahead set further away than the ladder allows', async t => {
  const before = recordOf({ passwordAttempts: { failures: 5, lockedUntil: NOW + DAY } })
  const decision = refused(reservePasswordAttempt(before, NOW))
  t.strictSame(decision.refusal, { code: 'TWO_FACTOR_LOCKED', retryAfterSeconds: 30, field: 'password' })
  t.strictSame(decision.record, { ...before, passwordAttempts: { failures: 5, lockedUntil: NOW + 30 * SECOND } })
})

t.test('begins anew after a right password', async t => {
  const { record, events } = accepted(clearPasswordAttempts(reserved(5, NOW)))
  t.strictSame(record.passwordAttempts, { failures: 0, lockedUntil: undefined })
  t.strictSame(events, [])
  t.equal(reserved(4, NOW, record).passwordAttempts.lockedUntil, undefined)
})

t.test('shares no budget with one-time codes and recovery codes', async t => {
  const before = enabledRecord({ codeAttempts: { failures: 12, lockedUntil: NOW + HOUR, days: {}, blockedAt: NOW }, recoveryAttempts: { failures: 10, since: NOW } })
  for (const decision of [reservePasswordAttempt(before, NOW), clearPasswordAttempts(before)]) {
    const { record } = accepted(decision)
    t.strictSame([record.codeAttempts, record.recoveryAttempts], [before.codeAttempts, before.recoveryAttempts])
  }
})
