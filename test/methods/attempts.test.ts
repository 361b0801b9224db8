import t from 'tap'
import { lockSeconds } from '../../lib/record/lock-ladder.js'
import type { TwoFactorRecord } from '../../lib/record/record.js'
import { accepted, answerOf, DAY, enabledRecord, HOUR, keysOf, NOW, proofOf, refused, rightProof, SECOND, storedBy, TODAY, wrongCode, wrongProof, proveCode } from '../record/fixtures.js'

/** This many wrong codes, all counted: each after the lock of the one before. */
function withFailures (count: number, now: number, record = enabledRecord()): { record: TwoFactorRecord, now: number } {
  for (let failure = 0; failure < count; failure++) {
    now = Math.max(now, record.codeAttempts.lockedUntil ?? now)
    record = storedBy(proveCode(record, wrongProof(record, now), 'sign-in', now))
  }
  return { record, now }
}

t.test('locks for 30 s at the 5th failure, doubling up to an hour', async t => {
  const seconds = [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600]
  for (const [failures, expected] of seconds.entries()) t.equal(lockSeconds(failures), expected, `${failures} failures`)
  for (const failures of [99, 2000]) t.equal(lockSeconds(failures), 3600, `${failures} failures`)
})

t.test('answers four wrong codes without a lock', async t => {
  const { record, now } = withFailures(4, NOW)
  t.equal(record.codeAttempts.failures, 4)
  t.equal(record.codeAttempts.lockedUntil, undefined)
  t.equal(answerOf(proveCode(record, rightProof(record, now), 'sign-in', now)), 'accepted')
})

t.test('refuses right and wrong codes alike from the 5th failure on, until the lock is over', async t => {
  const { record } = withFailures(5, NOW)
  t.equal(record.codeAttempts.lockedUntil, NOW + 30 * SECOND)
  for (const [later, retryAfterSeconds] of [[0, 30], [1, 30], [SECOND, 29], [30 * SECOND - 1, 1]] as const) {
    for (const proof of [rightProof(record, NOW + later), wrongProof(record, NOW + later)]) {
      const decision = refused(proveCode(record, proof, 'sign-in', NOW + later))
      t.strictSame(decision.refusal, { code: 'TWO_FACTOR_LOCKED', retryAfterSeconds })
      t.equal(decision.record, record)
      t.strictSame(decision.events, [])
    }
  }
  t.equal(answerOf(proveCode(record, rightProof(record, NOW + 30 * SECOND), 'sign-in', NOW + 30 * SECOND)), 'accepted')
})

t.test('locks again, for longer, at each further failure', async t => {
  for (const [failures, seconds] of [[6, 60], [7, 120], [11, 1920], [12, 3600], [20, 3600]] as const) {
    const { record, now } = withFailures(failures, NOW)
    t.equal(record.codeAttempts.lockedUntil, now + seconds * SECOND, `${failures} failures`)
  }
})

t.test('the wrong code that locks says for how long, in whole seconds, and one before it says nothing of that', async t => {
  const { record, now } = withFailures(4, NOW)
  const fifth = refused(proveCode(record, wrongProof(record, now + 0.5), 'sign-in', now + 0.5))
  t.strictSame(fifth.refusal, { code: 'TWO_FACTOR_INVALID_CODE', retryAfterSeconds: 30 })
  const { record: fewer } = withFailures(3, NOW)
  t.strictSame(refused(proveCode(fewer, wrongProof(fewer, NOW), 'sign-in', NOW)).refusal, { code: 'TWO_FACTOR_INVALID_CODE' })
})

t.test('tells of the first lock and of no later one', async t => {
  const { record, now } = withFailures(4, NOW)
  const fifth = refused(proveCode(record, wrongProof(record, now), 'sign-in', now))
  t.strictSame(fifth.events, [{ type: 'failed', purpose: 'sign-in' }, { type: 'locked', until: new Date(now + 30 * SECOND) }])
  const later = now + 30 * SECOND
  const sixth = refused(proveCode(storedBy(fifth), wrongProof(record, later), 'sign-in', later))
  t.strictSame(sixth.events, [{ type: 'failed', purpose: 'sign-in' }])
})

t.test('ends the failures in a row with a right code, and keeps those of the day', async t => {
  const { record } = withFailures(6, NOW)
  const later = NOW + HOUR
  const { record: cleared } = accepted(proveCode(record, rightProof(record, later), 'sign-in', later))
  t.strictSame(cleared.codeAttempts, { failures: 0, lockedUntil: undefined, days: { [TODAY]: 6 }, blockedAt: undefined, unlockedAt: undefined, unblockedAt: undefined })
  const again = withFailures(4, later, cleared).record
  t.equal(again.codeAttempts.lockedUntil, undefined)
})

t.test('leaves the attempts alone where a right code ends no failures', async t => {
  const record = enabledRecord({ codeAttempts: { failures: 0, days: { [TODAY - 3]: 7 } } })
  t.equal(accepted(proveCode(record, rightProof(record, NOW), 'sign-in', NOW)).record.codeAttempts, record.codeAttempts)
})

t.test('cuts a lock that a clock ahead set further away than the ladder allows, for good', async t => {
  const record = enabledRecord({ codeAttempts: { failures: 6, lockedUntil: NOW + DAY, days: {} } })
  const decision = refused(proveCode(record, rightProof(record, NOW), 'sign-in', NOW))
  t.strictSame(decision.refusal, { code: 'TWO_FACTOR_LOCKED', retryAfterSeconds: 60 })
  const cut = storedBy(decision)
  t.strictSame(cut.codeAttempts, { ...record.codeAttempts, lockedUntil: NOW + 60 * SECOND })
  const later = NOW + 60 * SECOND
  t.equal(refused(proveCode(cut, rightProof(cut, later - 1), 'sign-in', later - 1)).record, cut)
  t.equal(answerOf(proveCode(cut, rightProof(cut, later), 'sign-in', later)), 'accepted')
})

t.test('leaves a lock alone that ends when the ladder says', async t => {
  const record = enabledRecord({ codeAttempts: { failures: 6, lockedUntil: NOW + 60 * SECOND, days: {} } })
  t.equal(proveCode(record, rightProof(record, NOW), 'sign-in', NOW).record, record)
})

t.test('locks at the 5th failure over all purposes together', async t => {
  let record = enabledRecord()
  for (const purpose of ['sign-in', 'step-up', 'disable', 'step-up'] as const) record = storedBy(proveCode(record, wrongProof(record, NOW), purpose, NOW))
  t.equal(record.codeAttempts.lockedUntil, undefined)
  record = storedBy(proveCode(record, wrongProof(record, NOW), 'disable', NOW))
  t.equal(record.codeAttempts.lockedUntil, NOW + 30 * SECOND)
})

t.test('looks at no key under a lock', async t => {
  const { record } = withFailures(5, NOW)
  const decision = refused(proveCode(record, proofOf(record, wrongCode(['phone'], NOW), keysOf(record, { closed: ['phone'] })), 'sign-in', NOW))
  t.equal(decision.refusal.code, 'TWO_FACTOR_LOCKED')
  t.strictSame(decision.events, [])
})
