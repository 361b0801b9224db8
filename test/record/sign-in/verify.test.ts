import t from 'tap'
import { stepUp } from '../../../lib/record/sign-in/step-up.js'
import { verify as verifySignIn } from '../../../lib/record/sign-in/verify.js'
import { accepted, answerOf, authenticatorOf, clientOf, codeOf, completeSignIn, DAY, digestOf, enabledRecord, keysOf, LIFETIMES, NOW, pendingSignIn, proofOf, refused, rightProof, SECOND, signedOutOf, startOfDay, stepOf, storedBy, totpAt, wrongProof } from '../fixtures.js'

const trust = { id: 'laptop', hash: digestOf('laptop'), browser: 'Firefox', system: 'Linux' }
const trusted = { ...trust, createdAt: NOW, lastUsedAt: startOfDay(NOW), expiresAt: NOW + 30 * DAY }

t.test('completes a pending sign-in with a right code', async t => {
  const signIn = pendingSignIn({ next: '/account' })
  const { record, outcome, events } = accepted(verifySignIn(enabledRecord(), { signIn, proof: rightProof(enabledRecord(), NOW), trust: undefined, expiryDays: 30, maxSeconds: LIFETIMES.maxSeconds }, NOW))
  t.strictSame(outcome, { ...signIn, status: 'complete', method: 'totp', verifiedAt: NOW, proved: ['totp'], endsAt: NOW + 30 * DAY })
  t.equal(totpAt(record, 0)?.lastStep, stepOf(NOW))
  t.strictSame(record.trustedClients, [])
  t.strictSame(events, [])
})

t.test('keeps stamp, trusted clients and signed-out ids at a sign-in', async t => {
  const before = enabledRecord({ trustedClients: [clientOf('tablet')], signedOut: [signedOutOf('earlier')] })
  const { record } = accepted(verifySignIn(before, { signIn: pendingSignIn(), proof: rightProof(before, NOW), trust: undefined, expiryDays: 30, maxSeconds: LIFETIMES.maxSeconds }, NOW))
  t.strictSame([record.stamp, record.trustedClients, record.signedOut], [before.stamp, before.trustedClients, before.signedOut])
})

t.test('trusts the client together with a right code, and tells of it after what the code told', async t => {
  const before = enabledRecord({ authenticators: [authenticatorOf('phone'), authenticatorOf('tablet')] })
  const proof = proofOf(before, codeOf('phone', NOW), keysOf(before, { closed: ['tablet'] }))
  const { record, outcome, events } = accepted(verifySignIn(before, { signIn: pendingSignIn(), proof, trust, expiryDays: 30, maxSeconds: LIFETIMES.maxSeconds }, NOW))
  t.strictSame(record.trustedClients, [trusted])
  t.equal(totpAt(record, 0)?.lastStep, stepOf(NOW))
  t.equal(outcome.method, 'totp')
  t.strictSame(events, [{ type: 'key-missing' }, { type: 'client-trusted', client: { id: 'laptop', label: 'Firefox on Linux', browser: 'Firefox', system: 'Linux' } }])
})

t.test('trusts no client with a wrong, a used or a locked code', async t => {
  const used = storedBy(verifySignIn(enabledRecord(), { signIn: pendingSignIn(), proof: rightProof(enabledRecord(), NOW), trust: undefined, expiryDays: 30, maxSeconds: LIFETIMES.maxSeconds }, NOW))
  const locked = enabledRecord({ codeAttempts: { failures: 5, lockedUntil: NOW + 30 * SECOND, days: {} } })
  for (const [record, proof] of [[enabledRecord(), wrongProof(enabledRecord(), NOW)], [used, rightProof(used, NOW)], [locked, rightProof(locked, NOW)]] as const) {
    const decision = refused(verifySignIn(record, { signIn: pendingSignIn(), proof, trust, expiryDays: 30, maxSeconds: LIFETIMES.maxSeconds }, NOW))
    t.strictSame(decision.record?.trustedClients, [])
    t.notOk(decision.events.some(({ type }) => type === 'client-trusted'))
  }
})

