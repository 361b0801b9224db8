import t from 'tap'
import { confirm as confirmEnrollment, type ConfirmInput as ConfirmEnrollmentInput } from '../../../lib/record/enrollment/confirm.js'
import { accepted, answerOf, authenticatorOf, clientOf, codeOf, completeSignIn, digestOf, enabledRecord, enrollmentOf, firstCode, hotp, keyOf, NOW, passkeyOf, pendingSignIn, proofOf, proveCode, recordOf, refused, SECOND, signedOutOf, STEP, stepOf, storedBy, totpAt, wrongCode } from '../fixtures.js'

const enrollment = enrollmentOf('tablet')
const codeHashes = ['new one', 'new two'].map(digestOf)
const confirmed = authenticatorOf('tablet', { createdAt: NOW, lastUsedAt: NOW, lastStep: stepOf(NOW) })
const added = { type: 'authenticator-added', authenticator: { id: 'tablet', type: 'totp', name: 'The tablet' } }
const phoneRemoved = { type: 'authenticator-removed', authenticator: { id: 'phone', type: 'totp', name: 'The phone' } }

interface First { code?: string, key?: Uint8Array | undefined, window?: number }

function inputOf ({ code = codeOf('tablet', NOW), window = 1, ...changes }: Partial<ConfirmEnrollmentInput> & First = {}): ConfirmEnrollmentInput {
  const key = 'key' in changes ? changes.key : keyOf('tablet')
  return { signIn: completeSignIn(), method: firstCode(code, key, window), pendingSeconds: 600, name: undefined, resistant: false, replace: false, blockable: ['totp'], stamp: 'newer stamp', codeHashes, ...changes }
}

const wrong = inputOf({ code: wrongCode(['tablet'], NOW) })

t.test('activates the first authenticator with a right code, and gives recovery codes', async t => {
  const signIn = pendingSignIn({ status: 'enrollment', next: '/account' })
  const { record, outcome, events } = accepted(confirmEnrollment(recordOf({ enrollment }), inputOf({ signIn }), NOW))
  t.strictSame(record, { ...recordOf(), stamp: 'newer stamp', authenticators: [confirmed], recoveryCodes: codeHashes, recoveryCodesSavedAt: undefined, endedUntil: undefined, enrollment: undefined })
  t.strictSame(outcome, { signIn: { ...signIn, status: 'complete', method: 'totp', stamp: 'newer stamp', verifiedAt: NOW, proved: ['totp'], enrolledAt: NOW, codesGivenAt: NOW }, newRecoveryCodes: true })
  t.strictSame(events, [{ ...added, type: 'enabled' }])
})

t.test('adds a further one beside those that are there, and gives new recovery codes only where none are left', async t => {
  const before = enabledRecord({ enrollment, recoveryCodes: [digestOf('old')] })
  const { record, outcome, events } = accepted(confirmEnrollment(before, inputOf(), NOW))
  t.strictSame(record.authenticators, [...before.authenticators, confirmed])
  t.equal(record.recoveryCodes, before.recoveryCodes)
  t.equal(outcome.newRecoveryCodes, false)
  t.strictSame(events, [added])
  t.equal(accepted(confirmEnrollment(enabledRecord({ enrollment }), inputOf(), NOW)).outcome.newRecoveryCodes, true)
})

t.test('burns the step: the code cannot sign in', async t => {
  for (const steps of [-1, 0, 1]) {
    const record = storedBy(confirmEnrollment(recordOf({ enrollment }), inputOf({ code: codeOf('tablet', NOW, steps) }), NOW))
    t.equal(totpAt(record, 0)?.lastStep, stepOf(NOW) + steps)
    const decision = proveCode(record, proofOf(record, codeOf('tablet', NOW, steps)), 'sign-in', NOW)
    t.equal(answerOf(decision), 'TWO_FACTOR_INVALID_CODE')
    t.equal(decision.record, record)
  }
})

