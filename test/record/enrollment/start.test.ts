import t from 'tap'
import { cancel as cancelEnrollment } from '../../../lib/record/enrollment/cancel.js'
import { pendingEnrollment } from '../../../lib/record/enrollment/pending.js'
import { start as startEnrollment, type StartInput as StartEnrollmentInput } from '../../../lib/record/enrollment/start.js'
import { accepted, answerOf, authenticatorOf, completeSignIn, digestOf, enabledRecord, enrollmentOf, HOUR, MINUTE, NOW, passkeyOf, pendingSignIn, recordOf, SECOND } from '../fixtures.js'

function inputOf (changes: Partial<StartEnrollmentInput> = {}): StartEnrollmentInput {
  return { signIn: completeSignIn(), passwordProved: false, passwordAskable: true, resistant: false, freshSeconds: 900, enrollment: { id: 'tablet', type: 'totp', name: 'The tablet', key: 'sealed tablet' }, ...changes }
}

t.test('keeps a pending enrollment for the sign-in that started it', async t => {
  const { record, outcome, events } = accepted(startEnrollment(recordOf(), inputOf(), NOW))
  t.strictSame(outcome, { id: 'tablet', type: 'totp', name: 'The tablet', key: 'sealed tablet', signInId: 'sign-in', startedAt: NOW, failures: 0 })
  t.strictSame(record, { ...recordOf(), enrollment: outcome })
  t.strictSame(events, [])
})

t.test('leaves the confirmed authenticators as they are', async t => {
  const before = enabledRecord({ authenticators: [authenticatorOf('phone', { lastStep: 9, lastUsedAt: NOW })] })
  t.equal(accepted(startEnrollment(before, inputOf(), NOW)).record.authenticators, before.authenticators)
})

t.test('puts a new start in place of the one before, with failures of its own', async t => {
  const before = recordOf({ enrollment: enrollmentOf('watch', { failures: 9, startedAt: NOW - MINUTE, signInId: 'other' }) })
  t.strictSame(accepted(startEnrollment(before, inputOf(), NOW)).record.enrollment, enrollmentOf('tablet'))
})

t.test('takes only a passkey for a step-up where the role asks for one and there is one', async t => {
  const record = enabledRecord({ authenticators: [passkeyOf('key')] })
  t.strictSame(startEnrollment(record, inputOf({ resistant: true }), NOW), { record, refusal: { code: 'TWO_FACTOR_STEP_UP_REQUIRED' }, events: [] })
  t.equal(answerOf(startEnrollment(record, inputOf({ resistant: true, signIn: completeSignIn({ assertedAt: NOW }) }), NOW)), 'accepted')
})

t.test('starts for an enrollment-only sign-in that is fresh', async t => {
  t.equal(answerOf(startEnrollment(recordOf(), inputOf({ signIn: pendingSignIn({ status: 'enrollment' }) }), NOW)), 'accepted')
})

t.test('takes a fresh sign-in or the password', async t => {
  const old = completeSignIn({ signedInAt: NOW - 900 * SECOND })
  const remembered = completeSignIn({ fresh: false })
  for (const signIn of [old, remembered]) {
    const record = recordOf()
    const decision = startEnrollment(record, inputOf({ signIn }), NOW)
    t.strictSame(decision, { record, refusal: { code: 'TWO_FACTOR_REAUTHENTICATION_REQUIRED' }, events: [] })
    t.equal(answerOf(startEnrollment(record, inputOf({ signIn, passwordProved: true }), NOW)), 'accepted')
  }
  t.equal(answerOf(startEnrollment(recordOf(), inputOf({ signIn: completeSignIn({ signedInAt: NOW - 900 * SECOND + 1 }) }), NOW)), 'accepted')
})

t.test('takes a step-up of the last 300 s while two-factor authentication is on', async t => {
  for (const signIn of [completeSignIn({ verifiedAt: undefined, method: 'trusted-client' }), completeSignIn({ verifiedAt: NOW - 300 * SECOND })]) {
    const record = enabledRecord()
    t.strictSame(startEnrollment(record, inputOf({ signIn, passwordProved: true }), NOW), { record, refusal: { code: 'TWO_FACTOR_STEP_UP_REQUIRED' }, events: [] })
  }
  t.equal(answerOf(startEnrollment(enabledRecord(), inputOf({ signIn: completeSignIn({ verifiedAt: NOW - 299 * SECOND }) }), NOW)), 'accepted')
})

