import t from 'tap'
import { isEnrollmentStepUpDue, isReauthenticationDue, isStepUpDue, refuseWithoutPasskey } from '../../../lib/record/sign-in/freshness.js'
import type { SignIn } from '../../../lib/record/sign-in/sign-in.js'
import { signInStatus, type SignInStatus } from '../../../lib/record/sign-in/status.js'
import { answerOf, authenticatorOf, completeSignIn, enabledRecord, HOUR, LIFETIMES, MINUTE, NOW, passkeyOf, pendingSignIn, recordOf, SECOND, signedOutOf } from '../fixtures.js'

const optional = { required: false, phishingResistant: false, requiredFrom: undefined }
const required = { required: true, phishingResistant: false, requiredFrom: undefined }

const complete = completeSignIn()
const withoutFactor = completeSignIn({ method: 'none', verifiedAt: undefined })
const external = completeSignIn({ method: 'external', verifiedAt: undefined })
const enrollmentOnly = pendingSignIn({ status: 'enrollment' })

t.test('counts for what record, sign-in and policy say together', async t => {
  const on = enabledRecord()
  const off = recordOf()
  const cases: [string, SignInStatus, Parameters<typeof signInStatus>[0], SignIn, Parameters<typeof signInStatus>[2]][] = [
    ['a pending challenge', 'challenge', on, pendingSignIn(), undefined],
    ['a challenge after the last authenticator went', 'anonymous', off, pendingSignIn(), optional],
    ['a sign-in that proved a code', 'complete', on, complete, undefined],
    ['a sign-in by recovery code', 'complete', on, completeSignIn({ method: 'recovery-code' }), undefined],
    ['a sign-in by trusted client', 'complete', on, completeSignIn({ method: 'trusted-client' }), undefined],
    ['a sign-in without a factor, since two-factor authentication is on', 'anonymous', on, withoutFactor, optional],
    ['an enrollment-only sign-in, since two-factor authentication is on', 'anonymous', on, enrollmentOnly, optional],
    ['a sign-in that proved a code and is held for more', 'enrollment', on, pendingSignIn({ status: 'enrollment', method: 'totp' }), optional],
    ['a sign-in by recovery code that is held for more', 'enrollment', on, pendingSignIn({ status: 'enrollment', method: 'recovery-code' }), undefined],
    ['a sign-in that was held after the last authenticator went', 'enrollment', off, pendingSignIn({ status: 'enrollment', method: 'totp' }), optional],
    ['a sign-in without a factor where none is required', 'complete', off, withoutFactor, optional],
    ['a sign-in without a factor where one is required', 'enrollment', off, withoutFactor, required],
    ['a sign-in without a factor where the policy was not asked', 'enrollment', off, withoutFactor, undefined],
    ['an enrollment-only sign-in where a factor is required', 'enrollment', off, enrollmentOnly, required],
    ['an enrollment-only sign-in where none is required any more', 'enrollment', off, enrollmentOnly, optional],
    ['a proved sign-in with two-factor authentication off and required', 'enrollment', off, complete, required],
    ['a sign-in with another system\'s second factor where none is required', 'complete', off, external, optional],
    ['the same where one is required', 'complete', off, external, required],
    ['the same where a passkey is required', 'enrollment', off, external, { ...required, phishingResistant: true }],
    ['the same where the policy was not asked', 'enrollment', off, external, undefined],
    ['the same with two-factor authentication on', 'complete', on, external, undefined]
  ]
  for (const [name, status, record, signIn, policy] of cases) t.equal(signInStatus(record, signIn, policy, LIFETIMES, NOW), status, name)
})

t.test('is nobody\'s without a record, with another stamp, and once signed out', async t => {
  for (const signIn of [pendingSignIn(), complete, withoutFactor, enrollmentOnly, pendingSignIn({ status: 'enrollment', method: 'totp' })]) {
    t.equal(signInStatus(undefined, signIn, optional, LIFETIMES, NOW), 'anonymous')
    for (const record of [enabledRecord, recordOf]) {
      t.equal(signInStatus(record({ stamp: 'newer stamp' }), signIn, optional, LIFETIMES, NOW), 'anonymous')
      t.equal(signInStatus(record({ signedOut: ['other', 'sign-in'].map(signedOutOf) }), signIn, optional, LIFETIMES, NOW), 'anonymous')
    }
  }
})

t.test('stays what it is when another sign-in signed out', async t => {
  t.equal(signInStatus(enabledRecord({ signedOut: [signedOutOf('other')] }), complete, undefined, LIFETIMES, NOW), 'complete')
})

t.test('ends a pending sign-in after its seconds, a complete one not yet', async t => {
  const end = NOW + LIFETIMES.pendingSeconds * SECOND
  t.equal(signInStatus(enabledRecord(), pendingSignIn(), undefined, LIFETIMES, end - 1), 'challenge')
  t.equal(signInStatus(enabledRecord(), pendingSignIn(), undefined, LIFETIMES, end), 'anonymous')
  t.equal(signInStatus(enabledRecord(), complete, undefined, LIFETIMES, end), 'complete')
})

t.test('takes a pending sign-in from a clock up to a minute ahead, not from further', async t => {
  t.equal(signInStatus(enabledRecord(), pendingSignIn(), undefined, LIFETIMES, NOW - MINUTE), 'challenge')
  t.equal(signInStatus(enabledRecord(), pendingSignIn(), undefined, LIFETIMES, NOW - MINUTE - 1), 'anonymous')
})