t.test('burns the highest step where two steps of the window have the same code', async t => {
  const key = Buffer.from('12345678901234567890')
  const now = 2390 * STEP
  const record = recordOf({ enrollment: enrollmentOf('tablet', { startedAt: now }) })
  const decision = confirmEnrollment(record, inputOf({ key, code: hotp(key, 2386), window: 4 }), now)
  t.equal(totpAt(accepted(decision).record, 0)?.lastStep, 2394)
})

t.test('ends the other sessions, the trusted clients and the signed-out ids', async t => {
  const { record } = accepted(confirmEnrollment(enabledRecord({ enrollment, trustedClients: [clientOf('laptop')], signedOut: [signedOutOf('earlier')] }), inputOf(), NOW))
  t.strictSame([record.stamp, record.trustedClients, record.signedOut], ['newer stamp', [], []])
})

t.test('puts the new one in place of all others where that is asked for', async t => {
  const before = enabledRecord({ enrollment, authenticators: [authenticatorOf('phone'), authenticatorOf('watch')] })
  const { record, events } = accepted(confirmEnrollment(before, inputOf({ replace: true }), NOW))
  t.strictSame(record.authenticators, [confirmed])
  t.strictSame(events, [added, phoneRemoved, { type: 'authenticator-removed', authenticator: { id: 'watch', type: 'totp', name: 'The watch' } }])
})

t.test('refuses a sixth authenticator but for one that replaces them, and keeps the enrollment for that', async t => {
  const four = enabledRecord({ enrollment, authenticators: ['a', 'b', 'c', 'd'].map(id => authenticatorOf(id)) })
  const five = enabledRecord({ enrollment, authenticators: ['a', 'b', 'c', 'd', 'e'].map(id => authenticatorOf(id)) })
  t.equal(accepted(confirmEnrollment(four, inputOf(), NOW)).record.authenticators.length, 5)
  t.strictSame(confirmEnrollment(five, inputOf(), NOW), { record: five, refusal: { code: 'TWO_FACTOR_TOO_MANY_AUTHENTICATORS' }, events: [] })
  t.strictSame(accepted(confirmEnrollment(five, inputOf({ replace: true }), NOW)).record.authenticators, [confirmed])
})

t.test('always replaces the blocked ones under a block, and starts the counters anew', async t => {
  const codeAttempts = { failures: 100, lockedUntil: NOW + SECOND, days: { 20000: 100 }, blockedAt: NOW, unlockedAt: [NOW], unblockedAt: NOW }
  const { record, events } = accepted(confirmEnrollment(enabledRecord({ enrollment, codeAttempts }), inputOf(), NOW))
  t.strictSame(record.authenticators, [confirmed])
  t.strictSame(record.codeAttempts, { failures: 0, lockedUntil: undefined, days: {}, blockedAt: undefined, unlockedAt: undefined, unblockedAt: undefined })
  t.strictSame(events, [added, phoneRemoved])
})

t.test('keeps the counters where there is no block, replacing or not', async t => {
  const before = enabledRecord({ enrollment, codeAttempts: { failures: 6, lockedUntil: NOW + SECOND, days: { 20000: 99 } } })
  for (const replace of [false, true]) t.equal(accepted(confirmEnrollment(before, inputOf({ replace }), NOW)).record.codeAttempts, before.codeAttempts)
})

t.test('counts a wrong code on the enrollment alone', async t => {
  const before = enabledRecord({ enrollment })
  const decision = refused(confirmEnrollment(before, wrong, NOW))
  t.strictSame(decision.refusal, { code: 'TWO_FACTOR_INVALID_CODE' })
  t.strictSame(decision.record, { ...before, enrollment: { ...enrollment, failures: 1 } })
  t.strictSame(decision.events, [{ type: 'failed', purpose: 'enrollment' }])
})

