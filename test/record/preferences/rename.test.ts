import t from 'tap'
import { rename, type RenameInput } from '../../../lib/record/preferences/rename.js'
import { accepted, answerOf, authenticatorOf, clientOf, completeSignIn, DAY, enabledRecord, enrollmentOf, foreignAuthenticator, NOW, recordOf, SECOND, signedOutOf } from '../fixtures.js'

const before = enabledRecord({
  authenticators: [authenticatorOf('phone'), foreignAuthenticator('eye'), authenticatorOf('tablet')],
  trustedClients: [clientOf('laptop')],
  signedOut: [signedOutOf('earlier')],
  enrollment: enrollmentOf('spare')
})

function inputOf (changes: Partial<RenameInput> = {}): RenameInput {
  return { signIn: completeSignIn(), passwordProved: false, freshSeconds: 900, id: 'tablet', name: 'New tablet', ...changes }
}

t.test('gives one authenticator another name, tells both, and changes nothing else', async t => {
  const { record, outcome, events } = accepted(rename(before, inputOf(), NOW))
  const [phone, eye, tablet] = before.authenticators
  t.strictSame(record, { ...before, authenticators: [phone, eye, { ...tablet, name: 'New tablet' }] })
  const authenticator = { id: 'tablet', type: 'totp', name: 'New tablet' }
  t.strictSame(outcome, authenticator)
  t.strictSame(events, [{ type: 'authenticator-renamed', authenticator, from: 'The tablet' }])
})

t.test('renames an authenticator of an unknown type, and leaves what it keeps', async t => {
  const { record, outcome } = accepted(rename(before, inputOf({ id: 'eye', name: 'Left eye' }), NOW))
  t.strictSame(record.authenticators[1], { ...foreignAuthenticator('eye'), name: 'Left eye' })
  t.strictSame(outcome, { id: 'eye', type: 'retina-scan', name: 'Left eye' })
})

t.test('writes and tells nothing for the name that it has', async t => {
  t.strictSame(rename(before, inputOf({ name: 'The tablet' }), NOW), { record: before, outcome: { id: 'tablet', type: 'totp', name: 'The tablet' }, events: [] })
})

t.test('refuses what is not there, where two-factor authentication is off, and a sign-in that is stale', async t => {
  const off = recordOf()
  t.strictSame(rename(before, inputOf({ id: 'nothing' }), NOW), { record: before, refusal: { code: 'TWO_FACTOR_NOT_FOUND' }, events: [] })
  t.strictSame(rename(off, inputOf(), NOW), { record: off, refusal: { code: 'TWO_FACTOR_NOT_ENABLED' }, events: [] })
  const stale = completeSignIn({ signedInAt: NOW - 900 * SECOND })
  t.strictSame(rename(before, inputOf({ signIn: stale }), NOW), { record: before, refusal: { code: 'TWO_FACTOR_REAUTHENTICATION_REQUIRED' }, events: [] })
  t.equal(answerOf(rename(before, inputOf({ signIn: stale, passwordProved: true }), NOW)), 'accepted')
})

t.test('asks for no code: a block and a lock keep nobody from it', async t => {
  for (const codeAttempts of [{ failures: 100, days: {}, blockedAt: NOW }, { failures: 5, lockedUntil: NOW + DAY, days: {} }]) {
    t.equal(answerOf(rename({ ...before, codeAttempts }, inputOf(), NOW)), 'accepted')
  }
})