t.test('takes a recovery sign-in for the step-up, as long as it lives', async t => {
  const recovered = completeSignIn({ method: 'recovery-code', verifiedAt: undefined, recoveredAt: NOW })
  for (const now of [NOW, NOW + 300 * SECOND, NOW + HOUR]) {
    t.equal(answerOf(startEnrollment(enabledRecord(), inputOf({ signIn: recovered, passwordProved: true }), now)), 'accepted')
  }
})

t.test('asks for the password of a recovery sign-in that is stale, and goes on without where none can be asked and no code is left', async t => {
  const recovered = completeSignIn({ method: 'recovery-code', verifiedAt: undefined, recoveredAt: NOW })
  const later = NOW + HOUR
  const none = enabledRecord({ recoveryCodes: [] })
  const some = enabledRecord({ recoveryCodes: [digestOf('left')] })
  t.equal(answerOf(startEnrollment(none, inputOf({ signIn: recovered, passwordAskable: false }), later)), 'accepted')
  t.equal(answerOf(startEnrollment(none, inputOf({ signIn: recovered, passwordAskable: true }), later)), 'TWO_FACTOR_REAUTHENTICATION_REQUIRED')
  t.equal(answerOf(startEnrollment(some, inputOf({ signIn: recovered, passwordAskable: false }), later)), 'TWO_FACTOR_REAUTHENTICATION_REQUIRED')
  const other = completeSignIn({ recoveredAt: undefined })
  t.equal(answerOf(startEnrollment(none, inputOf({ signIn: other, passwordAskable: false }), later)), 'TWO_FACTOR_REAUTHENTICATION_REQUIRED')
})

t.test('starts beside five authenticators, since the new one may replace them', async t => {
  const record = enabledRecord({ authenticators: ['a', 'b', 'c', 'd', 'e'].map(id => authenticatorOf(id)) })
  t.equal(answerOf(startEnrollment(record, inputOf(), NOW)), 'accepted')
})

t.test('clears no attempts', async t => {
  const before = enabledRecord({ codeAttempts: { failures: 100, days: { 20000: 100 }, blockedAt: NOW }, passwordAttempts: { failures: 4 } })
  const { record } = accepted(startEnrollment(before, inputOf(), NOW))
  t.strictSame([record.codeAttempts, record.passwordAttempts], [before.codeAttempts, before.passwordAttempts])
})

t.test('shows a pending enrollment to the sign-in that started it alone', async t => {
  const record = recordOf({ enrollment: enrollmentOf('tablet') })
  t.equal(pendingEnrollment(record, completeSignIn(), 600, NOW), record.enrollment)
  t.equal(pendingEnrollment(record, completeSignIn({ id: 'other' }), 600, NOW), undefined)
  t.equal(pendingEnrollment(recordOf(), completeSignIn(), 600, NOW), undefined)
})

t.test('ends a pending enrollment after its seconds', async t => {
  const record = recordOf({ enrollment: enrollmentOf('tablet') })
  t.equal(pendingEnrollment(record, completeSignIn(), 600, NOW + 600 * SECOND - 1), record.enrollment)
  t.equal(pendingEnrollment(record, completeSignIn(), 600, NOW + 600 * SECOND), undefined)
  t.equal(pendingEnrollment(record, completeSignIn(), 600, NOW - HOUR), undefined)
})

t.test('cancels the pending enrollment of this sign-in and nothing else', async t => {
  const record = enabledRecord({ enrollment: enrollmentOf('tablet') })
  t.strictSame(cancelEnrollment(record, completeSignIn()), { record: { ...record, enrollment: undefined }, outcome: undefined, events: [] })
  t.equal(cancelEnrollment(record, completeSignIn({ id: 'other' })).record, record)
  const none = enabledRecord()
  t.equal(cancelEnrollment(none, completeSignIn()).record, none)
})
