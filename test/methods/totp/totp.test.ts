import t from 'tap'
import { codeAt, SHORTEST_KEY_BYTES, timeStep } from '../../../lib/methods/totp/totp.js'

const key = Buffer.from('12345678901234567890')

t.test('gives the codes of RFC 4226, appendix D', async t => {
  const codes = ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489']
  for (const [counter, code] of codes.entries()) t.equal(codeAt(key, counter), code, `counter ${counter}`)
})

t.test('gives the SHA-1 codes of RFC 6238, appendix B, in six digits', async t => {
  const vectors = [
    [59, '287082'], [1111111109, '081804'], [1111111111, '050471'],
    [1234567890, '005924'], [2000000000, '279037'], [20000000000, '353130']
  ] as const
  for (const [seconds, code] of vectors) t.equal(codeAt(key, timeStep(seconds * 1000)), code, `${seconds} s`)
})

t.test('begins a time step each 30 seconds since 1970', async t => {
  const moments = [[0, 0], [29_999, 0], [30_000, 1], [1_795_521_600_000, 59_850_720], [1_795_521_599_999, 59_850_719]] as const
  for (const [now, step] of moments) t.equal(timeStep(now), step, `${now} ms`)
})

t.test('takes keys of 10 to 64 bytes and throws for others', async t => {
  t.equal(SHORTEST_KEY_BYTES, 10)
  for (const length of [10, 16, 64]) t.match(codeAt(Buffer.alloc(length, 7), 1), /^[0-9]{6}$/, `${length} bytes`)
  for (const length of [0, 9, 65]) t.throws(() => codeAt(Buffer.alloc(length, 7), 1), `${length} bytes`)
})
