import t from 'tap'
import { requireOneTimeCode } from '../../lib/methods/one-time-code.js'

t.test('takes six ASCII digits, with spaces and dashes anywhere', async t => {
  for (const typed of ['012345', '012 345', '012-345', ' 0 1 2 3 4 5 ', '-012345-']) t.equal(requireOneTimeCode(typed), '012345', typed)
})

t.test('takes up to 64 typed characters', async t => {
  t.equal(requireOneTimeCode(' '.repeat(58) + '123456'), '123456')
  t.throws(() => requireOneTimeCode(' '.repeat(59) + '123456'), { statusCode: 400, code: 'FST_ERR_VALIDATION' })
})

t.test('refuses everything that is not a string of six ASCII digits', async t => {
  const refused = [
    '', '1', '12345', '1234567', '12345678', 'null', '12345a', '1.2345', '１２３４５６', '12345\u0000', '123456\n', '\t123456', '1e5000',
    '\u200f123456', '\ud800123456', 123456, 1.23456e5, ['123456'], [['123456']], { $ne: null }, true, null, undefined, ' '.repeat(60) + '123456'
  ]
  for (const input of refused) t.throws(() => requireOneTimeCode(input), { statusCode: 400, code: 'FST_ERR_VALIDATION' }, JSON.stringify(input))
})
