import t from 'tap'
import { purposeOf, request, type RequestInput } from '../../../lib/methods/sent-code/request.js'
import type { TwoFactorRecord } from '../../../lib/record/record.js'
import { accepted, answerOf, authenticatorOf, completeSignIn, DAY, enabledRecord, HOUR, MINUTE, NOW, passkeyOf, pendingSignIn, recordOf, refused, SECOND, TODAY } from '../../record/fixtures.js'
import { addressHash, messagesOf, pendingOf, placeOf, requestInput } from './fixtures.js'

const off = recordOf()
const on = recordOf({ authenticators: [messagesOf()] })

function ask (record: TwoFactorRecord, changes: Partial<RequestInput> = {}, now = NOW): string {
  const decision = request(record, requestInput(changes), now)
  return 'refusal' in decision ? answerOf(decision) : decision.outcome
}

t.test('a code is for the sign-in that waits, for a step-up where the address is confirmed, else to confirm it', t => {
  t.equal(ask(on, { signIn: pendingSignIn() }), 'sign-in')
  t.equal(ask(on), 'step-up')
  t.equal(ask(off), 'enrollment')
  t.equal(ask(off, { signIn: completeSignIn({ status: 'enrollment' }) }), 'enrollment')
  t.equal(ask(on, { addressHash: 'new', signIn: completeSignIn({ verifiedAt: NOW }) }), 'enrollment', 'another address')
  t.equal(purposeOf(on, completeSignIn({ status: 'enrollment' }), addressHash), 'enrollment', 'who is held has nothing to step up')
  t.equal(purposeOf(on, completeSignIn(), undefined), 'enrollment')
  t.end()
})

t.test('the record keeps when it was sent and what it is bound to, in place of the one before', t => {
  const other = pendingOf(placeOf({ signInId: 'other' }))
  const record = { ...on, sentCodes: { sends: [NOW - HOUR], pending: [pendingOf(placeOf(), { hash: 'before', sentAt: NOW - 5 * MINUTE, used: true }), other] } }
  const { record: after, events } = accepted(request(record, requestInput(), NOW))
  t.strictSame(after, { ...on, sentCodes: { sends: [NOW - HOUR, NOW], pending: [other, pendingOf()] } })
  t.strictSame(events, [])
  t.end()
})

t.test('at most five codes wait, the newest, and none that has expired', t => {
  const waiting = [1, 2, 3, 4, 5].map(minutes => pendingOf(placeOf({ signInId: `sign-in ${minutes}` }), { sentAt: NOW - minutes * MINUTE }))
  const expired = pendingOf(placeOf({ signInId: 'late' }), { sentAt: NOW - 10 * MINUTE })
  const { sentCodes } = accepted(request({ ...on, sentCodes: { sends: [], pending: [expired, ...waiting.toReversed()] } }, requestInput(), NOW)).record
  t.strictSame(sentCodes!.pending.map(({ signInId }) => signInId), ['sign-in 4', 'sign-in 3', 'sign-in 2', 'sign-in 1', completeSignIn().id])
  t.end()
})

t.test('one code in a minute, five in an hour and ten in a day are sent, and a refusal says when the next may be', t => {
  const cases: [number[], number][] = [
    [[59 * SECOND], 1],
    [[0], 60],
    [[1, 20, 30, 40, 50].map(minutes => minutes * MINUTE), 600],
    [[1, 2, 3, 4, 59].map(minutes => minutes * MINUTE), 60],
    [[2, 3, 4, 5, 6, 7, 8, 9, 10, 23].map(hours => hours * HOUR), 3600]
  ]
  for (const [ago, wait] of cases) {
    const record = { ...on, sentCodes: { sends: ago.map(before => NOW - before).toReversed(), pending: [] } }
    const decision = refused(request(record, requestInput(), NOW))
    t.strictSame(decision, { record, refusal: { code: 'TWO_FACTOR_TOO_MANY_CODES', retryAfterSeconds: wait }, events: [] }, String(ago))
    t.equal(decision.record, record, 'nothing is written')
    t.equal(ask(record, {}, NOW + wait * SECOND), 'step-up', `${wait} s later`)
    t.equal(ask(record, {}, NOW + wait * SECOND - 1), 'TWO_FACTOR_TOO_MANY_CODES', 'not before')
  }
  const day = { ...on, sentCodes: { sends: [NOW - DAY, ...[2, 3, 4, 5, 6, 7, 8, 9, 10].map(hours => NOW - hours * HOUR).toReversed()], pending: [] } }
  t.equal(accepted(request(day, requestInput(), NOW)).record.sentCodes!.sends.length, 10, 'what is a day ago is forgotten')
  for (const ago of [DAY, 2 * DAY]) {
    const { sentCodes } = accepted(request({ ...on, sentCodes: { sends: [NOW - ago], pending: [] } }, requestInput(), NOW)).record
    t.strictSame(sentCodes!.sends, [NOW], 'and is not kept')
  }
  t.end()
})

