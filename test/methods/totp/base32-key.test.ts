import t from 'tap'
import { asHmacKey, encodeKey, requireBase32Key } from '../../../lib/methods/totp/key.js'

/** RFC 4648, section 10. */
const vectors = [['f', 'MY'], ['fo', 'MZXQ'], ['foo', 'MZXW6'], ['foob', 'MZXW6YQ'], ['fooba', 'MZXW6YTB'], ['foobar', 'MZXW6YTBOI']] as const

t.test('writes base32 without padding', async t => {
  for (const [text, base32] of vectors) t.equal(encodeKey(Buffer.from(text)), base32, text)
})

t.test('writes a key of 160 bits with 32 characters', async t => {
  t.equal(encodeKey(Buffer.from('12345678901234567890')), 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
})

t.test('reads base32 with and without padding, in both cases, with white space and dashes', async t => {
  for (const [text, base32] of vectors) {
    const padded = base32.padEnd(8 * Math.ceil(base32.length / 8), '=')
    for (const typed of [base32, padded, base32.toLowerCase(), [...base32].join(' '), [...base32].join('-'), ` ${base32}\n`, [...base32].join('\u00a0\t')]) {
      t.strictSame(requireBase32Key(typed), new Uint8Array(Buffer.from(text)), typed)
    }
  }
})

t.test('reads a key whose last character has bits left over, as others write it', async t => {
  for (const [typed, text] of [['MZ', 'f'], ['MZXR', 'fo'], ['MZXW7', 'foo'], ['MZXW6YR', 'foob'], ['mzxw6ytboj', 'foobar']] as const) {
    t.strictSame(requireBase32Key(typed), new Uint8Array(Buffer.from(text)), typed)
  }
})

t.test('refuses with a 400 what is no base32, and says so', async t => {
  for (const text of ['', ' - ', '====', 'AB1', 'AB0', 'AB8', 'MY==MY', 'MZ==XW6YQ', 'ſZXW6ſTB', 'MZXW6YTı', 'МY', '😀', undefined, null, 7, ['MY'], Buffer.from('MY'), Object('MY')]) {
    t.throws(() => requireBase32Key(text), { code: 'FST_ERR_VALIDATION', statusCode: 400, message: /must be base32: letters A to Z and digits 2 to 7/ }, String(text))
  }
})

t.test('refuses with a 400 a key that lacks characters, and says so', async t => {
  for (const text of ['A', 'AAA', 'AAAAAA', 'MZXW6YTBO']) {
    t.throws(() => requireBase32Key(text), { code: 'FST_ERR_VALIDATION', statusCode: 400, message: /not whole/ }, text)
  }
})

t.test('takes a key without the zero bytes at its end, as HMAC does', async t => {
  for (const [key, seen] of [['6100', '61'], ['610000', '61'], ['61', '61'], ['006100', '0061'], ['0000', ''], ['', '']] as const) {
    t.equal(Buffer.from(asHmacKey(Buffer.from(key, 'hex'))).toString('hex'), seen, key)
  }
})
