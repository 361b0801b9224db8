import t from 'tap'
import { matchingSteps } from '../../../lib/methods/totp/totp.js'

const key = Buffer.from('12345678901234567890')
/** RFC 4226, appendix D: the codes of steps 0 to 9. */
const codes = ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'] as const
const STEP = 30_000

t.test('takes the codes of the current step and of one step on either side', async t => {
  for (const now of [4 * STEP, 4 * STEP + 15_000, 5 * STEP - 1]) {
    t.strictSame(matchingSteps(key, codes[2], now, 1), [], `-2 at ${now}`)
    t.strictSame(matchingSteps(key, codes[3], now, 1), [3], `-1 at ${now}`)
    t.strictSame(matchingSteps(key, codes[4], now, 1), [4], `0 at ${now}`)
    t.strictSame(matchingSteps(key, codes[5], now, 1), [5], `+1 at ${now}`)
    t.strictSame(matchingSteps(key, codes[6], now, 1), [], `+2 at ${now}`)
  }
})

t.test('moves the window on a boundary and not a millisecond before', async t => {
  t.strictSame(matchingSteps(key, codes[2], 4 * STEP - 1, 1), [2])
  t.strictSame(matchingSteps(key, codes[2], 4 * STEP, 1), [])
  t.strictSame(matchingSteps(key, codes[5], 4 * STEP - 1, 1), [])
  t.strictSame(matchingSteps(key, codes[5], 4 * STEP, 1), [5])
})

t.test('takes the code of the current step alone with a window of 0', async t => {
  t.strictSame(matchingSteps(key, codes[3], 4 * STEP, 0), [])
  t.strictSame(matchingSteps(key, codes[4], 4 * STEP, 0), [4])
  t.strictSame(matchingSteps(key, codes[5], 4 * STEP, 0), [])
})

t.test('asks for no negative step near the beginning of time', async t => {
  t.strictSame(matchingSteps(key, codes[0], 0, 1), [0])
  t.strictSame(matchingSteps(key, codes[1], 0, 1), [1])
  t.strictSame(matchingSteps(key, codes[0], -1, 1), [0])
  t.strictSame(matchingSteps(key, codes[0], -2 * STEP, 1), [])
})

t.test('finds every step that has the code, the later ones too', async t => {
  t.strictSame(matchingSteps(key, '709847', 2390 * STEP, 4), [2386, 2394])
})

t.test('finds nothing for a text of another length', async t => {
  for (const code of ['', '33831', '3383144', '３３８３１４']) t.strictSame(matchingSteps(key, code, 4 * STEP, 1), [], code)
})

t.test('finds nothing with another key', async t => {
  t.strictSame(matchingSteps(Buffer.from('12345678901234567891'), codes[4], 4 * STEP, 1), [])
})
