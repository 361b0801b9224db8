import { createHash } from 'node:crypto'
import t from 'tap'
import { createKeyRing } from '../../../lib/crypto/key-ring.js'
import { drawCode, sentCodeHash, sentCodeHashes } from '../../../lib/methods/sent-code/code.js'
import type { SentCodePlace } from '../../../lib/methods/sent-code/sent-code.js'

const [first, second] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
const ring = createKeyRing(first)
const place: SentCodePlace = { signInId: 'sign-in', purpose: 'sign-in', addressHash: 'address' }

t.test('10,000 codes that are drawn have six digits each, and every digit stands everywhere as often as any other', t => {
  const draws = 10_000
  const codes = Array.from({ length: draws }, drawCode)
  t.ok(codes.every(code => /^[0-9]{6}$/.test(code)))
  t.ok(codes.some(code => code.startsWith('0')), 'leading zeros stay')
  for (let position = 0; position < 6; position++) {
    const counts = Array<number>(10).fill(0)
    for (const code of codes) counts[Number(code[position])]!++
    const squares = counts.reduce((sum, count) => sum + (count - draws / 10) ** 2 / (draws / 10), 0)
    // nine degrees of freedom: more than this comes about once in ten million draws
    t.ok(squares < 50, `digit ${position + 1}: χ² ${squares.toFixed(1)}`)
  }
  t.end()
})

t.test('what is kept of a code is no hash that somebody without the service secret can try a million codes with', t => {
  const hash = sentCodeHash(ring, 'alice', place, '123456')
  t.match(hash, /^[\w-]{43}$/)
  const values = ['123456', 'alice123456', '123456alice', ...Object.values(place).flatMap(value => [`${value}123456`, `123456${value}`])]
  for (const value of values) t.not(createHash('sha256').update(value).digest('base64url'), hash)
  t.not(sentCodeHash(createKeyRing(second), 'alice', place, '123456'), hash)
  t.end()
})

t.test('a code is bound to its user, sign-in, purpose and address', t => {
  const hash = sentCodeHash(ring, 'alice', place, '123456')
  const others: [string, SentCodePlace, string][] = [
    ['bob', place, '123456'],
    ['alice', { ...place, signInId: 'other' }, '123456'],
    ['alice', { ...place, purpose: 'step-up' }, '123456'],
    ['alice', { ...place, addressHash: 'other' }, '123456'],
    ['alice', place, '123457'],
    ['alic', { ...place, purpose: 'enrollment' }, '123456']
  ]
  for (const [userId, other, code] of others) t.not(sentCodeHash(ring, userId, other, code), hash)
  t.end()
})

t.test('a code that was sent under an older key of the ring is known under the newer one', t => {
  const rotated = createKeyRing(second, [first])
  t.ok(sentCodeHashes(rotated, 'alice', place, '123456').includes(sentCodeHash(ring, 'alice', place, '123456')))
  t.equal(sentCodeHash(rotated, 'alice', place, '123456'), sentCodeHash(createKeyRing(second), 'alice', place, '123456'))
  t.strictSame(sentCodeHashes(ring, 'alice', place, '123456'), [sentCodeHash(ring, 'alice', place, '123456')])
  t.end()
})
