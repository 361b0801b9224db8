import t from 'tap'
import { RECOVERY_CODES } from '../../../lib/methods/recovery-code/codes.js'
import { budgets } from '../../../lib/methods/attempts.js'
import { proveRecoveryCode } from '../../../lib/methods/recovery-code/proof.js'
import type { Refused } from '../../../lib/record/decision.js'
import { regenerate as regenerateRecoveryCodes } from '../../../lib/record/preferences/regenerate.js'
import type { TwoFactorRecord } from '../../../lib/record/record.js'
import { recover, type RecoverInput } from '../../../lib/record/sign-in/recover.js'
import { accepted, answerOf, clientOf, completeSignIn, digestOf, enabledRecord, HOUR, LIFETIMES, MINUTE, NOW, pendingSignIn, recordOf, recoveryProof, refused, rightProof, SECOND, stepOf, storedBy, totpAt, wrongProof } from '../../record/fixtures.js'

const recoveryCodes = ['one', 'two'].map(digestOf)

function refuseWrongRecoveryCode (record: TwoFactorRecord, now: number): Refused {
  return budgets['recovery-code'].count(record, 'recovery', now, [])
}

/** Ten wrong recovery codes, the first at `now`, the others a minute after each other. */
function afterTenWrong (now: number, record = enabledRecord({ recoveryCodes })): TwoFactorRecord {
  for (let minute = 0; minute < 10; minute++) record = storedBy(refuseWrongRecoveryCode(record, now + minute * MINUTE))
  return record
}

function recoveryOf (code: string): RecoverInput {
  return { signIn: pendingSignIn(), proof: recoveryProof(code), stamp: 'newer stamp', freshSeconds: 900, maxSeconds: LIFETIMES.maxSeconds, passwordAskable: true }
}

t.test('spends the code that was given and no other', async t => {
  const record = enabledRecord({ recoveryCodes })
  t.strictSame(proveRecoveryCode(record, digestOf('one')), { is: 'right', record: { ...record, recoveryCodes: [digestOf('two')] } })
  t.strictSame(proveRecoveryCode(record, digestOf('two')), { is: 'right', record: { ...record, recoveryCodes: [digestOf('one')] } })
})

t.test('spends nothing for a code that is not among those left', async t => {
  for (const hash of [digestOf('three'), '', digestOf('one').slice(0, -2)]) t.strictSame(proveRecoveryCode(enabledRecord({ recoveryCodes }), hash), { is: 'wrong' })
  t.strictSame(proveRecoveryCode(enabledRecord(), digestOf('one')), { is: 'wrong' })
})

t.test('counts each wrong recovery code within the hour of the first', async t => {
  const first = refused(refuseWrongRecoveryCode(enabledRecord(), NOW))
  t.strictSame(first.refusal, { code: 'TWO_FACTOR_INVALID_CODE' })
  t.strictSame(first.record?.recoveryAttempts, { failures: 1, since: NOW })
  t.strictSame(first.events, [{ type: 'failed', purpose: 'recovery' }])
  t.strictSame(afterTenWrong(NOW).recoveryAttempts, { failures: 10, since: NOW })
})

t.test('refuses wrong codes from the 11th on, until the hour is over, and writes nothing', async t => {
  const record = afterTenWrong(NOW)
  for (const [now, retryAfterSeconds] of [[NOW, 3600], [NOW + 1, 3600], [NOW + 10 * MINUTE, 3000], [NOW + HOUR - 1, 1]] as const) {
    const decision = refused(recover(record, recoveryOf('wrong'), now))
    t.strictSame(decision, { record, refusal: { code: 'TWO_FACTOR_LOCKED', retryAfterSeconds }, events: [] })
    t.equal(decision.record, record)
  }
})

t.test('takes a right code all the same, so that a thief cannot close this door', async t => {
  const record = afterTenWrong(NOW)
  const decision = recover(record, recoveryOf('two'), NOW + 10 * MINUTE)
  t.strictSame(storedBy(decision).recoveryCodes, [digestOf('one')])
  t.equal(accepted(decision).record.recoveryAttempts, record.recoveryAttempts)
})

