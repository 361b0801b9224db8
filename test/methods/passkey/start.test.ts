import t from 'tap'
import { start, type StartInput } from '../../../lib/methods/passkey/start.js'
import { accepted, answerOf, authenticatorOf, completeSignIn, digestOf, enabledRecord, HOUR, NOW, passkeyOf, pendingSignIn, recordOf, SECOND } from '../../record/fixtures.js'

function inputOf (changes: Partial<StartInput> = {}): StartInput {
  return { signIn: completeSignIn(), passwordProved: false, passwordAskable: true, resistant: false, freshSeconds: 900, userHandle: 'drawn', ...changes }
}

t.test('keeps the handle that was drawn, and nothing else', async t => {
  const { record, outcome, events } = accepted(start(recordOf(), inputOf(), NOW))
  t.strictSame(record, { ...recordOf(), userHandle: 'drawn' })
  t.equal(outcome, record)
  t.strictSame(events, [])
})

t.test('writes nothing where there is a handle', async t => {
  const before = recordOf({ userHandle: 'first' })
  const { record, outcome } = accepted(start(before, inputOf(), NOW))
  t.equal(record, before)
  t.equal(outcome, before)
})

t.test('takes a fresh sign-in or the password', async t => {
  const record = recordOf()
  const signIn = completeSignIn({ signedInAt: NOW - 900 * SECOND })
  t.strictSame(start(record, inputOf({ signIn }), NOW), { record, refusal: { code: 'TWO_FACTOR_REAUTHENTICATION_REQUIRED' }, events: [] })
  t.equal(answerOf(start(record, inputOf({ signIn, passwordProved: true }), NOW)), 'accepted')
})

t.test('takes a step-up of the last 300 s while two-factor authentication is on, but none of a sign-in that is held', async t => {
  const record = enabledRecord()
  const signIn = completeSignIn({ verifiedAt: NOW - 300 * SECOND })
  t.strictSame(start(record, inputOf({ signIn }), NOW), { record, refusal: { code: 'TWO_FACTOR_STEP_UP_REQUIRED' }, events: [] })
  t.equal(answerOf(start(record, inputOf({ signIn: completeSignIn({ verifiedAt: NOW - 299 * SECOND }) }), NOW)), 'accepted')
  t.equal(answerOf(start(record, inputOf({ signIn: pendingSignIn({ status: 'enrollment', method: 'totp' }) }), NOW)), 'accepted')
})

t.test('takes only a passkey for a step-up where the role asks for one and there is one', async t => {
  const record = enabledRecord({ authenticators: [passkeyOf('key')] })
  t.strictSame(start(record, inputOf({ resistant: true }), NOW), { record, refusal: { code: 'TWO_FACTOR_STEP_UP_REQUIRED' }, events: [] })
  t.equal(answerOf(start(record, inputOf({ resistant: true, signIn: completeSignIn({ assertedAt: NOW }) }), NOW)), 'accepted')
})

t.test('goes on without the password after the last recovery code, where none can be asked', async t => {
  const signIn = completeSignIn({ method: 'recovery-code', verifiedAt: undefined, recoveredAt: NOW })
  const answer = (recoveryCodes: string[], passwordAskable: boolean): string =>
    answerOf(start(enabledRecord({ recoveryCodes }), inputOf({ signIn, passwordAskable }), NOW + HOUR))
  t.equal(answer([], false), 'accepted')
  t.equal(answer([], true), 'TWO_FACTOR_REAUTHENTICATION_REQUIRED')
  t.equal(answer([digestOf('left')], false), 'TWO_FACTOR_REAUTHENTICATION_REQUIRED')
})

t.test('starts beside five passkeys, since the new one may replace them', async t => {
  const record = enabledRecord({ authenticators: ['a', 'b', 'c', 'd', 'e'].map(id => authenticatorOf(id, { type: 'passkey' })) })
  t.equal(answerOf(start(record, inputOf(), NOW)), 'accepted')
})
