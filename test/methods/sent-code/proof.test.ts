import t from 'tap'
import { proveSentCode } from '../../../lib/methods/sent-code/proof.js'
import type { SentCodePlace } from '../../../lib/methods/sent-code/sent-code.js'
import { sealKey } from '../../../lib/methods/totp/authenticator.js'
import type { PendingSentCode, TwoFactorRecord } from '../../../lib/record/record.js'
import { accepted, answerOf, authenticatorOf, codeOf, foreignAuthenticator, HOUR, keyOf, MINUTE, NOW, passkeyOf, recordOf, refused, SECOND, storedBy } from '../../record/fixtures.js'
import { CODE, factsOf, messagesOf, pendingOf, placeOf, ring, typedCode, userId, WRONG } from './fixtures.js'

const phone = authenticatorOf('phone', { key: sealKey({ ring, userId }, 'phone', keyOf('phone')) })

/** A user who has codes by message, and to whom these were sent. */
function sentTo (pending: PendingSentCode[] = [pendingOf()], changes: Partial<TwoFactorRecord> = {}): TwoFactorRecord {
  return recordOf({ authenticators: [messagesOf()], sentCodes: { sends: [NOW], pending }, ...changes })
}

t.test('the code that was sent is right once, and is noted as used, like its authenticator', t => {
  const record = sentTo([pendingOf(placeOf({ signInId: 'other' })), pendingOf()], { authenticators: [phone, messagesOf()] })
  const { record: after, outcome, events } = accepted(typedCode(CODE)(record, 'step-up', NOW + MINUTE))
  t.equal(outcome, 'sent-code')
  t.strictSame(events, [])
  t.strictSame(after, {
    ...record,
    authenticators: [phone, messagesOf({ lastUsedAt: NOW + MINUTE })],
    sentCodes: { sends: [NOW], pending: [pendingOf(placeOf({ signInId: 'other' })), pendingOf(placeOf(), { used: true })] }
  })
  t.equal(answerOf(typedCode(CODE)(after, 'step-up', NOW + MINUTE)), 'TWO_FACTOR_INVALID_CODE')
  t.equal(storedBy(typedCode(CODE)(after, 'step-up', NOW + MINUTE)), after, 'a repeat is no guess')
  t.end()
})

t.test('a code is right by any of the digests that it has, for it may have been sent before the secret was rotated', t => {
  const { place, hashes: [own] } = factsOf(CODE)
  const { hashes: [other] } = factsOf(WRONG)
  for (const hashes of [[other!, own!], [own!, other!]]) t.equal(proveSentCode(sentTo(), { place, hashes }, NOW).is, 'right')
  t.equal(proveSentCode(sentTo(), { place, hashes: [other!] }, NOW).is, 'wrong')
  t.end()
})

t.test('a code is right for its own sign-in, purpose and address alone, and for ten minutes', t => {
  const places: Partial<SentCodePlace>[] = [{ signInId: 'other' }, { purpose: 'sign-in' }, { purpose: 'enrollment' }, { addressHash: 'new' }]
  for (const other of places) {
    t.equal(proveSentCode(sentTo(), factsOf(CODE, placeOf(other)), NOW).is, 'unknown', JSON.stringify(other))
    t.equal(proveSentCode(sentTo([pendingOf(placeOf(other))]), factsOf(CODE), NOW).is, 'unknown', `sent for ${JSON.stringify(other)}`)
  }
  const at = (now: number): string => proveSentCode(sentTo(), factsOf(CODE), now).is
  t.equal(at(NOW + 599 * SECOND), 'right')
  t.equal(at(NOW + 600 * SECOND), 'unknown')
  t.equal(at(NOW - MINUTE), 'right', 'another clock may be a minute behind')
  t.equal(at(NOW - MINUTE - 1), 'unknown')
  t.end()
})

t.test('where no code was sent, or none can be, nothing that is typed is a guess at one', t => {
  for (const record of [sentTo([]), recordOf({ authenticators: [messagesOf()] }), sentTo([pendingOf()], { authenticators: [messagesOf({ addressHash: 'old' })] })]) {
    t.equal(proveSentCode(record, factsOf(WRONG), NOW).is, 'unknown')
    t.strictSame(refused(typedCode(WRONG)(record, 'step-up', NOW)), { record, refusal: { code: 'TWO_FACTOR_INVALID_CODE' }, events: [] })
  }
  t.equal(proveSentCode(sentTo(), undefined, NOW).is, 'unknown')
  t.end()
})

t.test('a wrong code counts, and over 30 days once for each method that it was a guess at', t => {
  const alone = refused(typedCode(WRONG)(sentTo(), 'step-up', NOW))
  t.match(alone, { refusal: { code: 'TWO_FACTOR_INVALID_CODE' }, record: { codeAttempts: { failures: 1 } }, events: [{ type: 'failed', purpose: 'step-up' }] })
  t.strictSame(Object.values(alone.record!.codeAttempts.days), [1])
  const both = refused(typedCode('000000')(sentTo([pendingOf()], { authenticators: [phone, messagesOf()] }), 'step-up', NOW))
  t.equal(both.record!.codeAttempts.failures, 1)
  t.strictSame(Object.values(both.record!.codeAttempts.days), [2])
  t.end()
})

t.test('three wrong codes of an app and two that were sent lock, and nothing is taken then', t => {
  let record = sentTo([pendingOf()], { authenticators: [phone, messagesOf()] })
  for (const place of [placeOf({ signInId: 'none' }), placeOf({ signInId: 'none' }), placeOf({ signInId: 'none' }), placeOf(), placeOf()]) record = storedBy(typedCode('000000', { place })(record, 'step-up', NOW))
  t.match(refused(typedCode(CODE)(record, 'step-up', NOW)).refusal, { code: 'TWO_FACTOR_LOCKED', retryAfterSeconds: 30 })
  t.equal(answerOf(typedCode(CODE)({ ...record, codeAttempts: { ...record.codeAttempts, blockedAt: NOW } }, 'step-up', NOW)), 'TWO_FACTOR_BLOCKED')
  t.equal(accepted(typedCode(CODE)(record, 'step-up', NOW + 30 * SECOND)).record.codeAttempts.failures, 0)
  t.end()
})

t.test('a change takes a code that was sent only where there is nothing stronger, and leaves it unspent otherwise', t => {
  const proof = typedCode(CODE, { forChange: true })
  t.equal(accepted(proof(sentTo(), 'disable', NOW)).outcome, 'sent-code')
  for (const stronger of [phone, passkeyOf('key'), foreignAuthenticator('eye')]) {
    const record = sentTo([pendingOf()], { authenticators: [messagesOf(), stronger] })
    t.strictSame(refused(proof(record, 'disable', NOW)), { record, refusal: { code: 'TWO_FACTOR_METHOD_NOT_ALLOWED' }, events: [] }, stronger.type)
    t.equal(accepted(typedCode(CODE)(record, 'step-up', NOW)).outcome, 'sent-code', 'a step-up takes it')
  }
  const record = sentTo([pendingOf()], { authenticators: [phone, messagesOf()] })
  t.equal(accepted(typedCode(codeOf('phone', NOW), { forChange: true })(record, 'disable', NOW)).outcome, 'totp')
  t.equal(answerOf(typedCode(WRONG, { forChange: true })(record, 'disable', NOW + HOUR)), 'TWO_FACTOR_INVALID_CODE')
  t.end()
})
