import t from 'tap'
import { confirmSentCodes, type ConfirmSentCodesInput } from '../../../lib/methods/sent-code/enrollment.js'
import type { PendingSentCode, TwoFactorRecord } from '../../../lib/record/record.js'
import { accepted, answerOf, authenticatorOf, completeSignIn, digestOf, foreignAuthenticator, NOW, recordOf, refused, SECOND, TODAY } from '../../record/fixtures.js'
import { CODE, factsOf, messagesOf, pendingOf, placeOf, WRONG } from './fixtures.js'

const place = placeOf({ purpose: 'enrollment' })
const waiting = (pending: PendingSentCode[] = [pendingOf(place)], changes: Partial<TwoFactorRecord> = {}): TwoFactorRecord => recordOf({ sentCodes: { sends: [NOW], pending }, ...changes })

function input (changes: Partial<ConfirmSentCodesInput> = {}): ConfirmSentCodesInput {
  return { signIn: completeSignIn(), facts: factsOf(CODE, place), id: 'new', resistant: false, replace: false, blockable: ['totp', 'sent-code'], stamp: 'newer stamp', codeHashes: [digestOf('new')], ...changes }
}

t.test('the code confirms the address: two-factor authentication is on, with recovery codes, and the code is gone', t => {
  const { record, outcome, events } = accepted(confirmSentCodes(waiting(), input(), NOW))
  t.strictSame(record.authenticators, [messagesOf({ id: 'new', createdAt: NOW, lastUsedAt: NOW })])
  t.match(record, { stamp: 'newer stamp', recoveryCodes: [digestOf('new')] })
  t.strictSame(record.sentCodes, { sends: [NOW], pending: [] })
  t.match(outcome, { newRecoveryCodes: true, signIn: { status: 'complete', method: 'sent-code', verifiedAt: NOW, sentCodeAt: NOW, enrolledAt: NOW } })
  t.strictSame(events, [{ type: 'enabled', authenticator: { id: 'new', type: 'sent-code', name: 'Codes by message' } }])
  t.end()
})

t.test('another address takes the place of the one before, and the other authenticators stay unless they are replaced', t => {
  const before = waiting([pendingOf(place)], { authenticators: [authenticatorOf('phone'), messagesOf({ addressHash: 'old' }), foreignAuthenticator('eye')], recoveryCodes: [digestOf('left')] })
  const { record, outcome, events } = accepted(confirmSentCodes(before, input(), NOW))
  t.strictSame(record.authenticators.map(({ id }) => id), ['phone', 'eye', 'new'])
  t.strictSame([outcome.newRecoveryCodes, record.recoveryCodes], [false, [digestOf('left')]])
  t.strictSame(events.map(({ type }) => type), ['authenticator-added', 'authenticator-removed'])
  t.strictSame(accepted(confirmSentCodes(before, input({ replace: true }), NOW)).record.authenticators.map(({ id }) => id), ['new'])
  t.end()
})

t.test('nothing is confirmed where no code waits in this sign-in for this address, or it came too late', t => {
  const none: [string, TwoFactorRecord, Partial<ConfirmSentCodesInput>][] = [
    ['nothing was sent', recordOf(), {}],
    ['for a step-up', waiting([pendingOf()]), {}],
    ['to another address', waiting([pendingOf({ ...place, addressHash: 'old' })]), {}],
    ['in another sign-in', waiting([pendingOf({ ...place, signInId: 'other' })]), {}],
    ['too late', waiting([pendingOf(place, { sentAt: NOW - 600 * SECOND })]), {}],
    ['no address any more', waiting(), { facts: undefined }]
  ]
  for (const [what, record, changes] of none) {
    t.strictSame(refused(confirmSentCodes(record, input(changes), NOW)), { record, refusal: { code: 'TWO_FACTOR_NO_ENROLLMENT' }, events: [] }, what)
  }
  t.end()
})

t.test('a wrong code counts like any other, a used one does not, and a right one ends the failures in a row', t => {
  const wrong = refused(confirmSentCodes(waiting(), input({ facts: factsOf(WRONG, place) }), NOW))
  t.match(wrong, { refusal: { code: 'TWO_FACTOR_INVALID_CODE' }, record: { codeAttempts: { failures: 1, days: { [TODAY]: 1 } } }, events: [{ type: 'failed', purpose: 'enrollment' }] })
  const used = waiting([pendingOf(place, { used: true })])
  t.strictSame(refused(confirmSentCodes(used, input(), NOW)), { record: used, refusal: { code: 'TWO_FACTOR_INVALID_CODE' }, events: [] })
  t.equal(accepted(confirmSentCodes(wrong.record!, input(), NOW)).record.codeAttempts.failures, 0)
  t.end()
})

t.test('no code confirms an address where the role takes nothing but a passkey, and none is judged', t => {
  const record = waiting()
  for (const facts of [factsOf(CODE, place), factsOf(WRONG, place), undefined]) {
    t.strictSame(refused(confirmSentCodes(record, input({ facts, resistant: true }), NOW)), { record, refusal: { code: 'TWO_FACTOR_METHOD_NOT_ALLOWED' }, events: [] })
  }
  t.end()
})

t.test('under a lock or a block no code confirms anything', t => {
  const locked = waiting([pendingOf(place)], { codeAttempts: { failures: 5, lockedUntil: NOW + 30 * SECOND, days: {} } })
  t.match(refused(confirmSentCodes(locked, input(), NOW)).refusal, { code: 'TWO_FACTOR_LOCKED', retryAfterSeconds: 30 })
  t.equal(answerOf(confirmSentCodes(waiting([pendingOf(place)], { codeAttempts: { failures: 100, blockedAt: NOW, days: {} } }), input(), NOW)), 'TWO_FACTOR_BLOCKED')
  t.end()
})
