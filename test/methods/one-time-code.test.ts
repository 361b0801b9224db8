import t from 'tap'
import { requireOneTimeCode } from '../../lib/methods/one-time-code.js'

const malformed = { statusCode: 400, code: 'FST_ERR_VALIDATION' }

t.test('takes six digits, with white space, dashes and invisible characters anywhere', async t => {
  const typed = [
    '012345', '012 345', '012-345', ' 0 1 2 3 4 5 ', '-012345-', '012\u00a0345', '012345\n', '012345\r\n', '\t012345', '012\u2009345', '012\u2013345', '012\u2212345', '012\u2043345',
    '\u200e012345\u200f', '\u061c012345', '\u2066012345\u2069', '\u200b0\u200d12345', '\ufeff012345', '012\u00ad345', '０１２３４５', '①'.replace('①', '0') + '12345'
  ]
  for (const text of typed) t.equal(requireOneTimeCode(text), '012345', JSON.stringify(text))
})

t.test('takes the decimal digits of every script, each at its place in its run of ten', async t => {
  const digits = Array.from({ length: 0x110000 }, (_, point) => point).filter(point => (point < 0xd800 || point > 0xdfff) && /\p{Nd}/u.test(String.fromCodePoint(point)))
  t.ok(digits.length >= 650, `${digits.length} digits`)
  for (let first = 0; first < digits.length; first += 10) {
    const run = digits.slice(first, first + 10)
    t.equal(run.at(-1)! - run[0]!, 9, `a run of ten at ${run[0]!.toString(16)}`)
    const text = run.map(point => String.fromCodePoint(point))
    t.equal(requireOneTimeCode(text.slice(0, 6).join('')) + requireOneTimeCode(text.slice(4).join('')), '012345456789', text.join(''))
  }
})

t.test('takes digits of several scripts as one code', async t => {
  t.equal(requireOneTimeCode('١2３४5६'), '123456')
  t.equal(requireOneTimeCode('²³1²³1'), '231231', 'as NFKC has them')
})

t.test('takes up to 64 typed characters', async t => {
  t.equal(requireOneTimeCode(' '.repeat(58) + '123456'), '123456')
  t.throws(() => requireOneTimeCode(' '.repeat(59) + '123456'), malformed)
})

t.test('refuses everything that is not a string of six digits', async t => {
  const refused = [
    '', '1', '12345', '1234567', '12345678', 'null', '12345a', '1.2345', '12345\u0000', '12345\u00856', '12345\u001b6', '1e5000', '12345½', '12345Ⅵ', '一二三四五六',
    '\ud800123456', 123456, 1.23456e5, ['123456'], [['123456']], { $ne: null }, true, null, undefined, ' '.repeat(60) + '123456'
  ]
  for (const input of refused) t.throws(() => requireOneTimeCode(input), malformed, JSON.stringify(input))
})
