import t from 'tap'
import {
  accepted, answerOf, authenticatorOf, codeOf, enabledRecord, HOUR, hotp, keyOf, keysOf, NOW, proofOf, proveCode, recordOf, refused, rightProof, STEP, stepOf, storedBy, totpAt, wrongCode, wrongProof
} from '../../record/fixtures.js'

const STEP_NOW = stepOf(NOW)

t.test('accepts the code of each step in the window and notes step and time', async t => {
  for (const steps of [-1, 0, 1]) {
    const { record, events } = accepted(proveCode(enabledRecord(), proofOf(enabledRecord(), codeOf('phone', NOW, steps)), 'sign-in', NOW))
    t.strictSame(record.authenticators, [authenticatorOf('phone', { lastStep: STEP_NOW + steps, lastUsedAt: NOW })])
    t.strictSame(events, [])
  }
})

t.test('refuses and counts the codes of steps outside the window', async t => {
  for (const steps of [-2, 2]) {
    const { record, refusal, events } = refused(proveCode(enabledRecord(), proofOf(enabledRecord(), codeOf('phone', NOW, steps)), 'sign-in', NOW))
    t.equal(refusal.code, 'TWO_FACTOR_INVALID_CODE')
    t.equal(record?.codeAttempts.failures, 1)
    t.strictSame(events, [{ type: 'failed', purpose: 'sign-in' }])
  }
})

t.test('accepts only the current step with a window of 0', async t => {
  const answers = [-1, 0, 1].map(steps => answerOf(proveCode(enabledRecord(), proofOf(enabledRecord(), codeOf('phone', NOW, steps), undefined, 0), 'sign-in', NOW)))
  t.strictSame(answers, ['TWO_FACTOR_INVALID_CODE', 'accepted', 'TWO_FACTOR_INVALID_CODE'])
})

t.test('refuses a code already used in this time step, as no guess and without a change', async t => {
  const used = storedBy(proveCode(enabledRecord(), rightProof(enabledRecord(), NOW), 'sign-in', NOW))
  for (const purpose of ['sign-in', 'step-up', 'disable'] as const) {
    const { record, refusal, events } = refused(proveCode(used, rightProof(used, NOW), purpose, NOW))
    t.strictSame(refusal, { code: 'TWO_FACTOR_INVALID_CODE' })
    t.equal(record, used)
    t.strictSame(events, [])
  }
})

t.test('takes a code for used, no guess, whichever authenticator used it', async t => {
  for (const used of ['phone', 'tablet']) {
    const record = enabledRecord({ authenticators: ['phone', 'tablet'].map(id => authenticatorOf(id, id === used ? { lastStep: STEP_NOW } : {})) })
    t.equal(proveCode(record, proofOf(record, codeOf(used, NOW)), 'sign-in', NOW).record, record)
  }
})

t.test('refuses the codes of older steps once a newer one was used', async t => {
  const used = storedBy(proveCode(enabledRecord(), proofOf(enabledRecord(), codeOf('phone', NOW, 1)), 'sign-in', NOW))
  for (const steps of [1, 0, -1]) {
    const decision = proveCode(used, proofOf(used, codeOf('phone', NOW, steps)), 'sign-in', NOW)
    t.equal(answerOf(decision), 'TWO_FACTOR_INVALID_CODE')
    t.equal(decision.record, used)
  }
})

t.test('accepts the next step once its time has come', async t => {
  const used = storedBy(proveCode(enabledRecord(), rightProof(enabledRecord(), NOW), 'sign-in', NOW))
  const { record } = accepted(proveCode(used, rightProof(used, NOW + STEP), 'sign-in', NOW + STEP))
  t.equal(totpAt(record, 0)?.lastStep, STEP_NOW + 1)
})

t.test('refuses a code that was right once when the clock jumps back', async t => {
  const used = storedBy(proveCode(enabledRecord(), rightProof(enabledRecord(), NOW), 'sign-in', NOW))
  const decision = proveCode(used, rightProof(used, NOW - HOUR), 'sign-in', NOW - HOUR)
  t.equal(answerOf(decision), 'TWO_FACTOR_INVALID_CODE')
  t.equal(decision.record, used)
})

t.test('accepts the code of any authenticator and leaves the others as they are', async t => {
  const record = enabledRecord({ authenticators: [authenticatorOf('phone', { lastStep: STEP_NOW }), authenticatorOf('tablet'), authenticatorOf('watch')] })
  const { record: changed } = accepted(proveCode(record, proofOf(record, codeOf('tablet', NOW)), 'sign-in', NOW))
  t.strictSame(changed.authenticators, [record.authenticators[0], authenticatorOf('tablet', { lastStep: STEP_NOW, lastUsedAt: NOW }), record.authenticators[2]])
})

