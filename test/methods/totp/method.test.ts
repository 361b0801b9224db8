import t from 'tap'
import { createKeyRing } from '../../../lib/crypto/key-ring.js'
import type { Typed } from '../../../lib/methods/method.js'
import { isTotpEnrollment, sealKey, totpAuthenticators } from '../../../lib/methods/totp/authenticator.js'
import { enrollTotp } from '../../../lib/methods/totp/enrollment.js'
import { totp } from '../../../lib/methods/totp/method.js'
import { proveTotp } from '../../../lib/methods/totp/proof.js'
import { authenticatorOf, codeOf, enabledRecord, enrollmentOf, foreignAuthenticator, keyOf, keysOf, NOW, stepOf, wrongCode } from '../../record/fixtures.js'

const old = createKeyRing(Buffer.alloc(32, 1))
const ring = createKeyRing(Buffer.alloc(32, 2), [Buffer.alloc(32, 1)])
const typed: Typed = { field: 'code', text: codeOf('tablet', NOW), window: 1, ring, userId: 'user' }

function sealed (id: string, by = ring): string {
  return sealKey({ ring: by, userId: 'user' }, id, keyOf(id))
}

t.test('judges a code with the keys of the record that open, of its own type alone', async t => {
  const record = enabledRecord({ authenticators: [foreignAuthenticator('eye'), authenticatorOf('phone', { key: sealed('phone') }), authenticatorOf('watch')] })
  t.strictSame(totp.facts(record, typed), { opened: [{ authenticatorId: 'phone', key: keyOf('phone'), resealed: undefined }], missing: true })
  t.strictSame(totpAuthenticators(record).map(({ id }) => id), ['phone', 'watch'])
})

t.test('judges the first code of an enrollment with its key, or knows nothing where that does not open', async t => {
  const enrollment = enrollmentOf('tablet', { key: sealed('tablet') })
  const { signInId, startedAt, failures, ...kept } = enrollment
  t.strictSame(totp.enroll!(enrollment, typed, NOW), { is: 'right', authenticator: { ...kept, createdAt: NOW, lastUsedAt: NOW, lastStep: stepOf(NOW) } })
  t.strictSame(totp.enroll!(enrollment, { ...typed, text: wrongCode(['tablet'], NOW) }, NOW), { is: 'wrong' })
  t.strictSame(totp.enroll!(enrollment, { ...typed, userId: 'other' }, NOW), { is: 'unknown' })
  t.strictSame(enrollTotp(enrollment, typed, undefined, NOW), { is: 'unknown' })
})

t.test('tells an enrollment of its own from others and from none', async t => {
  t.equal(isTotpEnrollment(enrollmentOf('tablet')), true)
  t.equal(isTotpEnrollment({ ...enrollmentOf('tablet'), type: 'retina-scan' }), false)
  t.equal(isTotpEnrollment(undefined), false)
})

t.test('seals with the current service key what an older one sealed, and says what does not open', async t => {
  const foreign = foreignAuthenticator('eye')
  const record = enabledRecord({ authenticators: [foreign, authenticatorOf('phone', { key: sealed('phone', old) })] })
  const { record: resealed, keyMissing } = totp.reseal!(record, { ring, userId: 'user' })
  t.equal(keyMissing, false)
  t.equal(resealed.authenticators[0], foreign)
  t.strictSame(totp.facts(resealed, { ...typed, ring: createKeyRing(Buffer.alloc(32, 2)) }), { opened: [{ authenticatorId: 'phone', key: keyOf('phone'), resealed: undefined }], missing: false })
  t.equal(totp.reseal!(resealed, { ring, userId: 'user' }).record, resealed, 'nothing is left to do')
  t.strictSame(totp.reseal!(enabledRecord(), { ring, userId: 'user' }).keyMissing, true)
})

t.test('says of a code whether it is right, used, wrong, or nothing that it could check', async t => {
  const record = enabledRecord({ authenticators: [authenticatorOf('phone', { lastStep: stepOf(NOW) - 1 })] })
  const keys = keysOf(record)
  const said = (text: string, given = keys): string => proveTotp(record, { text, window: 1 }, given, NOW).is
  t.equal(said(codeOf('phone', NOW)), 'right')
  t.equal(said(codeOf('phone', NOW, -1)), 'used')
  t.equal(said(wrongCode(['phone'], NOW)), 'wrong')
  t.equal(said(codeOf('phone', NOW), keysOf(record, { closed: ['phone'] })), 'unknown')
})
