import t from 'tap'
import { revokeSessions } from '../../lib/record/administration/revoke-sessions.js'
import { activate } from '../../lib/record/enrollment/activate.js'
import { disable } from '../../lib/record/preferences/disable.js'
import { revokeOtherSessions, revokeSession, revokeUnproved } from '../../lib/record/preferences/revoke-session.js'
import { listedSessions, listSession, SESSIONS_LIMIT, withoutListed } from '../../lib/record/sessions.js'
import { recover } from '../../lib/record/sign-in/recover.js'
import { signOut } from '../../lib/record/sign-in/sign-out.js'
import { signInStatus } from '../../lib/record/sign-in/status.js'
import type { TwoFactorRecord } from '../../lib/record/record.js'
import { signInClient } from '../../lib/record/trusted-clients.js'
import { accepted, answerOf, authenticatorOf, clientOf, completeSignIn, DAY, digestOf, enabledRecord, HOUR, LIFETIMES, NOW, pendingSignIn, recoveryProof, rightProof, sessionOf, signedOutOf, storedBy } from './fixtures.js'

const firefox = { browser: 'Firefox', system: 'Linux' }
const change = { signIn: completeSignIn(), passwordProved: false, freshSeconds: 900, stamp: 'newer stamp' }
const idsOf = ({ sessions = [] }: TwoFactorRecord): string[] => sessions.map(({ id }) => id)

t.test('lists a sign-in once it is complete, and no other', async t => {
  const record = enabledRecord()
  t.strictSame(listSession(record, completeSignIn(), firefox, NOW), { ...record, sessions: [{ id: 'sign-in', ...firefox, method: 'totp', at: NOW, endsAt: NOW + 30 * DAY }] })
  for (const signIn of [pendingSignIn(), pendingSignIn({ status: 'enrollment', method: 'totp' }), completeSignIn({ endsAt: undefined })]) t.equal(listSession(record, signIn, firefox, NOW), record)
})

t.test('lists the newest 20: one pushed out lives on', async t => {
  t.equal(SESSIONS_LIMIT, 20)
  let record: TwoFactorRecord = enabledRecord()
  for (let index = 0; index < 21; index++) record = listSession(record, completeSignIn({ id: `sign-in ${index}` }), firefox, NOW + index)
  t.strictSame(idsOf(record), Array.from({ length: 20 }, (_, index) => `sign-in ${index + 1}`))
  t.equal(signInStatus(record, completeSignIn({ id: 'sign-in 0' }), undefined, LIFETIMES, NOW), 'complete')
})

t.test('keeps since when a sign-in is listed, and says anew how it proved itself', async t => {
  const other = sessionOf('other', { at: NOW - 2 * DAY })
  const record = enabledRecord({ sessions: [other, sessionOf('sign-in', { method: 'trusted-client' })] })
  t.strictSame(listSession(record, completeSignIn({ method: 'recovery-code' }), firefox, NOW).sessions, [other, sessionOf('sign-in', { method: 'recovery-code' })])
  t.equal(listSession(record, completeSignIn({ id: 'new' }), firefox, NOW).sessions!.at(-1)!.at, NOW)
})

t.test('forgets those that ended by themselves, and the end of the latest stays, so that no clock brings one back', async t => {
  const sessions = [sessionOf('over', { endsAt: NOW }), sessionOf('long over', { endsAt: NOW - DAY }), sessionOf('other')]
  for (const [record, endedUntil] of [[enabledRecord({ sessions }), NOW], [enabledRecord({ sessions, endedUntil: NOW + DAY }), NOW + DAY], [enabledRecord({ sessions, signedOut: [{ id: 'gone', endsAt: NOW - 1 }] }), NOW]] as const) {
    const listed = listSession(record, completeSignIn(), firefox, NOW)
    t.strictSame([idsOf(listed), listed.endedUntil, listed.signedOut], [['other', 'sign-in'], endedUntil, []])
    for (const [id, endsAt] of [['over', NOW], ['long over', NOW - DAY]] as const) t.equal(signInStatus(listed, completeSignIn({ id, endsAt, signedInAt: NOW - 2 * DAY }), undefined, LIFETIMES, NOW - 2 * DAY), 'anonymous', id)
  }
  t.equal(listSession(enabledRecord(), completeSignIn(), firefox, NOW).endedUntil, undefined)
})