t.test('a moment that a wrong clock put ahead counts as now, once, and holds nobody up for longer', t => {
  const record = { ...on, sentCodes: { sends: [NOW + DAY], pending: [] } }
  const decision = refused(request(record, requestInput(), NOW))
  t.match(decision.refusal, { code: 'TWO_FACTOR_TOO_MANY_CODES', retryAfterSeconds: 60 })
  t.strictSame(decision.record!.sentCodes!.sends, [NOW])
  t.equal(ask(decision.record!, {}, NOW + MINUTE), 'step-up')
  const beside = { ...on, sentCodes: { sends: [NOW + DAY, NOW - 2 * MINUTE], pending: [] } }
  const cut = refused(request(beside, requestInput(), NOW))
  t.match(cut.refusal, { code: 'TWO_FACTOR_TOO_MANY_CODES', retryAfterSeconds: 60 }, 'it is the last one, whatever stands after it')
  t.strictSame(cut.record!.sentCodes!.sends, [NOW - 2 * MINUTE, NOW])
  t.end()
})

t.test('none is sent under a lock or a block, nor where the role takes nothing but a passkey', t => {
  const locked = { ...on, codeAttempts: { failures: 5, lockedUntil: NOW + 30 * SECOND, days: { [TODAY]: 5 } } }
  t.match(refused(request(locked, requestInput(), NOW)).refusal, { code: 'TWO_FACTOR_LOCKED', retryAfterSeconds: 30 })
  const blocked = { ...off, codeAttempts: { failures: 100, blockedAt: NOW, days: { [TODAY]: 100 } } }
  t.equal(ask(blocked), 'TWO_FACTOR_BLOCKED')
  const withKey = recordOf({ authenticators: [messagesOf(), passkeyOf('key')] })
  t.equal(ask(withKey, { resistant: true, signIn: pendingSignIn() }), 'TWO_FACTOR_METHOD_NOT_ALLOWED')
  t.equal(ask(withKey, { signIn: pendingSignIn() }), 'sign-in')
  t.equal(ask(on, { resistant: true, signIn: pendingSignIn() }), 'sign-in', 'without a passkey a code leads to registering one')
  t.equal(ask(off, { resistant: true }), 'TWO_FACTOR_METHOD_NOT_ALLOWED', 'there is nothing to confirm')
  t.end()
})

t.test('for a sign-in nothing is sent to an address that its user has not confirmed', t => {
  t.equal(ask(off, { signIn: pendingSignIn() }), 'TWO_FACTOR_NOT_FOUND')
  t.equal(ask(enabledRecord(), { signIn: pendingSignIn() }), 'TWO_FACTOR_NOT_FOUND')
  t.equal(ask(on, { signIn: pendingSignIn(), addressHash: 'new' }), 'TWO_FACTOR_NOT_FOUND')
  t.end()
})

t.test('the first code to an address takes what an enrollment takes: a fresh sign-in and, while it is on, a step-up', t => {
  const stale = { passwordProved: false, signIn: completeSignIn({ signedInAt: NOW - HOUR }) }
  t.equal(ask(off, stale), 'TWO_FACTOR_REAUTHENTICATION_REQUIRED')
  t.equal(ask(on, stale), 'step-up', 'a step-up takes no password')
  const withApp = enabledRecord()
  t.equal(ask(withApp, { signIn: completeSignIn({ verifiedAt: NOW - 301 * SECOND }) }), 'TWO_FACTOR_STEP_UP_REQUIRED')
  t.equal(ask(withApp, { signIn: completeSignIn({ verifiedAt: NOW }) }), 'enrollment')
  const lastWay = completeSignIn({ signedInAt: NOW - HOUR, recoveredAt: NOW - HOUR, verifiedAt: undefined })
  t.equal(ask({ ...withApp, recoveryCodes: [] }, { passwordProved: false, passwordAskable: false, signIn: lastWay }), 'enrollment', 'nothing else leads back')
  t.equal(ask({ ...withApp, recoveryCodes: ['left'] }, { passwordProved: false, passwordAskable: false, signIn: lastWay }), 'TWO_FACTOR_REAUTHENTICATION_REQUIRED')
  t.end()
})

t.test('a step-up by a code that was sent starts no enrollment where there is something stronger', t => {
  const both = recordOf({ authenticators: [authenticatorOf('phone'), messagesOf({ addressHash: 'old' })] })
  const signIn = completeSignIn({ verifiedAt: NOW, sentCodeAt: NOW })
  t.equal(ask(both, { signIn }), 'TWO_FACTOR_STEP_UP_REQUIRED')
  t.equal(ask(recordOf({ authenticators: [messagesOf({ addressHash: 'old' })] }), { signIn }), 'enrollment')
  t.equal(ask(both, { signIn: { ...signIn, verifiedAt: NOW + SECOND } }), 'enrollment', 'something stronger was proved since')
  t.end()
})
