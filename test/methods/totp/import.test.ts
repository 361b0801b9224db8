import t from 'tap'
import { importAuthenticator, type ImportInput } from '../../../lib/methods/totp/import.js'
import type { TwoFactorRecord } from '../../../lib/record/record.js'
import { accepted, answerOf, authenticatorOf, clientOf, codeOf, digestOf, enabledRecord, enrollmentOf, keyOf, keysOf, NOW, proofOf, proveCode, recordOf, signedOutOf } from '../../record/fixtures.js'

function inputOf (record: TwoFactorRecord, changes: Partial<ImportInput> = {}): ImportInput {
  return { id: 'tablet', name: 'The tablet', key: keyOf('tablet'), sealedKey: 'sealed tablet', keys: keysOf(record), stamp: 'newer stamp', ...changes }
}

t.test('adds an authenticator that another system confirmed, and turns two-factor authentication on by it', async t => {
  const { record, outcome, events } = accepted(importAuthenticator(recordOf(), inputOf(recordOf()), NOW))
  t.strictSame(record, { ...recordOf(), stamp: 'newer stamp', endedUntil: undefined, enrollment: undefined, authenticators: [authenticatorOf('tablet', { createdAt: NOW })] })
  t.strictSame(outcome, { imported: true })
  t.strictSame(events, [{ type: 'imported', authenticator: { id: 'tablet', type: 'totp', name: 'The tablet' } }])
})

t.test('takes the code of the very step in which the key was imported', async t => {
  const { record } = accepted(importAuthenticator(recordOf(), inputOf(recordOf()), NOW))
  t.equal(answerOf(proveCode(record, proofOf(record, codeOf('tablet', NOW)), 'sign-in', NOW)), 'accepted')
})

t.test('keeps what is there, and ends sessions, trusted clients and a pending enrollment', async t => {
  const before = enabledRecord({ recoveryCodes: [digestOf('one')], trustedClients: [clientOf('laptop')], signedOut: [signedOutOf('earlier')], enrollment: enrollmentOf('watch') })
  const { record } = accepted(importAuthenticator(before, inputOf(before), NOW))
  t.strictSame(record.authenticators.map(({ id }) => id), ['phone', 'tablet'])
  t.equal(record.recoveryCodes, before.recoveryCodes)
  t.strictSame([record.stamp, record.trustedClients, record.signedOut, record.enrollment], ['newer stamp', [], [], undefined])
})

t.test('changes nothing for a key that the user has already, not even beside five', async t => {
  const before = enabledRecord({ authenticators: ['a', 'b', 'c', 'd', 'e'].map(id => authenticatorOf(id)), trustedClients: [clientOf('laptop')] })
  const decision = accepted(importAuthenticator(before, inputOf(before, { key: keyOf('c') }), NOW))
  t.strictSame(decision, { record: before, outcome: { imported: false }, events: [] })
  t.equal(decision.record, before)
})

t.test('refuses while one of the user\'s keys does not open: it may be the one that is imported, whose used codes would count again', async t => {
  const before = enabledRecord({ authenticators: [authenticatorOf('phone'), authenticatorOf('watch')] })
  const decision = importAuthenticator(before, inputOf(before, { key: keyOf('watch'), keys: keysOf(before, { closed: ['watch'] }) }), NOW)
  t.strictSame(decision, { record: before, refusal: { code: 'TWO_FACTOR_UNAVAILABLE' }, events: [{ type: 'key-missing' }] })
})

t.test('takes a key with zero bytes at its end for the same one, as HMAC does', async t => {
  const before = enabledRecord()
  for (const key of [Buffer.concat([keyOf('phone'), Buffer.alloc(1)]), Buffer.concat([keyOf('phone'), Buffer.alloc(44)])]) {
    t.strictSame(accepted(importAuthenticator(before, inputOf(before, { key }), NOW)).outcome, { imported: false })
  }
})

t.test('takes a longer or shorter key for another one', async t => {
  const before = enabledRecord()
  for (const key of [Buffer.concat([keyOf('phone'), Buffer.alloc(1, 1)]), keyOf('phone').subarray(0, 16)]) {
    t.strictSame(accepted(importAuthenticator(before, inputOf(before, { key }), NOW)).outcome, { imported: true })
  }
})

t.test('adds a fifth authenticator and no sixth', async t => {
  const four = enabledRecord({ authenticators: ['a', 'b', 'c', 'd'].map(id => authenticatorOf(id)) })
  const five = enabledRecord({ authenticators: ['a', 'b', 'c', 'd', 'e'].map(id => authenticatorOf(id)) })
  t.equal(accepted(importAuthenticator(four, inputOf(four), NOW)).record.authenticators.length, 5)
  t.strictSame(importAuthenticator(five, inputOf(five), NOW), { record: five, refusal: { code: 'TWO_FACTOR_TOO_MANY_AUTHENTICATORS' }, events: [] })
})

t.test('clears no attempts', async t => {
  const before = enabledRecord({ codeAttempts: { failures: 7, days: { 20000: 7 } } })
  t.equal(accepted(importAuthenticator(before, inputOf(before), NOW)).record.codeAttempts, before.codeAttempts)
})
