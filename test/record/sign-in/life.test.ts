import t from 'tap'
import type { TwoFactorRecord } from '../../../lib/record/record.js'
import { begin } from '../../../lib/record/sign-in/begin.js'
import { endOnceComplete, withEnd } from '../../../lib/record/sign-in/life.js'
import { recover } from '../../../lib/record/sign-in/recover.js'
import type { SignIn } from '../../../lib/record/sign-in/sign-in.js'
import { signOut } from '../../../lib/record/sign-in/sign-out.js'
import { signInStatus } from '../../../lib/record/sign-in/status.js'
import { verify } from '../../../lib/record/sign-in/verify.js'
import {
  accepted, completeSignIn, DAY, digestOf, enabledRecord, HOUR, LIFETIMES, MINUTE, NOW, pendingSignIn, recordOf, recoveryProof, rightProof,
  SECOND, signedOutOf
} from '../fixtures.js'

const { maxSeconds } = LIFETIMES
const optional = { required: false, phishingResistant: false, requiredFrom: undefined }

function statusOf (record: TwoFactorRecord, signIn: SignIn, now: number, longest = maxSeconds): string {
  return signInStatus(record, signIn, optional, { ...LIFETIMES, maxSeconds: longest }, now)
}

t.test('a complete sign-in and one that is held end by themselves, at their moment', async t => {
  const endsAt = NOW + HOUR
  const held = pendingSignIn({ status: 'enrollment', endsAt })
  for (const [record, signIn, status] of [[enabledRecord(), completeSignIn({ endsAt }), 'complete'], [recordOf(), held, 'enrollment']] as const) {
    t.equal(statusOf(record, signIn, endsAt - 1), status)
    t.equal(statusOf(record, signIn, endsAt), 'anonymous')
  }
})

t.test('a sign-in ends once it is as old as the longest that is allowed now', async t => {
  const signIn = completeSignIn({ endsAt: NOW + 300 * DAY })
  t.equal(statusOf(enabledRecord(), signIn, NOW + 90 * DAY - 1, 90 * 86_400), 'complete')
  t.equal(statusOf(enabledRecord(), signIn, NOW + 90 * DAY, 90 * 86_400), 'anonymous')
})

t.test('a complete sign-in without an end is nobody\'s', async t => {
  t.equal(statusOf(enabledRecord(), completeSignIn({ endsAt: undefined }), NOW), 'anonymous')
})

t.test('the end of a sign-in is reckoned when it completes, by its own seconds or the longest', async t => {
  const later = NOW + 5 * MINUTE
  const recoveryCodes = [digestOf('one')]
  for (const [sessionSeconds, lasts] of [[undefined, 30 * DAY], [3600, HOUR]] as const) {
    const input = { userId: 'user', signInId: 'sign-in', fresh: true, next: undefined, policy: optional, shown: undefined, expiryDays: 30, created: { stamp: 's', cookieName: 'c' }, sessionSeconds, maxSeconds }
    t.equal(accepted(begin(undefined, input, NOW)).outcome.endsAt, NOW + lasts)
    const begun = accepted(begin(enabledRecord(), input, NOW)).outcome
    t.strictSame([begun.endsAt, begun.sessionSeconds], [undefined, sessionSeconds])
    t.equal(accepted(verify(enabledRecord(), { signIn: begun, proof: rightProof(enabledRecord(), later), trust: undefined, expiryDays: 30, maxSeconds }, later)).outcome.endsAt, later + lasts)
    const recovery = { signIn: begun, proof: recoveryProof('one'), stamp: 'newer', freshSeconds: 900, maxSeconds, passwordAskable: true }
    t.equal(accepted(recover(enabledRecord({ recoveryCodes }), recovery, later)).outcome.signIn.endsAt, later + lasts)
  }
})

t.test('a recovery code in a complete sign-in carries its end along', async t => {
  const signIn = completeSignIn({ method: 'trusted-client', endsAt: NOW + DAY })
  const recovery = { signIn, proof: recoveryProof('one'), stamp: 'newer', freshSeconds: 900, maxSeconds, passwordAskable: true }
  t.equal(accepted(recover(enabledRecord({ recoveryCodes: [digestOf('one')] }), recovery, NOW + HOUR)).outcome.signIn.endsAt, NOW + DAY)
})

t.test('a sign-in that signed out is kept until it would have ended, so that fifty-one in fifty-one days end no other', async t => {
  let record = enabledRecord()
  for (let day = 0; day < 60; day++) {
    const now = NOW + day * DAY
    record = accepted(signOut(record, completeSignIn({ id: `day ${day}`, endsAt: now + 30 * DAY }), 'newer stamp', now + HOUR)).record
    t.ok(record.signedOut.length <= 31, `day ${day}`)
  }
  t.equal(record.stamp, 'stamp')
})