t.test('counts anew when the hour is over', async t => {
  const decision = refused(refuseWrongRecoveryCode(afterTenWrong(NOW), NOW + HOUR))
  t.equal(decision.refusal.code, 'TWO_FACTOR_INVALID_CODE')
  t.strictSame(decision.record?.recoveryAttempts, { failures: 1, since: NOW + HOUR })
})

t.test('counts anew when the hour began in the future of a clock that was ahead', async t => {
  const record = afterTenWrong(NOW)
  t.equal(refuseWrongRecoveryCode(record, NOW - MINUTE).refusal.code, 'TWO_FACTOR_LOCKED')
  t.strictSame(refuseWrongRecoveryCode(record, NOW - MINUTE - 1).record?.recoveryAttempts, { failures: 1, since: NOW - MINUTE - 1 })
})

t.test('shares no budget with one-time codes', async t => {
  const record = afterTenWrong(NOW, enabledRecord({ codeAttempts: { failures: 4, days: {} } }))
  t.strictSame(record.codeAttempts, { failures: 4, days: {} })
  t.equal(answerOf(regenerateRecoveryCodes(record, inputOf(record), NOW)), 'accepted')
})

const newCodes = Array.from({ length: RECOVERY_CODES }, (_, index) => digestOf(`new ${index}`))

function inputOf (record: TwoFactorRecord, changes: Partial<Parameters<typeof regenerateRecoveryCodes>[1]> = {}): Parameters<typeof regenerateRecoveryCodes>[1] {
  return { signIn: completeSignIn(), passwordProved: false, freshSeconds: 900, proof: rightProof(record, NOW), codeHashes: newCodes, ...changes }
}

t.test('puts a new set of ten in place of all codes that were left, for a one-time code', async t => {
  t.equal(RECOVERY_CODES, 10)
  const before = enabledRecord({ recoveryCodes, trustedClients: [clientOf('laptop')] })
  const signIn = completeSignIn({ verifiedAt: undefined })
  const { record, outcome, events } = accepted(regenerateRecoveryCodes(before, inputOf(before, { signIn }), NOW))
  t.strictSame(record.recoveryCodes, newCodes)
  t.strictSame(outcome, { signIn: { ...signIn, verifiedAt: NOW, codesGivenAt: NOW } })
  t.strictSame(events, [{ type: 'recovery-codes-regenerated' }])
  t.equal(totpAt(record, 0)?.lastStep, stepOf(NOW))
  t.strictSame([record.stamp, record.trustedClients], [before.stamp, before.trustedClients])
})

t.test('keeps the codes where the one-time code is wrong, and counts it', async t => {
  const before = enabledRecord({ recoveryCodes })
  const decision = refused(regenerateRecoveryCodes(before, inputOf(before, { proof: wrongProof(before, NOW) }), NOW))
  t.equal(decision.refusal.code, 'TWO_FACTOR_INVALID_CODE')
  t.strictSame(decision.record?.recoveryCodes, recoveryCodes)
  t.equal(decision.record?.codeAttempts.failures, 1)
  t.strictSame(decision.events, [{ type: 'failed', purpose: 'step-up' }])
})

t.test('takes a fresh sign-in or the password before it looks at the code', async t => {
  const record = enabledRecord({ recoveryCodes })
  const stale = completeSignIn({ signedInAt: NOW - 900 * SECOND })
  const decision = regenerateRecoveryCodes(record, inputOf(record, { signIn: stale, proof: wrongProof(record, NOW) }), NOW)
  t.strictSame(decision, { record, refusal: { code: 'TWO_FACTOR_REAUTHENTICATION_REQUIRED' }, events: [] })
  t.equal(answerOf(regenerateRecoveryCodes(record, inputOf(record, { signIn: stale, passwordProved: true }), NOW)), 'accepted')
})

t.test('makes no recovery codes while two-factor authentication is off', async t => {
  const record = recordOf()
  t.equal(answerOf(regenerateRecoveryCodes(record, inputOf(enabledRecord()), NOW)), 'TWO_FACTOR_NOT_ENABLED')
})
