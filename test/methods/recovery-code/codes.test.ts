import t from 'tap'
import { digest } from '../../../lib/crypto/digest.js'
import { createKeyRing } from '../../../lib/crypto/key-ring.js'
import { drawRecoveryCodes, formatRecoveryCode, RECOVERY_CODE_BYTES, recoveryCodeHash, requireRecoveryCode } from '../../../lib/methods/recovery-code/codes.js'
import { recoveryCode } from '../../../lib/methods/recovery-code/method.js'
import { enabledRecord } from '../../record/fixtures.js'

t.test('writes 120 bits as 24 characters in groups of four', async t => {
  t.equal(RECOVERY_CODE_BYTES, 15)
  t.equal(formatRecoveryCode(Buffer.alloc(15)), '0000-0000-0000-0000-0000-0000')
  t.equal(formatRecoveryCode(Buffer.alloc(15, 255)), 'ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ')
  t.equal(formatRecoveryCode(Buffer.from('00443214c74254b635cf84653a56d7', 'hex')), '0123-4567-89AB-CDEF-GHJK-MNPQ')
})

t.test('uses an alphabet of 32 characters without I, L, O and U', async t => {
  const used = new Set<string>()
  for (let byte = 0; byte < 256; byte++) for (const character of formatRecoveryCode(Buffer.alloc(15, byte))) used.add(character)
  t.equal([...used].sort().join(''), '-0123456789ABCDEFGHJKMNPQRSTVWXYZ')
})

t.test('gives every code another text', async t => {
  const texts = new Set<string>()
  for (let bit = 0; bit < 120; bit++) {
    const bytes = Buffer.alloc(15)
    bytes[bit >> 3]! |= 1 << (bit & 7)
    texts.add(formatRecoveryCode(bytes))
  }
  t.equal(texts.size, 120)
})

t.test('reads back what it wrote', async t => {
  const bytes = Buffer.from('f0e1d2c3b4a5968778695a4b3c2d1e', 'hex')
  t.equal(requireRecoveryCode(formatRecoveryCode(bytes)), formatRecoveryCode(bytes).replaceAll('-', ''))
})

t.test('forgives case, spaces, dashes, O for 0, and I or L for 1', async t => {
  const canonical = '0123456789ABCDEFGHJKMNPQ'
  const typed = [
    '0123-4567-89AB-CDEF-GHJK-MNPQ', '0123456789abcdefghjkmnpq', ' 0123 4567 89ab cdef ghjk mnpq ', '--0123456789ABCDEFGHJKMNPQ--',
    'O123-4567-89AB-CDEF-GHJK-MNPQ', '0123-4567-89AB-\r\nCDEF-GHJK-MNPQ', '0123\u20134567\u201489AB\u2212CDEF\u2010GHJK\u2011MNPQ', '\t0123456789ABCDEFGHJKMNPQ\n', '０123456789ABCDEFGHJＫMNPQ', '0123456789ABCDEFGHJ\u212aMNPQ', '\u200f0123\u00a045٦789ABCDEFGHJKMNPQ',
    'oI23-4567-89ab-cdef-ghjk-mnpq', '0i23456789abcdefghjkmnpq', 'oL23456789abcdefghjkmnpq', '0l23456789ABCDEFGHJKMNPQ'
  ]
  for (const text of typed) t.equal(requireRecoveryCode(text), canonical, text)
})

t.test('forgives each of these letters everywhere in the code', async t => {
  t.equal(requireRecoveryCode('OoOo-OoOo-OoOo-IiLl-IiLl-IiLl'), '000000000000111111111111')
})

t.test('refuses everything that is no recovery code', async t => {
  const refused = [
    '', '0123456789ABCDEFGHJKMNP', '0123456789ABCDEFGHJKMNPQ0', '0123456789ABCDEFGHJKMNPU', '0123_4567_89AB_CDEF_GHJK_MNPQ',
    '0123456789ABCDEFGHJKMNPQ\u0000', '0123456789ABCDEFGHJ\u0085KMNPQ', '0123456789ABCDEFGHJ\u041aMNPQ', '0123456789ABCDEFGHJKMNPQ\ud800', '123456',
    ' '.repeat(41) + '0123456789ABCDEFGHJKMNPQ', 123456, ['0123456789ABCDEFGHJKMNPQ'], { code: '0123456789ABCDEFGHJKMNPQ' }, null, undefined, true
  ]
  for (const input of refused) t.throws(() => requireRecoveryCode(input), { statusCode: 400, code: 'FST_ERR_VALIDATION', message: 'The code must be a string of 24 letters and digits, as the recovery codes were shown.' }, JSON.stringify(input))
})

t.test('takes up to 64 typed characters', async t => {
  t.equal(requireRecoveryCode(' '.repeat(40) + '0123456789ABCDEFGHJKMNPQ'), '0123456789ABCDEFGHJKMNPQ')
})

t.test('draws ten different codes to show, and keeps the digest of each in its canonical form, of this user', async t => {
  const { codes, hashes } = drawRecoveryCodes('alice')
  t.equal(new Set(codes).size, 10)
  for (const code of codes) t.match(code, /^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/)
  t.strictSame(hashes, codes.map(code => digest('recovery code', 'alice', requireRecoveryCode(code))))
  t.not(recoveryCodeHash('alice', 'x'), recoveryCodeHash('bob', 'x'))
})

t.test('judges a recovery code by its digest', async t => {
  const typed = { field: 'recovery-code', text: '0123456789ABCDEFGHJKMNPQ', window: 1, ring: createKeyRing(Buffer.alloc(32, 1)), userId: 'alice' } as const
  t.equal(recoveryCode.facts(enabledRecord(), typed), recoveryCodeHash('alice', '0123456789ABCDEFGHJKMNPQ'))
})
