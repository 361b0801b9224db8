import t from 'tap'
import type { ChangeInput } from '../../../lib/record/preferences/change.js'
import { disable } from '../../../lib/record/preferences/disable.js'
import { remove as removeAuthenticator } from '../../../lib/record/preferences/remove.js'
import type { TwoFactorRecord } from '../../../lib/record/record.js'
import { accepted, answerOf, authenticatorOf, clientOf, codeOf, completeSignIn, DAY, digestOf, enabledRecord, enrollmentOf, NOW, proofOf, recordOf, refused, rightProof, SECOND, signedOutOf, stepOf, storedBy, totpAt, wrongProof } from '../fixtures.js'

const before = enabledRecord({
  authenticators: [authenticatorOf('phone'), authenticatorOf('tablet'), authenticatorOf('watch')],
  recoveryCodes: [digestOf('one')],
  trustedClients: [clientOf('laptop')],
  signedOut: [signedOutOf('earlier')],
  enrollment: enrollmentOf('spare'),
  codeAttempts: { failures: 3, days: { 20781: 3 } }
})

function inputOf (record: TwoFactorRecord, changes: Partial<ChangeInput> = {}): ChangeInput {
  return { signIn: completeSignIn({ verifiedAt: undefined }), passwordProved: false, freshSeconds: 900, proof: rightProof(record, NOW), stamp: 'newer stamp', ...changes }
}

t.test('removes one authenticator for a code of any, its own included', async t => {
  for (const id of ['phone', 'tablet']) {
    const { record, outcome, events } = accepted(removeAuthenticator(before, { ...inputOf(before, { proof: proofOf(before, codeOf('tablet', NOW)) }), id, provable: ['totp'], resistantOnly: false }, NOW))
    t.strictSame(record.authenticators.map(({ id }) => id), ['phone', 'tablet', 'watch'].filter(kept => kept !== id))
    t.strictSame(outcome, { signIn: completeSignIn({ stamp: 'newer stamp', verifiedAt: NOW }), removed: { id, type: 'totp', name: `The ${id}` } })
    t.strictSame(events, [{ type: 'authenticator-removed', authenticator: { id, type: 'totp', name: `The ${id}` } }])
  }
})

t.test('burns the step of the code that removes another authenticator', async t => {
  const record = storedBy(removeAuthenticator(before, { ...inputOf(before), id: 'tablet', provable: ['totp'], resistantOnly: false }, NOW))
  t.equal(totpAt(record, 0)?.lastStep, stepOf(NOW))
  t.equal(answerOf(removeAuthenticator(record, { ...inputOf(record), id: 'watch', provable: ['totp'], resistantOnly: false }, NOW)), 'TWO_FACTOR_INVALID_CODE')
})

t.test('ends the other sessions, the trusted clients and the enrollment at a removal, and keeps the recovery codes', async t => {
  const { record } = accepted(removeAuthenticator(before, { ...inputOf(before), id: 'tablet', provable: ['totp'], resistantOnly: false }, NOW))
  t.strictSame([record.stamp, record.trustedClients, record.signedOut, record.enrollment], ['newer stamp', [], [], undefined])
  t.equal(record.recoveryCodes, before.recoveryCodes)
})

t.test('never removes the last authenticator, nor an unknown one, and looks at no code for it', async t => {
  const last = enabledRecord()
  const cases = [[last, 'phone', 'TWO_FACTOR_LAST_AUTHENTICATOR'], [last, 'tablet', 'TWO_FACTOR_NOT_FOUND'], [before, '', 'TWO_FACTOR_NOT_FOUND'], [recordOf(), 'phone', 'TWO_FACTOR_NOT_ENABLED']] as const
  for (const [record, id, code] of cases) {
    t.strictSame(removeAuthenticator(record, { ...inputOf(before, { proof: wrongProof(before, NOW) }), id, provable: ['totp'], resistantOnly: false }, NOW), { record, refusal: { code }, events: [] })
  }
})