t.test('ends the enrollment with the 10th wrong code', async t => {
  let record = recordOf({ enrollment })
  for (let failure = 1; failure <= 9; failure++) record = storedBy(confirmEnrollment(record, wrong, NOW))
  t.equal(record.enrollment?.failures, 9)
  t.equal(answerOf(confirmEnrollment(record, inputOf(), NOW)), 'accepted')
  const tenth = storedBy(confirmEnrollment(record, wrong, NOW))
  t.equal(tenth.enrollment, undefined)
  t.equal(answerOf(confirmEnrollment(tenth, inputOf(), NOW)), 'TWO_FACTOR_NO_ENROLLMENT')
})

t.test('refuses codes outside the window, of a confirmed authenticator, and of a replaced start', async t => {
  const record = enabledRecord({ enrollment })
  for (const code of [codeOf('tablet', NOW, -2), codeOf('tablet', NOW, 2), codeOf('phone', NOW), codeOf('earlier start', NOW)]) {
    t.equal(answerOf(confirmEnrollment(record, inputOf({ code }), NOW)), 'TWO_FACTOR_INVALID_CODE')
  }
  t.equal(answerOf(confirmEnrollment(record, inputOf({ code: codeOf('tablet', NOW, 1), window: 0 }), NOW)), 'TWO_FACTOR_INVALID_CODE')
})

t.test('knows no enrollment of another sign-in, after its time, or where there is none', async t => {
  const record = recordOf({ enrollment })
  const cases = [[record, inputOf({ signIn: completeSignIn({ id: 'other' }) }), NOW], [record, inputOf(), NOW + 600 * SECOND], [recordOf(), inputOf(), NOW]] as const
  for (const [before, input, now] of cases) {
    t.strictSame(confirmEnrollment(before, input, now), { record: before, refusal: { code: 'TWO_FACTOR_NO_ENROLLMENT' }, events: [] })
  }
})

t.test('is unavailable, and counts nothing, where the pending key does not open', async t => {
  const record = recordOf({ enrollment })
  t.strictSame(confirmEnrollment(record, inputOf({ key: undefined }), NOW), { record, refusal: { code: 'TWO_FACTOR_UNAVAILABLE' }, events: [{ type: 'key-missing' }] })
})

t.test('knows no enrollment of a type that this release does not know, and keeps it', async t => {
  const record = recordOf({ enrollment: { ...enrollmentOf('tablet'), type: 'retina-scan' } })
  t.strictSame(confirmEnrollment(record, inputOf(), NOW), { record, refusal: { code: 'TWO_FACTOR_NO_ENROLLMENT' }, events: [] })
})

t.test('asks for the passkey that the role asks for before it judges the code, which is not counted', async t => {
  const record = enabledRecord({ enrollment, authenticators: [authenticatorOf('phone'), passkeyOf('key')] })
  const bound = { ...inputOf({ code: wrongCode(['tablet'], NOW) }), resistant: true }
  t.strictSame(confirmEnrollment(record, bound, NOW), { record, refusal: { code: 'TWO_FACTOR_STEP_UP_REQUIRED' }, events: [] })
  t.equal(answerOf(confirmEnrollment(record, { ...inputOf(), resistant: true, signIn: completeSignIn({ assertedAt: NOW }) }, NOW)), 'accepted')
})

t.test('says that there are too many before it judges the code, which is not counted', async t => {
  const record = recordOf({ enrollment, authenticators: ['a', 'b', 'c', 'd', 'e'].map(id => authenticatorOf(id)) })
  t.strictSame(confirmEnrollment(record, inputOf({ code: wrongCode(['tablet'], NOW) }), NOW), { record, refusal: { code: 'TWO_FACTOR_TOO_MANY_AUTHENTICATORS' }, events: [] })
})

t.test('a name that is given with the code is the one it has, and without one it keeps the name it was begun with', async t => {
  const record = enabledRecord({ enrollment })
  for (const [name, shown] of [['My watch', 'My watch'], [undefined, 'The tablet']] as const) {
    t.equal(storedBy(confirmEnrollment(record, inputOf({ name }), NOW)).authenticators.at(-1)!.name, shown)
  }
})