t.test('shows the newest first, with what their client said, and none that has ended or that the longest allowed life ended', async t => {
  const record = enabledRecord({ sessions: [sessionOf('long ago', { at: NOW - 30 * DAY }), sessionOf('over', { endsAt: NOW }), sessionOf('unknown', { browser: undefined, system: undefined, method: 'none' }), sessionOf('sign-in', { at: NOW })] })
  t.strictSame(listedSessions(record, LIFETIMES.maxSeconds, NOW), [
    { id: 'sign-in', label: 'Firefox on Linux', ...firefox, method: 'totp', signedInAt: new Date(NOW) },
    { id: 'unknown', label: 'Unknown client', browser: undefined, system: undefined, method: 'none', signedInAt: new Date(NOW - DAY) }
  ])
  t.strictSame(listedSessions(record, 60, NOW).map(({ id }) => id), ['sign-in'])
  t.strictSame(listedSessions(enabledRecord(), LIFETIMES.maxSeconds, NOW), [])
})

t.test('takes a sign-in out that signs out, and none where none is listed', async t => {
  const record = enabledRecord({ sessions: [sessionOf('sign-in'), sessionOf('other')] })
  t.strictSame(idsOf(storedBy(signOut(record, completeSignIn(), 'newer stamp', NOW))), ['other'])
  t.equal(withoutListed(enabledRecord(), 'sign-in').sessions, undefined)
})

t.test('ends the one that is revoked for good, and leaves everything else as it is', async t => {
  const record = enabledRecord({ sessions: [sessionOf('sign-in'), sessionOf('other')], trustedClients: [clientOf('laptop')] })
  const session = { id: 'other', label: 'Firefox on Linux', ...firefox }
  const decision = accepted(revokeSession(record, { ...change, id: 'other' }, NOW))
  t.strictSame(decision, {
    record: { ...record, enrollment: undefined, sessions: [sessionOf('sign-in')], signedOut: [{ id: 'other', endsAt: NOW + 30 * DAY }] },
    outcome: { signIn: change.signIn, revoked: session },
    events: [{ type: 'session-revoked', session }]
  })
  t.equal(signInStatus(decision.record, completeSignIn({ id: 'other' }), undefined, LIFETIMES, NOW), 'anonymous')
  t.equal(signInStatus(decision.record, completeSignIn(), undefined, LIFETIMES, NOW), 'complete')
})

t.test('revokes only what is listed, for a fresh sign-in or the password, and for administration without', async t => {
  const record = enabledRecord({ sessions: [sessionOf('sign-in'), sessionOf('other')] })
  for (const id of ['none', '', 'sign-in ', '__proto__']) {
    t.strictSame(revokeSession(record, { ...change, id }, NOW), { record, refusal: { code: 'TWO_FACTOR_NOT_FOUND' }, events: [] })
    t.equal(answerOf(revokeUnproved(record, { id, stamp: 'newer stamp' }, NOW)), 'TWO_FACTOR_NOT_FOUND')
  }
  t.equal(answerOf(revokeSession(enabledRecord(), { ...change, id: 'other' }, NOW)), 'TWO_FACTOR_NOT_FOUND')
  for (const stale of [completeSignIn({ fresh: false }), completeSignIn({ signedInAt: NOW - HOUR })]) {
    for (const decide of [revokeSession, revokeOtherSessions]) {
      t.strictSame(decide(record, { ...change, signIn: stale, id: 'other' }, NOW), { record, refusal: { code: 'TWO_FACTOR_REAUTHENTICATION_REQUIRED' }, events: [] })
      t.equal(answerOf(decide(record, { ...change, signIn: stale, passwordProved: true, id: 'other' }, NOW)), 'accepted')
    }
  }
  t.equal(answerOf(revokeUnproved(record, { id: 'other', stamp: 'newer stamp' }, NOW)), 'accepted')
})

