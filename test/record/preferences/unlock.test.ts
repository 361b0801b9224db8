import t from 'tap'
import { unlock } from '../../../lib/record/preferences/unlock.js'
import type { CodeAttempts, TwoFactorRecord } from '../../../lib/record/record.js'
import { unlocksLeft } from '../../../lib/record/unlocks.js'
import { accepted, answerOf, completeSignIn, DAY, enabledRecord, HOUR, NOW, proveCode, recordOf, refused, rightProof, SECOND, storedBy, TODAY, wrongProof } from '../fixtures.js'

const input = { signIn: completeSignIn(), passwordProved: true, freshSeconds: 900 }

function locked (changes: Partial<CodeAttempts> = {}): TwoFactorRecord {
  return enabledRecord({ codeAttempts: { failures: 6, lockedUntil: NOW + 60 * SECOND, days: { [TODAY]: 6 }, ...changes } })
}

t.test('lifts the lock, keeps the failures in a row and their days, and tells it', async t => {
  const before = locked()
  const { record, outcome, events } = accepted(unlock(before, input, NOW))
  t.strictSame(record, { ...before, codeAttempts: { failures: 6, lockedUntil: undefined, days: { [TODAY]: 6 }, unlockedAt: [NOW] } })
  t.strictSame([outcome, events], [undefined, [{ type: 'unlocked' }]])
  t.equal(answerOf(proveCode(record, rightProof(record, NOW), 'sign-in', NOW)), 'accepted')
})

t.test('gives one try: the next wrong code locks as long again or longer', async t => {
  const record = storedBy(unlock(locked(), input, NOW))
  const { codeAttempts } = storedBy(proveCode(record, wrongProof(record, NOW), 'sign-in', NOW))
  t.strictSame([codeAttempts.failures, codeAttempts.lockedUntil], [7, NOW + 120 * SECOND])
})

t.test('three times within 24 hours, the fourth is refused with what is left of the lock', async t => {
  const moments = [NOW - DAY + 1, NOW - HOUR, NOW - SECOND]
  const full = locked({ unlockedAt: moments })
  t.strictSame(unlock(full, input, NOW), { record: full, refusal: { code: 'TWO_FACTOR_LOCKED', retryAfterSeconds: 60 }, events: [] })
  const { codeAttempts } = storedBy(unlock(full, input, NOW + 1))
  t.strictSame(codeAttempts.unlockedAt, [...moments.slice(1), NOW + 1], 'the first is 24 hours ago')
  t.strictSame([0, 1].map(later => unlocksLeft(full.codeAttempts, NOW + later)), [0, 1])
})

t.test('a moment that is ahead counts as within the 24 hours', async t => {
  const ahead = locked({ unlockedAt: [NOW + HOUR, NOW + DAY, NOW + 9 * DAY] })
  t.equal(answerOf(unlock(ahead, input, NOW)), 'TWO_FACTOR_LOCKED')
  t.equal(unlocksLeft(ahead.codeAttempts, NOW), 0)
})

t.test('a right code leaves the count of unlocks alone', async t => {
  const record = storedBy(unlock(locked(), input, NOW))
  t.strictSame(storedBy(proveCode(record, rightProof(record, NOW), 'sign-in', NOW)).codeAttempts.unlockedAt, [NOW])
})

t.test('writes and tells nothing without a lock', async t => {
  for (const record of [enabledRecord(), locked({ lockedUntil: NOW }), locked({ lockedUntil: undefined, unlockedAt: [NOW, NOW, NOW] })]) {
    t.strictSame(unlock(record, input, NOW), { record, outcome: undefined, events: [] })
  }
})

t.test('lifts no block, and says that none is left to do', async t => {
  const blocked = locked({ blockedAt: NOW })
  t.strictSame(unlock(blocked, input, NOW), { record: blocked, refusal: { code: 'TWO_FACTOR_BLOCKED' }, events: [] })
  t.equal(unlocksLeft(blocked.codeAttempts, NOW), 0)
  t.equal(unlocksLeft(locked().codeAttempts, NOW), 3)
})

t.test('takes a fresh sign-in or the password, and two-factor authentication that is on', async t => {
  const before = locked()
  const stale = { ...input, passwordProved: false, signIn: completeSignIn({ signedInAt: NOW - 900 * SECOND }) }
  t.strictSame(unlock(before, stale, NOW), { record: before, refusal: { code: 'TWO_FACTOR_REAUTHENTICATION_REQUIRED' }, events: [] })
  t.equal(answerOf(unlock(before, { ...stale, passwordProved: true }, NOW)), 'accepted')
  t.equal(answerOf(unlock(before, { ...input, passwordProved: false }, NOW)), 'accepted')
  const off = recordOf({ codeAttempts: before.codeAttempts })
  t.strictSame(unlock(off, input, NOW), { record: off, refusal: { code: 'TWO_FACTOR_NOT_ENABLED' }, events: [] })
})

t.test('leaves the lock of the password alone', async t => {
  const passwordAttempts = { failures: 6, lockedUntil: NOW + HOUR }
  t.equal(refused(unlock({ ...locked({ unlockedAt: [NOW, NOW, NOW] }), passwordAttempts }, input, NOW)).record?.passwordAttempts, passwordAttempts)
  t.equal(accepted(unlock({ ...locked(), passwordAttempts }, input, NOW)).record.passwordAttempts, passwordAttempts)
})
