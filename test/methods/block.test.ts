import t from 'tap'
import { FAILURES_LIMIT } from '../../lib/record/failure-days.js'
import type { CodeAttempts } from '../../lib/record/record.js'
import { accepted, answerOf, DAY, enabledRecord, HOUR, NOW, refused, rightProof, startOfDay, STEP, storedBy, TODAY, wrongProof, proveCode } from '../record/fixtures.js'

const FAILED = { type: 'failed', purpose: 'sign-in' }

function afterOneMore (codeAttempts: CodeAttempts, now = NOW): CodeAttempts {
  const record = enabledRecord({ codeAttempts })
  return storedBy(proveCode(record, wrongProof(record, now), 'sign-in', now)).codeAttempts
}

t.test('blocks at the 100th failure in a row and tells of it', async t => {
  t.equal(FAILURES_LIMIT, 100)
  t.equal(afterOneMore({ failures: 98, days: {} }).blockedAt, undefined)
  const record = enabledRecord({ codeAttempts: { failures: 99, days: {} } })
  const decision = refused(proveCode(record, wrongProof(record, NOW), 'sign-in', NOW))
  t.strictSame(decision.refusal, { code: 'TWO_FACTOR_INVALID_CODE' })
  t.equal(decision.record?.codeAttempts.blockedAt, NOW)
  t.strictSame(decision.events, [FAILED, { type: 'blocked' }])
})

t.test('blocks a guesser who waits for every lock after 100 guesses', async t => {
  let record = enabledRecord()
  let now = NOW
  let answered = 0
  while (record.codeAttempts.blockedAt === undefined && answered < 200) {
    now = Math.max(now, record.codeAttempts.lockedUntil ?? now)
    record = storedBy(proveCode(record, wrongProof(record, now), 'sign-in', now))
    answered++
  }
  t.equal(answered, 100)
  t.ok(now - NOW > 88 * HOUR)
})

t.test('blocks at the 100th failure within 30 days whatever succeeded in between', async t => {
  let record = enabledRecord()
  let now = startOfDay(NOW)
  let answered = 0
  while (record.codeAttempts.blockedAt === undefined && answered < 200) {
    for (let failure = 0; failure < 4 && record.codeAttempts.blockedAt === undefined; failure++) {
      record = storedBy(proveCode(record, wrongProof(record, now), 'sign-in', now))
      answered++
    }
    if (record.codeAttempts.blockedAt !== undefined) break
    record = accepted(proveCode(record, rightProof(record, now), 'sign-in', now)).record
    now += DAY
  }
  t.equal(answered, 100)
  t.equal(now, startOfDay(NOW) + 24 * DAY)
  t.ok(record.codeAttempts.failures < 5)
})

t.test('counts by day, and forgets a day once it is more than 30 days past', async t => {
  const days = { [TODAY - 31]: 50, [TODAY - 30]: 20, [TODAY - 1]: 3, [TODAY]: 2 }
  t.strictSame(afterOneMore({ failures: 0, days }).days, { [TODAY - 30]: 20, [TODAY - 1]: 3, [TODAY]: 3 })
  t.equal(afterOneMore({ failures: 0, days: { [TODAY - 31]: 99 } }).blockedAt, undefined)
  t.equal(afterOneMore({ failures: 0, days: { [TODAY - 30]: 99 } }).blockedAt, NOW)
  t.equal(afterOneMore({ failures: 0, days: { [TODAY - 30]: 49, [TODAY - 2]: 49 } }).blockedAt, undefined)
})

t.test('begins a new day at midnight UTC', async t => {
  const midnight = startOfDay(NOW)
  t.strictSame(afterOneMore({ failures: 0, days: {} }, midnight - 1).days, { [TODAY - 1]: 1 })
  t.strictSame(afterOneMore({ failures: 0, days: {} }, midnight).days, { [TODAY]: 1 })
})

t.test('keeps the days ahead, from a clock that was wrong, as one day that counts', async t => {
  t.strictSame(afterOneMore({ failures: 0, days: { [TODAY - 1]: 1, [TODAY + 1]: 20, [TODAY + 400]: 30 } }).days, { [TODAY - 1]: 1, [TODAY]: 1, [TODAY + 400]: 50 })
  t.strictSame(afterOneMore({ failures: 0, days: { [TODAY]: 20, [TODAY + 1]: 30 } }).days, { [TODAY]: 21, [TODAY + 1]: 30 })
  t.equal(afterOneMore({ failures: 0, days: { [TODAY + 400]: 99 } }).blockedAt, NOW)
})

t.test('forgets no failure while a clock is wrong, neither at the guess nor after it', async t => {
  const before: CodeAttempts = { failures: 0, days: { [TODAY]: 95 } }
  const meanwhile = afterOneMore(before, NOW - 40 * DAY)
  t.strictSame(meanwhile.days, { [TODAY - 40]: 1, [TODAY]: 95 })
  t.strictSame(afterOneMore({ ...meanwhile, lockedUntil: undefined }).days, { [TODAY]: 96 })
})

t.test('keeps no more than 31 days', async t => {
  const days = Object.fromEntries(Array.from({ length: 40 }, (_, ago) => [TODAY - ago, 1]))
  t.equal(Object.keys(afterOneMore({ failures: 0, days }).days).length, 31)
})

t.test('refuses right and wrong codes under a block, for good and without a change', async t => {
  const blocked = enabledRecord({ codeAttempts: { failures: 100, lockedUntil: NOW, days: { [TODAY]: 100 }, blockedAt: NOW } })
  for (const now of [NOW - DAY, NOW, NOW + STEP, NOW + 400 * DAY]) {
    for (const proof of [rightProof(blocked, now), wrongProof(blocked, now)]) {
      for (const purpose of ['sign-in', 'step-up', 'disable'] as const) {
        const decision = refused(proveCode(blocked, proof, purpose, now))
        t.strictSame(decision, { record: blocked, refusal: { code: 'TWO_FACTOR_BLOCKED' }, events: [] })
        t.equal(decision.record, blocked)
      }
    }
  }
})

t.test('names the block rather than a lock that runs beside it', async t => {
  const blocked = enabledRecord({ codeAttempts: { failures: 100, lockedUntil: NOW + HOUR, days: {}, blockedAt: NOW } })
  t.equal(answerOf(proveCode(blocked, rightProof(blocked, NOW), 'sign-in', NOW)), 'TWO_FACTOR_BLOCKED')
})