t.test('ends all but the one that revokes where there is no room for one more, and takes no trust away', async t => {
  const signedOut = Array.from({ length: 50 }, (_, index) => signedOutOf(`gone ${index}`))
  const record = enabledRecord({ sessions: [sessionOf('sign-in'), sessionOf('other'), sessionOf('third')], signedOut, trustedClients: [clientOf('laptop')] })
  const { record: after, outcome } = accepted(revokeSession(record, { ...change, id: 'other' }, NOW))
  t.strictSame([after.stamp, idsOf(after), after.signedOut, after.trustedClients, outcome.signIn.stamp], ['newer stamp', ['sign-in'], [], record.trustedClients, 'newer stamp'])
  t.equal(signInStatus(after, outcome.signIn, undefined, LIFETIMES, NOW), 'complete')
  for (const id of ['other', 'third', 'gone 1', 'sign-in']) t.equal(signInStatus(after, completeSignIn({ id }), undefined, LIFETIMES, NOW), 'anonymous', id)
  t.strictSame(idsOf(storedBy(revokeSession(record, { ...change, id: 'sign-in' }, NOW))), [], 'its own: nobody stays')
  t.strictSame(idsOf(storedBy(revokeUnproved(record, { id: 'other', stamp: 'newer stamp' }, NOW))), [], 'by the helpdesk: nobody stays')
})

t.test('ends every other one, listed or not, and the trust in every client', async t => {
  const record = enabledRecord({ sessions: [sessionOf('sign-in'), sessionOf('other')], trustedClients: [clientOf('laptop')] })
  const { record: after, outcome, events } = accepted(revokeOtherSessions(record, change, NOW))
  t.strictSame([idsOf(after), after.trustedClients, outcome.signIn, events], [['sign-in'], [], { ...completeSignIn(), stamp: 'newer stamp' }, [{ type: 'sessions-revoked' }]])
  t.strictSame(idsOf(storedBy(revokeSessions(record, undefined, 'newer stamp'))), [])
  t.strictSame(idsOf(storedBy(revokeSessions(record, completeSignIn({ id: 'third' }), 'newer stamp'))), [])
})

t.test('a change that ends every other sign-in leaves the one that makes it in the list, with how it goes on', async t => {
  const record = enabledRecord({ sessions: [sessionOf('other'), sessionOf('sign-in')], recoveryCodes: [digestOf('one')] })
  const proof = rightProof(record, NOW)
  const { freshSeconds, passwordProved } = change
  const given = { signIn: completeSignIn(), stamp: 'newer stamp' }
  const after: Record<string, TwoFactorRecord> = {
    none: storedBy(disable(record, { ...given, proof, required: false, freshSeconds, passwordProved }, NOW)),
    totp: storedBy(activate(record, authenticatorOf('watch'), { ...given, type: 'totp', limit: 5, resistant: false, replace: false, blockable: ['totp'], codeHashes: [] }, NOW)),
    'recovery-code': storedBy(recover(record, { ...given, signIn: pendingSignIn(), proof: recoveryProof('one'), freshSeconds, maxSeconds: LIFETIMES.maxSeconds, passwordAskable: true }, NOW))
  }
  for (const [method, { sessions }] of Object.entries(after)) t.strictSame(sessions, [sessionOf('sign-in', { method })], method)
})

t.test('a client is known that is listed by the same label, until that sign-in ends', async t => {
  const known = (record: TwoFactorRecord, names: object, now = NOW): boolean => signInClient(record, names, undefined, 30, now).known
  const record = enabledRecord({ sessions: [sessionOf('one'), sessionOf('other', { browser: undefined, system: undefined })] })
  t.equal(known(record, firefox), true)
  t.equal(known(record, firefox, NOW + 30 * DAY), false)
  t.equal(known(record, { browser: 'Firefox', system: 'macOS' }), false)
  t.equal(known(record, {}), false, 'one that says nothing is like no other')
  t.equal(known(enabledRecord(), firefox), false)
})
