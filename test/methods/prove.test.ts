import t from 'tap'
import type { Typed, TypedMethod, Verdict } from '../../lib/methods/method.js'
import { prove } from '../../lib/methods/prove.js'
import { createKeyRing } from '../../lib/crypto/key-ring.js'
import { accepted, answerOf, enabledRecord, NOW, recordOf, refused } from '../record/fixtures.js'

const typed: Typed = { field: 'code', text: '123456', window: 1, ring: createKeyRing(Buffer.alloc(32, 1)), userId: 'user' }

/** A method that says the same of whatever is typed. */
function saying (verdict: Verdict, changes: Partial<TypedMethod> = {}): TypedMethod {
  return { type: 'totp', field: 'code', limit: 1, facts: () => undefined, prove: () => verdict, ...changes } as TypedMethod
}

const used = saying({ is: 'used' })
const wrong = saying({ is: 'wrong' })
const unknown = saying({ is: 'unknown' })
const missing = saying({ is: 'unknown', keyMissing: true })

t.test('asks the methods of the field that was typed into, and no other', async t => {
  const record = enabledRecord()
  const other = saying({ is: 'right', record }, { field: 'recovery-code', facts: () => { throw new Error('asked') } })
  t.equal(answerOf(prove([other, wrong], record, typed, 'sign-in', NOW)), 'TWO_FACTOR_INVALID_CODE')
})

t.test('takes what one method used already for no guess, whatever the others say of it', async t => {
  const record = enabledRecord()
  for (const methods of [[used], [used, wrong], [wrong, used]]) {
    t.strictSame(prove(methods, record, typed, 'sign-in', NOW), { record, refusal: { code: 'TWO_FACTOR_INVALID_CODE' }, events: [] })
  }
  t.strictSame(prove([missing, used], record, typed, 'sign-in', NOW), { record, refusal: { code: 'TWO_FACTOR_INVALID_CODE' }, events: [{ type: 'key-missing' }] })
})

t.test('counts one wrong guess however many methods found it wrong', async t => {
  const { record, events } = refused(prove([wrong, wrong, unknown], enabledRecord(), typed, 'sign-in', NOW))
  t.equal(record?.codeAttempts.failures, 1)
  t.strictSame(events, [{ type: 'failed', purpose: 'sign-in' }])
})

t.test('counts nothing where nothing could be checked, and is unavailable where that is for a key', async t => {
  const record = enabledRecord()
  t.strictSame(prove([unknown], record, typed, 'sign-in', NOW), { record, refusal: { code: 'TWO_FACTOR_INVALID_CODE' }, events: [] })
  t.strictSame(prove([missing], record, typed, 'sign-in', NOW), { record, refusal: { code: 'TWO_FACTOR_UNAVAILABLE' }, events: [{ type: 'key-missing' }] })
})

t.test('is of the method that took it first, and spent for each that took it', async t => {
  const spending = (cookieName: string, type: string): TypedMethod => saying({ is: 'wrong' }, { type: type as TypedMethod['type'], prove: record => ({ is: 'right', record: { ...record, cookieName: record.cookieName + cookieName } }) })
  const { record, outcome } = accepted(prove([wrong, spending(' one', 'totp'), spending(' two', 'recovery-code')], enabledRecord(), typed, 'sign-in', NOW))
  t.equal(outcome, 'totp')
  t.equal(record.cookieName, 'cookie one two')
})

t.test('proves nothing while two-factor authentication is off', async t => {
  t.equal(answerOf(prove([saying({ is: 'right', record: recordOf() })], recordOf(), typed, 'sign-in', NOW)), 'TWO_FACTOR_NOT_ENABLED')
})
