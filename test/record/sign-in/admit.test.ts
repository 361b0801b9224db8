import t from 'tap'
import type { TwoFactorErrorCode } from '../../../lib/error-table.js'
import { admit, type AdmitInput as Admission, type SignInStatus } from '../../../lib/record/sign-in/status.js'
import { completeSignIn, enabledRecord, LIFETIMES, MINUTE, NOW, pendingSignIn, recordOf, signedOutOf } from '../fixtures.js'

const optional = { required: false, phishingResistant: false, requiredFrom: undefined }
const required = { required: true, phishingResistant: false, requiredFrom: undefined }

function admissionOf (changes: Partial<Admission>): Admission {
  return { signIn: completeSignIn(), admits: ['complete'], policy: undefined, lifetimes: LIFETIMES, ...changes }
}

t.test('admits a sign-in that counts for one of what is asked', async t => {
  const cases: [SignInStatus, ReturnType<typeof enabledRecord>, Partial<Admission>][] = [
    ['complete', enabledRecord(), {}],
    ['challenge', enabledRecord(), { signIn: pendingSignIn(), admits: ['challenge'] }],
    ['challenge', enabledRecord(), { signIn: pendingSignIn(), admits: ['complete', 'challenge', 'enrollment'] }],
    ['enrollment', recordOf(), { signIn: pendingSignIn({ status: 'enrollment' }), admits: ['enrollment', 'complete'], policy: required }],
    ['complete', recordOf(), { signIn: completeSignIn({ method: 'none' }), policy: optional }],
    ['anonymous', enabledRecord(), { signIn: completeSignIn({ stamp: 'old' }), admits: ['anonymous'] }]
  ]
  for (const [status, record, changes] of cases) t.strictSame(admit(record, admissionOf(changes), NOW), { record, status })
})

t.test('refuses with what is due instead, and leaves the record alone', async t => {
  const cases: [TwoFactorErrorCode, ReturnType<typeof enabledRecord>, Partial<Admission>][] = [
    ['TWO_FACTOR_CHALLENGE_REQUIRED', enabledRecord(), { signIn: pendingSignIn() }],
    ['TWO_FACTOR_ENROLLMENT_REQUIRED', recordOf(), { signIn: pendingSignIn({ status: 'enrollment' }), policy: optional }],
    ['TWO_FACTOR_ENROLLMENT_REQUIRED', recordOf(), { signIn: completeSignIn({ method: 'none' }), policy: required }],
    ['TWO_FACTOR_ENROLLMENT_REQUIRED', recordOf(), { signIn: completeSignIn({ method: 'none' }), policy: undefined }],
    ['TWO_FACTOR_SIGN_IN_REQUIRED', enabledRecord(), { admits: ['challenge'] }],
    ['TWO_FACTOR_SIGN_IN_REQUIRED', enabledRecord(), { signIn: completeSignIn({ stamp: 'old' }) }],
    ['TWO_FACTOR_SIGN_IN_REQUIRED', enabledRecord({ signedOut: [signedOutOf('sign-in')] }), {}]
  ]
  for (const [code, record, changes] of cases) {
    const admitted = admit(record, admissionOf(changes), NOW)
    t.strictSame(admitted, { record, refusal: { code }, events: [] })
    t.equal(admitted.record, record)
  }
})

t.test('refuses where the user is gone, whatever the session says', async t => {
  const record = enabledRecord()
  t.strictSame(admit(record, admissionOf({ policy: null }), NOW), { record, refusal: { code: 'TWO_FACTOR_SIGN_IN_REQUIRED' }, events: [] })
})

t.test('refuses where there is no record, even where anybody is admitted', async t => {
  for (const admits of [['complete'], ['anonymous', 'complete']] as const) {
    t.strictSame(admit(undefined, admissionOf({ admits }), NOW), { record: undefined, refusal: { code: 'TWO_FACTOR_SIGN_IN_REQUIRED' }, events: [] })
  }
})

t.test('refuses a pending sign-in that is over', async t => {
  const admission = admissionOf({ signIn: pendingSignIn(), admits: ['challenge'], lifetimes: { ...LIFETIMES, pendingSeconds: 60 } })
  t.match(admit(enabledRecord(), admission, NOW + MINUTE), { refusal: { code: 'TWO_FACTOR_SIGN_IN_REQUIRED' } })
})
