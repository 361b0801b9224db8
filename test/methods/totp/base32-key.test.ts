import t from 'tap'
import { decodeKey, encodeKey } from '../../../lib/methods/totp/key.js'

/** RFC 4648, section 10. */
const vectors = [['f', 'MY'], ['fo', 'MZXQ'], ['foo', 'MZXW6'], ['foob', 'MZXW6YQ'], ['fooba', 'MZXW6YTB'], ['foobar', 'MZXW6YTBOI']] as const

t.test('writes base32 without padding', async t => {
  for (const [text, base32] of vectors) t.equal(encodeKey(Buffer.from(text)), base32, text)
})

t.test('writes a key of 160 bits with 32 characters', async t => {
  t.equal(encodeKey(Buffer.from('12345678901234567890')), 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
})

t.test('reads base32 with and without padding, in both cases, with spaces and dashes', async t => {
  for (const [text, base32] of vectors) {
    const padded = base32.padEnd(8 * Math.ceil(base32.length / 8), '=')
    for (const typed of [base32, padded, base32.toLowerCase(), [...base32].join(' '), [...base32].join('-'), ` ${base32} `]) {
      t.strictSame(decodeKey(typed), new Uint8Array(Buffer.from(text)), typed)
    }
  }
})

t.test('refuses what is no base32', async t => {
  for (const text of ['A', 'AB1', 'AB0', 'AB8', 'MY==MY', 'MZ==XW6YQ', 'MZ', 'ſZXW6ſTB', 'MZXW6\n', 'МY', 'AAA', '😀']) t.equal(decodeKey(text), undefined, text)
})

t.test('refuses what is no string', async t => {
  for (const input of [undefined, null, 7, ['MY'], Buffer.from('MY'), Object('MY')]) t.equal(decodeKey(input), undefined)
})