t.test('refuses a wrong code and counts it for the sign-in', async t => {
  const decision = refused(verifySignIn(enabledRecord(), { signIn: pendingSignIn(), proof: wrongProof(enabledRecord(), NOW), trust: undefined, expiryDays: 30, maxSeconds: LIFETIMES.maxSeconds }, NOW))
  t.strictSame(decision.refusal, { code: 'TWO_FACTOR_INVALID_CODE' })
  t.equal(decision.record?.codeAttempts.failures, 1)
  t.strictSame(decision.events, [{ type: 'failed', purpose: 'sign-in' }])
})

t.test('steps up a complete sign-in with a right code, and changes nothing else of it', async t => {
  for (const method of ['totp', 'trusted-client', 'recovery-code'] as const) {
    const signIn = completeSignIn({ method, verifiedAt: undefined })
    const { record, outcome, events } = accepted(stepUp(enabledRecord(), { signIn, proof: rightProof(enabledRecord(), NOW) }, NOW))
    t.strictSame(outcome, { signIn: { ...signIn, verifiedAt: NOW }, method: 'totp' })
    t.equal(totpAt(record, 0)?.lastStep, stepOf(NOW))
    t.equal(record.stamp, 'stamp')
    t.strictSame(record.trustedClients, [])
    t.strictSame(events, [])
  }
})

t.test('refuses a wrong code at a step-up and counts it in the same budget', async t => {
  const before = enabledRecord({ codeAttempts: { failures: 4, days: {} } })
  const { record, refusal, events } = refused(stepUp(before, { signIn: completeSignIn(), proof: wrongProof(before, NOW) }, NOW))
  t.equal(refusal.code, 'TWO_FACTOR_INVALID_CODE')
  t.equal(record?.codeAttempts.lockedUntil, NOW + 30 * SECOND)
  t.strictSame(events[0], { type: 'failed', purpose: 'step-up' })
})

t.test('takes a code for one purpose alone', async t => {
  const signedIn = storedBy(verifySignIn(enabledRecord(), { signIn: pendingSignIn(), proof: rightProof(enabledRecord(), NOW), trust: undefined, expiryDays: 30, maxSeconds: LIFETIMES.maxSeconds }, NOW))
  t.equal(answerOf(stepUp(signedIn, { signIn: completeSignIn(), proof: rightProof(signedIn, NOW) }, NOW)), 'TWO_FACTOR_INVALID_CODE')
  const steppedUp = storedBy(stepUp(enabledRecord(), { signIn: completeSignIn(), proof: rightProof(enabledRecord(), NOW) }, NOW))
  t.equal(answerOf(verifySignIn(steppedUp, { signIn: pendingSignIn(), proof: rightProof(steppedUp, NOW), trust: undefined, expiryDays: 30, maxSeconds: LIFETIMES.maxSeconds }, NOW)), 'TWO_FACTOR_INVALID_CODE')
})

t.test('completes nothing but a pending sign-in, and gives no trust in any other', async t => {
  for (const signIn of [completeSignIn(), pendingSignIn({ status: 'enrollment' })]) {
    const before = enabledRecord()
    t.strictSame(verifySignIn(before, { signIn, proof: rightProof(before, NOW), trust, expiryDays: 30, maxSeconds: LIFETIMES.maxSeconds }, NOW), { record: before, refusal: { code: 'TWO_FACTOR_SIGN_IN_REQUIRED' }, events: [] })
  }
})

t.test('trusts no client where clients are trusted for no days', async t => {
  const before = enabledRecord()
  const { record, events } = accepted(verifySignIn(before, { signIn: pendingSignIn(), proof: rightProof(before, NOW), trust, expiryDays: 0, maxSeconds: LIFETIMES.maxSeconds }, NOW))
  t.strictSame([record.trustedClients, events], [[], []])
})
