import t from 'tap'
import { CHOSEN_SECRET_MAX_LENGTH, parseChosenSecret } from '../../../lib/methods/totp/key.js'

t.test('takes 1 to 128 characters as they are', async t => {
  t.equal(CHOSEN_SECRET_MAX_LENGTH, 128)
  for (const secret of ['a', ' ', 'my dog: Rex?', '\u0000', '😀', 'x'.repeat(128), '😀'.repeat(128)]) t.equal(parseChosenSecret(secret), secret)
})

t.test('gives NFC, so that one Secret typed on two systems is one', async t => {
  t.equal(parseChosenSecret('e\u0301'), '\u00e9')
  t.equal(parseChosenSecret('\u00e9'), '\u00e9')
  t.equal(parseChosenSecret('\u212b'), '\u00c5')
})

t.test('counts the characters after NFC', async t => {
  t.equal(parseChosenSecret('e\u0301'.repeat(128)), '\u00e9'.repeat(128))
  t.equal(parseChosenSecret('\ufb2c'.repeat(64)), undefined)
})

t.test('refuses an empty, a too long and an ill-formed Secret', async t => {
  for (const secret of ['', 'x'.repeat(129), '😀'.repeat(129), 'e\u0301'.repeat(129), '\ud800', 'a\udc00b', '\udc00\ud800']) t.equal(parseChosenSecret(secret), undefined)
})

t.test('refuses what is no string', async t => {
  for (const input of [undefined, null, 7, true, ['a'], { toString: () => 'a' }]) t.equal(parseChosenSecret(input), undefined)
})