t.test('asks for the password when the sign-in proved nothing or is too old', async t => {
  t.equal(isReauthenticationDue(complete, 900, NOW), false)
  t.equal(isReauthenticationDue(complete, 900, NOW + 900 * SECOND - 1), false)
  t.equal(isReauthenticationDue(complete, 900, NOW + 900 * SECOND), true)
  t.equal(isReauthenticationDue(completeSignIn({ fresh: false }), 900, NOW), true)
  t.equal(isReauthenticationDue(complete, 900, NOW - MINUTE - 1), true)
})

t.test('asks for a code when none was proved that recently', async t => {
  t.equal(isStepUpDue(complete, 60, NOW + MINUTE - 1), false)
  t.equal(isStepUpDue(complete, 60, NOW + MINUTE), true)
  t.equal(isStepUpDue(complete, 60, NOW - MINUTE - 1), true)
})

t.test('takes neither a trusted client nor a recovery code for a step-up', async t => {
  t.equal(isStepUpDue(completeSignIn({ method: 'trusted-client', verifiedAt: undefined }), 60, NOW), true)
  t.equal(isStepUpDue(completeSignIn({ method: 'recovery-code', verifiedAt: undefined, recoveredAt: NOW }), 60, NOW), true)
})

t.test('takes a code of the last 300 s for starting an enrollment, or any recovery code that signed in', async t => {
  const recovered = completeSignIn({ method: 'recovery-code', verifiedAt: undefined, recoveredAt: NOW })
  t.equal(isEnrollmentStepUpDue(enabledRecord(), complete, false, NOW + 300 * SECOND - 1), false)
  t.equal(isEnrollmentStepUpDue(enabledRecord(), complete, false, NOW + 300 * SECOND), true)
  t.equal(isEnrollmentStepUpDue(enabledRecord(), recovered, false, NOW + 24 * HOUR), false)
  t.equal(isEnrollmentStepUpDue(enabledRecord(), completeSignIn({ method: 'trusted-client', verifiedAt: undefined }), false, NOW), true)
})

t.test('asks a sign-in that is held for no step-up to start an enrollment: it cannot have one', async t => {
  const held = pendingSignIn({ status: 'enrollment', method: 'totp', verifiedAt: NOW - HOUR })
  for (const signIn of [held, { ...held, verifiedAt: undefined }]) t.equal(isEnrollmentStepUpDue(enabledRecord(), signIn, false, NOW), false)
})

t.test('asks for a passkey of the last 300 s to start an enrollment where the role takes nothing else and there is one, used or registered', async t => {
  const both = enabledRecord({ authenticators: [authenticatorOf('phone'), passkeyOf('key')] })
  const isDue = (signIn: Partial<SignIn>, later: number, record = both): boolean => isEnrollmentStepUpDue(record, completeSignIn({ verifiedAt: NOW + HOUR, ...signIn }), true, NOW + later)
  t.equal(isDue({ assertedAt: NOW }, 300 * SECOND - 1), false)
  t.equal(isDue({ assertedAt: NOW }, 300 * SECOND), true)
  t.equal(isDue({ verifiedAt: NOW }, 0), true, 'a code')
  t.equal(isDue({ registeredAt: NOW }, 300 * SECOND - 1), false)
  t.equal(isDue({ registeredAt: NOW }, 300 * SECOND), true)
  t.equal(isDue({ method: 'passkey' }, 0), true)
  t.equal(isDue({ method: 'totp', enrolledAt: NOW }, 0), true, 'an authenticator app that was confirmed')
  t.equal(isDue({ recoveredAt: NOW, verifiedAt: undefined }, 0), false)
  t.equal(isDue({ status: 'enrollment', verifiedAt: undefined }, 0), false)
  t.equal(isDue({ verifiedAt: NOW }, 0, enabledRecord()), false, 'without a passkey a code is as good as ever')
})

t.test('asks for a passkey of around its start to end an enrollment, where one would be due to start it', async t => {
  const both = enabledRecord({ authenticators: [authenticatorOf('phone'), passkeyOf('key')] })
  const answer = (signIn: Partial<SignIn>, later: number, resistant = true, record = both): string | undefined => {
    const decision = refuseWithoutPasskey(record, completeSignIn(signIn), { resistant, pendingSeconds: 600 }, NOW + later)
    return decision && answerOf(decision)
  }
  const DUE = 'TWO_FACTOR_STEP_UP_REQUIRED'
  t.equal(answer({ verifiedAt: NOW }, 0), DUE)
  t.equal(answer({ assertedAt: NOW }, 900 * SECOND - 1), undefined)
  t.equal(answer({ assertedAt: NOW }, 900 * SECOND), DUE)
  t.equal(answer({ registeredAt: NOW }, 900 * SECOND - 1), undefined)
  t.equal(answer({ recoveredAt: NOW }, HOUR), undefined)
  t.equal(answer({ status: 'enrollment' }, HOUR), undefined)
  t.equal(answer({}, 0, false), undefined, 'another role')
  t.equal(answer({}, 0, true, enabledRecord()), undefined, 'nobody without a passkey')
})

t.test('asks for no code to start an enrollment while two-factor authentication is off', async t => {
  t.equal(isEnrollmentStepUpDue(recordOf(), withoutFactor, false, NOW + HOUR), false)
})
