import t from 'tap'
import { CHOSEN_SECRET_MAX_LENGTH, requireChosenSecret } from '../../../lib/methods/totp/key.js'

t.test('takes 1 to 128 characters as they are', async t => {
  t.equal(CHOSEN_SECRET_MAX_LENGTH, 128)
  for (const secret of ['a', ' ', 'my dog: Rex?', '\u0000', '😀', 'x'.repeat(128), '😀'.repeat(128)]) t.equal(requireChosenSecret(secret), secret)
})

t.test('gives NFC, so that one Secret typed on two systems is one', async t => {
  t.equal(requireChosenSecret('e\u0301'), '\u00e9')
  t.equal(requireChosenSecret('\u00e9'), '\u00e9')
  t.equal(requireChosenSecret('\u212b'), '\u00c5')
})

t.test('counts the characters after NFC', async t => {
  t.equal(requireChosenSecret('e\u0301'.repeat(128)), '\u00e9'.repeat(128))
  t.throws(() => requireChosenSecret('\ufb2c'.repeat(64)), { statusCode: 400, code: 'FST_ERR_VALIDATION' })
})

t.test('refuses an empty, a too long and an ill-formed Secret', async t => {
  for (const secret of ['', 'x'.repeat(129), '😀'.repeat(129), 'e\u0301'.repeat(129), '\ud800', 'a\udc00b', '\udc00\ud800']) t.throws(() => requireChosenSecret(secret), { statusCode: 400, code: 'FST_ERR_VALIDATION' })
})

t.test('refuses what is no string', async t => {
  for (const input of [undefined, null, 7, true, ['a'], { toString: () => 'a' }]) t.throws(() => requireChosenSecret(input), { statusCode: 400, code: 'FST_ERR_VALIDATION' })
})