t.test('advances every authenticator that shows the code, each to its own step', async t => {
  const record = enabledRecord({ authenticators: [authenticatorOf('phone'), authenticatorOf('clone'), authenticatorOf('used', { lastStep: STEP_NOW + 1 })] })
  const keys = { opened: ['phone', 'clone', 'used'].map(authenticatorId => ({ authenticatorId, key: keyOf('phone'), resealed: undefined })), missing: false }
  const { record: changed } = accepted(proveCode(record, proofOf(record, codeOf('phone', NOW), keys), 'sign-in', NOW))
  t.strictSame([0, 1, 2].map(index => totpAt(changed, index)?.lastStep), [STEP_NOW, STEP_NOW, STEP_NOW + 1])
})

t.test('takes the highest step where two steps of the window have the same code', async t => {
  const key = Buffer.from('12345678901234567890')
  const now = 2390 * STEP
  t.equal(hotp(key, 2386), hotp(key, 2394))
  const keys = { opened: [{ authenticatorId: 'phone', key, resealed: undefined }], missing: false }
  const { record } = accepted(proveCode(enabledRecord(), proofOf(enabledRecord(), hotp(key, 2386), keys, 4), 'sign-in', now))
  t.equal(totpAt(record, 0)?.lastStep, 2394)
  const half = enabledRecord({ authenticators: [authenticatorOf('phone', { lastStep: 2390 })] })
  t.equal(answerOf(proveCode(half, proofOf(half, hotp(key, 2386), keys, 4), 'sign-in', now)), 'accepted')
})

t.test('refuses a code of another user\'s authenticator like any wrong one', async t => {
  const { refusal, record } = refused(proveCode(enabledRecord(), proofOf(enabledRecord(), codeOf('phone of bob', NOW)), 'sign-in', NOW))
  t.strictSame(refusal, { code: 'TWO_FACTOR_INVALID_CODE' })
  t.equal(record?.codeAttempts.failures, 1)
})

t.test('names what a wrong code was tried for', async t => {
  for (const purpose of ['sign-in', 'step-up', 'disable'] as const) {
    t.strictSame(proveCode(enabledRecord(), wrongProof(enabledRecord(), NOW), purpose, NOW).events, [{ type: 'failed', purpose }])
  }
})

t.test('needs two-factor authentication to be on', async t => {
  const record = recordOf()
  const decision = proveCode(record, proofOf(record, '123456'), 'sign-in', NOW)
  t.equal(answerOf(decision), 'TWO_FACTOR_NOT_ENABLED')
  t.equal(decision.record, record)
})

t.test('tries the keys that open and reports the one that does not', async t => {
  const record = enabledRecord({ authenticators: [authenticatorOf('phone'), authenticatorOf('tablet')] })
  const keys = keysOf(record, { closed: ['phone'] })
  const right = accepted(proveCode(record, proofOf(record, codeOf('tablet', NOW), keys), 'sign-in', NOW))
  t.strictSame(right.events, [{ type: 'key-missing' }])
  t.equal(totpAt(right.record, 1)?.lastStep, STEP_NOW)
  const wrong = refused(proveCode(record, proofOf(record, wrongCode(['phone', 'tablet'], NOW), keys), 'sign-in', NOW))
  t.equal(wrong.record?.codeAttempts.failures, 1)
  t.strictSame(wrong.events, [{ type: 'key-missing' }, { type: 'failed', purpose: 'sign-in' }])
})

t.test('is unavailable, and counts no guess, when no key opens', async t => {
  const record = enabledRecord()
  const decision = refused(proveCode(record, proofOf(record, wrongCode(['phone'], NOW), keysOf(record, { closed: ['phone'] })), 'sign-in', NOW))
  t.strictSame(decision, { record, refusal: { code: 'TWO_FACTOR_UNAVAILABLE' }, events: [{ type: 'key-missing' }] })
  t.equal(decision.record, record)
})

t.test('keeps the keys sealed anew with a right code, and with no other', async t => {
  const record = enabledRecord({ authenticators: [authenticatorOf('phone'), authenticatorOf('tablet'), authenticatorOf('watch')] })
  const keys = keysOf(record, { resealed: ['phone', 'tablet'] })
  const right = storedBy(proveCode(record, proofOf(record, codeOf('phone', NOW), keys), 'sign-in', NOW))
  t.strictSame([0, 1, 2].map(index => totpAt(right, index)?.key), ['resealed phone', 'resealed tablet', 'sealed watch'])
  const wrong = storedBy(proveCode(record, proofOf(record, wrongCode(['phone', 'tablet', 'watch'], NOW), keys), 'sign-in', NOW))
  t.equal(wrong.authenticators, record.authenticators)
})