t.test('removes nothing for a wrong code, and counts it', async t => {
  const decision = refused(removeAuthenticator(before, { ...inputOf(before, { proof: wrongProof(before, NOW) }), id: 'tablet', provable: ['totp'], resistantOnly: false }, NOW))
  t.equal(decision.refusal.code, 'TWO_FACTOR_INVALID_CODE')
  t.equal(decision.record?.codeAttempts.failures, 4)
  t.equal(decision.record?.authenticators, before.authenticators)
  t.strictSame(decision.events, [{ type: 'failed', purpose: 'step-up' }])
})

t.test('turns two-factor authentication off for a right code, and leaves nothing of it', async t => {
  const { record, outcome, events } = accepted(disable(before, { ...inputOf(before, { signIn: completeSignIn({ assertedAt: NOW }) }), required: false }, NOW))
  t.strictSame(record, {
    ...before,
    stamp: 'newer stamp',
    authenticators: [],
    recoveryCodes: [],
    recoveryCodesSavedAt: undefined,
    trustedClients: [],
    signedOut: [],
    endedUntil: undefined,
    enrollment: undefined,
    codeAttempts: { failures: 0, lockedUntil: undefined, days: { 20781: 3 } }
  })
  t.strictSame(outcome, { signIn: completeSignIn({ stamp: 'newer stamp', method: 'none', verifiedAt: undefined, assertedAt: undefined, registeredAt: undefined, proved: undefined }) })
  t.strictSame(events, [{ type: 'disabled' }])
})

t.test('turns nothing off for a wrong code, and counts it', async t => {
  const decision = refused(disable(before, { ...inputOf(before, { proof: wrongProof(before, NOW) }), required: false }, NOW))
  t.equal(decision.refusal.code, 'TWO_FACTOR_INVALID_CODE')
  t.equal(decision.record?.codeAttempts.failures, 4)
  t.equal(decision.record?.authenticators, before.authenticators)
  t.strictSame(decision.events, [{ type: 'failed', purpose: 'disable' }])
})

t.test('turns nothing off where the role requires it, or where it is off', async t => {
  const off = recordOf()
  const notEnabled = { record: off, refusal: { code: 'TWO_FACTOR_NOT_ENABLED' }, events: [] }
  t.strictSame(disable(before, { ...inputOf(before), required: true }, NOW), { record: before, refusal: { code: 'TWO_FACTOR_REQUIRED_BY_POLICY' }, events: [] })
  for (const required of [false, true]) t.strictSame(disable(off, { ...inputOf(before), required }, NOW), notEnabled)
})

t.test('takes a fresh sign-in or the password, and a recovery sign-in is no code', async t => {
  const stale = completeSignIn({ signedInAt: NOW - 900 * SECOND })
  const refusal = { record: before, refusal: { code: 'TWO_FACTOR_REAUTHENTICATION_REQUIRED' }, events: [] }
  t.strictSame(removeAuthenticator(before, { ...inputOf(before, { signIn: stale }), id: 'tablet', provable: ['totp'], resistantOnly: false }, NOW), refusal)
  t.strictSame(disable(before, { ...inputOf(before, { signIn: stale }), required: false }, NOW), refusal)
  t.equal(answerOf(removeAuthenticator(before, { ...inputOf(before, { signIn: stale, passwordProved: true }), id: 'tablet', provable: ['totp'], resistantOnly: false }, NOW)), 'accepted')
  t.equal(answerOf(disable(before, { ...inputOf(before, { signIn: stale, passwordProved: true }), required: false }, NOW)), 'accepted')
  const recovered = completeSignIn({ method: 'recovery-code', recoveredAt: NOW, verifiedAt: undefined })
  t.equal(answerOf(disable(before, { ...inputOf(before, { signIn: recovered, proof: wrongProof(before, NOW) }), required: false }, NOW)), 'TWO_FACTOR_INVALID_CODE')
})

t.test('changes nothing under a block, not even for a right code', async t => {
  const blocked = enabledRecord({ authenticators: before.authenticators, codeAttempts: { failures: 100, days: {}, blockedAt: NOW - DAY } })
  const refusal = { record: blocked, refusal: { code: 'TWO_FACTOR_BLOCKED' }, events: [] }
  t.strictSame(removeAuthenticator(blocked, { ...inputOf(blocked), id: 'phone', provable: ['totp'], resistantOnly: false }, NOW), refusal)
  t.strictSame(disable(blocked, { ...inputOf(blocked), required: false }, NOW), refusal)
})