t.test('what was signed out never comes back, whatever a clock says and once it is forgotten too', async t => {
  const first = completeSignIn({ id: 'first' })
  const out = accepted(signOut(enabledRecord(), first, 'newer stamp', NOW)).record
  t.equal(out.endedUntil, undefined)
  const ahead = NOW + 31 * DAY
  const forgotten = accepted(signOut(out, completeSignIn({ id: 'second', signedInAt: ahead, endsAt: ahead + 30 * DAY }), 'newer stamp', ahead)).record
  t.strictSame(forgotten.signedOut.map(({ id }) => id), ['second'])
  t.equal(forgotten.endedUntil, first.endsAt)
  for (const now of [NOW - 40 * DAY, NOW, NOW + DAY, ahead]) t.equal(statusOf(forgotten, first, now), 'anonymous')
  t.equal(statusOf(forgotten, completeSignIn({ id: 'other', endsAt: first.endsAt! }), NOW), 'anonymous')
  t.equal(statusOf(forgotten, completeSignIn({ id: 'other', endsAt: first.endsAt! + 1 }), NOW), 'complete')
})

t.test('the latest end of all that were forgotten is kept', async t => {
  const signedOut = [1, 3, 2].map(days => ({ ...signedOutOf(`${days}`), endsAt: NOW + days * DAY }))
  const { record } = accepted(signOut(enabledRecord({ signedOut, endedUntil: NOW - DAY }), completeSignIn(), 'newer stamp', NOW + 3 * DAY))
  t.strictSame([record.signedOut, record.endedUntil], [[signedOutOf('sign-in')], NOW + 3 * DAY])
  const { record: earlier } = accepted(signOut(enabledRecord({ signedOut, endedUntil: NOW + 9 * DAY }), completeSignIn(), 'newer stamp', NOW + 3 * DAY))
  t.equal(earlier.endedUntil, NOW + 9 * DAY)
})

t.test('what has ended is forgotten, and what has not stays', async t => {
  const signedOut = [1, 5].map(days => ({ ...signedOutOf(`${days}`), endsAt: NOW + days * DAY }))
  const { record } = accepted(signOut(enabledRecord({ signedOut }), completeSignIn(), 'newer stamp', NOW + 3 * DAY))
  t.strictSame([record.signedOut, record.endedUntil], [[signedOut[1], signedOutOf('sign-in')], NOW + DAY])
})

t.test('a sign-in that is held lasts as long as any may, until its own seconds count', async t => {
  const held = pendingSignIn({ status: 'enrollment', endsAt: undefined, sessionSeconds: 60 })
  t.equal(withEnd(recordOf(), held, maxSeconds, NOW).endsAt, NOW + 30 * DAY)
  t.equal(withEnd(recordOf(), { ...held, status: 'complete' }, maxSeconds, NOW).endsAt, NOW + MINUTE)
})

t.test('signing out of what gives no access, pending or without an end, writes nothing', async t => {
  const record = enabledRecord()
  for (const signIn of [pendingSignIn({ endsAt: NOW + HOUR }), completeSignIn({ endsAt: undefined })]) {
    const decision = accepted(signOut(record, signIn, 'newer stamp', NOW))
    t.equal(decision.record, record)
    t.strictSame(decision.events, [])
  }
})

t.test('nothing is forgotten before it has ended', async t => {
  const { record } = accepted(signOut(enabledRecord({ signedOut: [signedOutOf('earlier')] }), completeSignIn(), 'newer stamp', NOW + 30 * DAY - 1))
  t.strictSame([record.signedOut.length, record.endedUntil], [2, undefined])
})

t.test('a short sign-in works at once though another clock forgot a longer one', async t => {
  const record = enabledRecord({ endedUntil: NOW + 20 * DAY })
  const signIn = pendingSignIn({ sessionSeconds: 60 })
  const { outcome } = accepted(verify(record, { signIn, proof: rightProof(record, NOW), trust: undefined, expiryDays: 30, maxSeconds }, NOW))
  t.equal(statusOf(record, outcome, NOW), 'complete')
  t.equal(statusOf(record, outcome, NOW + 30 * DAY), 'anonymous')
})

t.test('a pending sign-in is no matter of ends that were forgotten', async t => {
  t.equal(statusOf(enabledRecord({ endedUntil: NOW + 20 * DAY }), pendingSignIn(), NOW + SECOND), 'challenge')
})

t.test('a sign-in that was held ends by its own seconds from its completion on, and never later than it would have', async t => {
  const endsAt = NOW + DAY
  for (const [sessionSeconds, end] of [[undefined, endsAt], [3600, NOW + HOUR], [2 * 86_400, endsAt]] as const) {
    t.equal(endOnceComplete(pendingSignIn({ status: 'enrollment', endsAt, sessionSeconds }), NOW), end)
  }
  t.equal(endOnceComplete(pendingSignIn({ sessionSeconds: 60 }), NOW), undefined)
})

t.test('a sign-in that is over by the record signs out without a change', async t => {
  for (const record of [enabledRecord({ stamp: 'newer' }), enabledRecord({ signedOut: [signedOutOf('sign-in')] }), enabledRecord({ endedUntil: NOW + 60 * DAY })]) {
    const decision = accepted(signOut(record, completeSignIn(), 'newest stamp', NOW))
    t.equal(decision.record, record)
    t.strictSame(decision.events, [])
  }
})
