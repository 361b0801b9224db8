import t from 'tap'
import { isEnrollmentStepUpDue, isStepUpDue } from '../../../lib/record/sign-in/freshness.js'
import { recover, type RecoverInput } from '../../../lib/record/sign-in/recover.js'
import type { SignIn } from '../../../lib/record/sign-in/sign-in.js'
import { accepted, answerOf, authenticatorOf, clientOf, completeSignIn, DAY, digestOf, enabledRecord, enrollmentOf, HOUR, LIFETIMES, NOW, pendingSignIn, recordOf, recoveryProof, refused, SECOND, signedOutOf, storedBy } from '../fixtures.js'

const recoveryCodes = ['one', 'two', 'three'].map(digestOf)

function inputOf (code: string, signIn: SignIn = pendingSignIn(), passwordAskable = true): RecoverInput {
  return { signIn, proof: recoveryProof(code), stamp: 'newer stamp', freshSeconds: 900, maxSeconds: LIFETIMES.maxSeconds, passwordAskable }
}

t.test('completes a pending sign-in with a recovery code, and spends it', async t => {
  const { record, outcome, events } = accepted(recover(enabledRecord({ recoveryCodes }), inputOf('two'), NOW))
  t.strictSame(outcome.signIn, { ...pendingSignIn(), stamp: 'newer stamp', status: 'complete', method: 'recovery-code', verifiedAt: undefined, assertedAt: undefined, registeredAt: undefined, proved: undefined, recoveredAt: NOW, endsAt: NOW + 30 * DAY })
  t.equal(outcome.recoveryCodesLeft, 2)
  t.strictSame(record.recoveryCodes, [digestOf('one'), digestOf('three')])
  t.strictSame(events, [{ type: 'recovery-code-used', left: 2 }])
})

t.test('ends every other session, the trusted clients and a pending enrollment', async t => {
  const before = enabledRecord({ recoveryCodes, trustedClients: [clientOf('laptop')], signedOut: [signedOutOf('earlier')], enrollment: enrollmentOf('tablet') })
  const { record } = accepted(recover(before, inputOf('one'), NOW))
  t.equal(record.stamp, 'newer stamp')
  t.strictSame([record.trustedClients, record.signedOut, record.enrollment], [[], [], undefined])
  t.equal(record.authenticators, before.authenticators)
})

t.test('refuses a code that was used already, and counts it', async t => {
  const before = storedBy(recover(enabledRecord({ recoveryCodes }), inputOf('two'), NOW))
  const decision = refused(recover(before, inputOf('two', pendingSignIn({ stamp: 'newer stamp' })), NOW))
  t.strictSame(decision.refusal, { code: 'TWO_FACTOR_INVALID_CODE' })
  t.strictSame(decision.record?.recoveryAttempts, { failures: 1, since: NOW })
  t.strictSame(decision.events, [{ type: 'failed', purpose: 'recovery' }])
})

t.test('spends all codes down to the last, then refuses', async t => {
  let record = enabledRecord({ recoveryCodes })
  for (const [index, code] of ['three', 'one', 'two'].entries()) {
    const decision = accepted(recover(record, inputOf(code), NOW))
    t.equal(decision.outcome.recoveryCodesLeft, 2 - index)
    record = storedBy(decision)
  }
  for (const code of ['one', 'two', 'three', '']) t.equal(answerOf(recover(record, inputOf(code), NOW)), 'TWO_FACTOR_INVALID_CODE')
})

t.test('signs in under a lock and a block, and lifts neither', async t => {
  const codeAttempts = { failures: 100, lockedUntil: NOW + HOUR, days: { 20000: 100 }, blockedAt: NOW - DAY }
  const { record } = accepted(recover(enabledRecord({ recoveryCodes, codeAttempts }), inputOf('one'), NOW))
  t.strictSame(record.codeAttempts, codeAttempts)
})

