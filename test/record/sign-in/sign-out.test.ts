import t from 'tap'
import { reset } from '../../../lib/record/administration/reset.js'
import { revokeSessions } from '../../../lib/record/administration/revoke-sessions.js'
import { createRecord } from '../../../lib/record/record.js'
import { knowsClient, SIGNED_OUT_LIMIT, signOut } from '../../../lib/record/sign-in/sign-out.js'
import { signInStatus } from '../../../lib/record/sign-in/status.js'
import { accepted, authenticatorOf, clientOf, completeSignIn, digestOf, enabledRecord, enrollmentOf, HOUR, LIFETIMES, NOW, pendingSignIn, recordOf, signedOutOf, storedBy } from '../fixtures.js'

t.test('keeps the id of a sign-in that signed out, so that its session stays out', async t => {
  const decision = accepted(signOut(enabledRecord({ signedOut: [signedOutOf('earlier')] }), completeSignIn(), 'newer stamp', NOW))
  t.strictSame(decision, { record: { ...enabledRecord(), enrollment: undefined, signedOut: ['earlier', 'sign-in'].map(signedOutOf) }, outcome: undefined, events: [{ type: 'signed-out' }] })
  t.equal(signInStatus(decision.record, completeSignIn(), undefined, LIFETIMES, NOW), 'anonymous')
  t.equal(signInStatus(decision.record, completeSignIn({ id: 'other' }), undefined, LIFETIMES, NOW), 'complete')
})

t.test('signs an enrollment-only sign-in out too', async t => {
  const decision = accepted(signOut(recordOf(), pendingSignIn({ status: 'enrollment' }), 'newer stamp', NOW))
  t.strictSame(decision.record.signedOut, [signedOutOf('sign-in')])
  t.strictSame(decision.events, [{ type: 'signed-out' }])
})

t.test('writes nothing when a pending sign-in is left', async t => {
  const record = enabledRecord()
  const decision = accepted(signOut(record, pendingSignIn(), 'newer stamp', NOW))
  t.equal(decision.record, record)
  t.strictSame(decision.events, [])
})

t.test('keeps the trusted clients, and ends the pending enrollment of this sign-in alone', async t => {
  const before = enabledRecord({ trustedClients: [clientOf('laptop')], enrollment: enrollmentOf('tablet') })
  const { record } = accepted(signOut(before, completeSignIn(), 'newer stamp', NOW))
  t.strictSame([record.stamp, record.trustedClients, record.enrollment], ['stamp', before.trustedClients, undefined])
  t.equal(accepted(signOut(before, completeSignIn({ id: 'other' }), 'newer stamp', NOW)).record.enrollment, before.enrollment)
})

t.test('changes the stamp for one signed-out id more than fifty, so that nobody comes back', async t => {
  t.equal(SIGNED_OUT_LIMIT, 50)
  let record = enabledRecord({ enrollment: enrollmentOf('tablet', { signInId: 'other' }) })
  for (let index = 0; index < 50; index++) record = storedBy(signOut(record, completeSignIn({ id: `sign-in ${index}` }), 'newer stamp', NOW))
  t.equal(record.stamp, 'stamp')
  t.equal(record.signedOut.length, 50)
  const last = accepted(signOut(record, completeSignIn(), 'newer stamp', NOW))
  t.strictSame([last.record.stamp, last.record.signedOut, last.record.enrollment], ['newer stamp', [], undefined])
  t.strictSame(last.events, [{ type: 'sessions-revoked' }, { type: 'signed-out' }])
  for (const id of ['sign-in', 'sign-in 0', 'sign-in 49', 'another']) t.equal(signInStatus(last.record, completeSignIn({ id }), undefined, LIFETIMES, NOW), 'anonymous', id)
})

t.test('the client of a session is known while one like it is listed, or where its sign-in that waits knew it under the same stamp', async t => {
  const sessions = [{ id: 'other', browser: 'Firefox', system: 'Linux', method: 'totp', at: NOW, endsAt: NOW + HOUR }]
  const knows = (record: object, signIn: object, label = 'Firefox on Linux'): boolean => knowsClient(enabledRecord(record), pendingSignIn(signIn), label, NOW)
  t.equal(knows({ sessions }, {}), true)
  t.equal(knows({ sessions }, {}, 'Chrome on Windows'), false)
  t.equal(knows({}, {}), false)
  for (const status of ['challenge', 'enrollment']) t.equal(knows({}, { status, known: true }), true)
  t.equal(knows({}, { status: 'complete', known: true }), false)
  t.equal(knows({ stamp: 'newer stamp' }, { status: 'challenge', known: true }), false)
})

t.test('ends every session and trusted client at once', async t => {
  const before = enabledRecord({ trustedClients: [clientOf('laptop')], signedOut: [signedOutOf('earlier')], enrollment: enrollmentOf('tablet'), recoveryCodes: [digestOf('one')] })
  const decision = accepted(revokeSessions(before, undefined, 'newer stamp'))
  t.strictSame(decision, {
    record: { ...before, stamp: 'newer stamp', trustedClients: [], signedOut: [], endedUntil: undefined, enrollment: undefined },
    outcome: undefined,
    events: [{ type: 'sessions-revoked' }]
  })
  t.equal(signInStatus(decision.record, completeSignIn(), undefined, LIFETIMES, NOW), 'anonymous')
})

t.test('lets the session to keep go on with the new stamp', async t => {
  const { record, outcome } = accepted(revokeSessions(enabledRecord(), completeSignIn(), 'newer stamp'))
  t.strictSame(outcome, completeSignIn({ stamp: 'newer stamp' }))
  t.equal(signInStatus(record, outcome!, undefined, LIFETIMES, NOW), 'complete')
})

t.test('keeps no session that was over already', async t => {
  t.equal(accepted(revokeSessions(enabledRecord(), completeSignIn({ stamp: 'old' }), 'newer stamp')).outcome, undefined)
  t.equal(accepted(revokeSessions(enabledRecord({ signedOut: [signedOutOf('sign-in')] }), completeSignIn(), 'newer stamp')).outcome, undefined)
})

t.test('leaves the attempts alone when sessions are revoked', async t => {
  const before = enabledRecord({ codeAttempts: { failures: 7, days: { 20000: 7 }, blockedAt: NOW }, passwordAttempts: { failures: 5 }, recoveryAttempts: { failures: 10, since: NOW } })
  const { record } = accepted(revokeSessions(before, undefined, 'newer stamp'))
  for (const name of ['codeAttempts', 'passwordAttempts', 'recoveryAttempts'] as const) t.equal(record[name], before[name])
})

t.test('leaves nothing but the cookie name of a record that is reset', async t => {
  const full = recordOf({
    authenticators: [authenticatorOf('phone'), authenticatorOf('tablet')],
    recoveryCodes: [digestOf('one')],
    trustedClients: [clientOf('laptop')],
    signedOut: [signedOutOf('earlier')],
    enrollment: enrollmentOf('watch'),
    codeAttempts: { failures: 100, lockedUntil: NOW + HOUR, days: { 20000: 100 }, blockedAt: NOW, unlockedAt: [NOW], unblockedAt: NOW },
    recoveryCodesSavedAt: NOW,
    passwordAttempts: { failures: 9, lockedUntil: NOW + HOUR },
    recoveryAttempts: { failures: 10, since: NOW }
  })
  t.strictSame(reset(full, 'newer stamp'), {
    record: { ...createRecord('newer stamp', 'cookie'), recoveryCodesSavedAt: undefined, endedUntil: undefined, enrollment: undefined },
    outcome: undefined,
    events: [{ type: 'reset' }]
  })
})
