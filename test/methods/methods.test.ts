import t from 'tap'
import { createKeyRing } from '../../lib/crypto/key-ring.js'
import { codeTypes, enrollingWith, methods, provableTypes, typedMethods, workingTypes } from '../../lib/methods/index.js'
import type { Typed } from '../../lib/methods/method.js'
import { authenticatorOf, digestOf, enabledRecord, NOW, passkeyOf, recordOf } from '../record/fixtures.js'

const everywhere = { passkeys: true, resistant: false, addressHash: digestOf('address') }
const sentCodes = { id: 'mail', type: 'sent-code', name: 'The mail', createdAt: NOW, addressHash: digestOf('address') }
const typed: Typed = { field: 'code', text: '123456', window: 1, ring: createKeyRing(Buffer.alloc(32, 1)), userId: 'user' }

t.test('every method there is, and which of them are typed into the field for codes', async t => {
  t.strictSame(methods.map(({ type }) => type), ['totp', 'sent-code', 'recovery-code', 'passkey'])
  t.strictSame(typedMethods.map(({ type }) => type), ['totp', 'sent-code', 'recovery-code'])
  t.strictSame(codeTypes, ['totp', 'sent-code'])
})

t.test('passkeys work where the option is given, and sent codes for whom they reach', async t => {
  t.strictSame(workingTypes(true, true), ['passkey', 'totp', 'sent-code'])
  t.strictSame(workingTypes(false, true), ['totp', 'sent-code'])
  t.strictSame(workingTypes(true, false), ['passkey', 'totp'])
})

t.test('what can prove something is what the user has and what works here, without codes under a block or where the role takes passkeys', async t => {
  const record = enabledRecord({ authenticators: [authenticatorOf('phone'), passkeyOf('key'), sentCodes] })
  t.strictSame(provableTypes(record, everywhere), ['passkey', 'totp', 'sent-code'])
  t.strictSame(provableTypes(record, { ...everywhere, addressHash: digestOf('another') }), ['passkey', 'totp'])
  t.strictSame(provableTypes(record, { ...everywhere, passkeys: false }), ['totp', 'sent-code'])
  t.strictSame(provableTypes(record, { ...everywhere, resistant: true }), ['passkey'])
  t.strictSame(provableTypes({ ...record, codeAttempts: { ...record.codeAttempts, blockedAt: NOW } }, everywhere), ['passkey'])
  t.strictSame(provableTypes(enabledRecord(), everywhere), ['totp'])
  t.strictSame(provableTypes(recordOf(), everywhere), [])
})

t.test('the first code of an enrollment is judged by the method of its type, where that is enrolled by one', async t => {
  const enrolling = enrollingWith(typed)
  t.match(enrolling('totp'), { type: 'totp', limit: 5 })
  for (const type of ['sent-code', 'recovery-code', 'passkey', 'unknown']) t.equal(enrolling(type), undefined, type)
})
