import t from 'tap'
import { readTypedText } from '../../lib/methods/typed-text.js'

t.test('is nothing that somebody typed: control characters, lone surrogates, more than 64 characters, no string', async t => {
  for (const input of ['12\u00003', '12\u001b3', '12\u007f3', '12\u00853', '12\ud8003', '1'.repeat(65), 123456, null, undefined, ['1']]) t.equal(readTypedText(input), undefined, JSON.stringify(input))
})

t.test('is what they mean: digits of any script, without white space, dashes and invisible characters', async t => {
  t.equal(readTypedText('\t12\u00a03\n4\u20115\u200e6\r'), '123456')
  t.equal(readTypedText('١٢٣ ４５６'), '123456')
  t.equal(readTypedText('1'.repeat(64)), '1'.repeat(64))
  t.equal(readTypedText(''), '')
})