t.test('replaces a sign-in in which a trusted client or another system stood in for the code too', async t => {
  for (const method of ['trusted-client', 'external'] as const) {
    const signIn = completeSignIn({ method, verifiedAt: undefined })
    t.equal(accepted(recover(enabledRecord({ recoveryCodes }), inputOf('one', signIn), NOW)).outcome.signIn.method, 'recovery-code')
  }
  t.equal(answerOf(recover(recordOf(), inputOf('one', completeSignIn({ method: 'external' })), NOW)), 'TWO_FACTOR_SIGN_IN_REQUIRED', 'where two-factor authentication is off there is nothing to replace it with')
})

t.test('spends no code for any other sign-in, right or wrong', async t => {
  const record = enabledRecord({ recoveryCodes })
  for (const signIn of [completeSignIn(), completeSignIn({ method: 'recovery-code' }), pendingSignIn({ status: 'enrollment' })]) {
    for (const code of ['one', 'wrong']) {
      const decision = refused(recover(record, inputOf(code, signIn), NOW))
      t.strictSame(decision, { record, refusal: { code: 'TWO_FACTOR_SIGN_IN_REQUIRED' }, events: [] })
      t.equal(decision.record, record)
    }
  }
})

t.test('needs two-factor authentication to be on', async t => {
  const record = recordOf({ recoveryCodes })
  t.strictSame(recover(record, inputOf('one'), NOW), { record, refusal: { code: 'TWO_FACTOR_NOT_ENABLED' }, events: [] })
})

t.test('is no step-up but for starting an enrollment, and ends the one before', async t => {
  const signIn = completeSignIn({ method: 'trusted-client', verifiedAt: NOW })
  const { record, outcome } = accepted(recover(enabledRecord({ recoveryCodes }), inputOf('one', signIn), NOW))
  t.equal(isStepUpDue(outcome.signIn, 300, NOW), true)
  t.equal(isEnrollmentStepUpDue(record, outcome.signIn, false, NOW + 24 * HOUR), false)
})

t.test('makes no sign-in fresh that proved nothing', async t => {
  t.equal(accepted(recover(enabledRecord({ recoveryCodes }), inputOf('one', pendingSignIn({ fresh: false })), NOW)).outcome.signIn.fresh, false)
})

t.test('leaves one-time codes and their authenticators as they are when a recovery code is wrong', async t => {
  const before = enabledRecord({ recoveryCodes, authenticators: [authenticatorOf('phone', { lastStep: 7 })], trustedClients: [clientOf('laptop')] })
  const { recoveryAttempts, ...rest } = storedBy(recover(before, inputOf('wrong'), NOW))
  const { recoveryAttempts: attemptsBefore, ...restBefore } = before
  t.strictSame(rest, restBefore)
  t.strictSame([attemptsBefore.failures, recoveryAttempts.failures], [0, 1])
})

t.test('spends no last code for a sign-in that could not enroll anew afterwards', async t => {
  const last = enabledRecord({ recoveryCodes: [digestOf('one')] })
  const due = { record: last, refusal: { code: 'TWO_FACTOR_REAUTHENTICATION_REQUIRED' }, events: [] }
  const stale = pendingSignIn({ signedInAt: NOW - 900 * SECOND })
  for (const signIn of [stale, pendingSignIn({ fresh: false })]) {
    t.strictSame(recover(last, inputOf('one', signIn, false), NOW), due)
    t.equal(answerOf(recover(last, inputOf('one', signIn, true), NOW)), 'accepted')
    t.equal(answerOf(recover(enabledRecord({ recoveryCodes }), inputOf('one', signIn, false), NOW)), 'accepted')
  }
  t.equal(answerOf(recover(last, inputOf('one', pendingSignIn(), false), NOW)), 'accepted')
})

t.test('counts a wrong code for such a sign-in too', async t => {
  const last = enabledRecord({ recoveryCodes: [digestOf('one')] })
  const decision = refused(recover(last, inputOf('wrong', pendingSignIn({ fresh: false }), false), NOW))
  t.equal(decision.refusal.code, 'TWO_FACTOR_INVALID_CODE')
  t.equal(decision.record?.recoveryAttempts.failures, 1)
})
