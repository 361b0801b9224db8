import { createHash } from 'node:crypto'
import t from 'tap'
import { digest, digestsEqual } from '../../lib/crypto/digest.js'
import { lengthPrefixed } from '../../lib/crypto/length-prefixed.js'

t.test('puts the length before each part, four bytes, big-endian, of its UTF-8', async t => {
  t.strictSame(lengthPrefixed(), Buffer.alloc(0))
  t.strictSame(lengthPrefixed(''), Buffer.from([0, 0, 0, 0]))
  t.strictSame(lengthPrefixed('é', Buffer.from([1, 2, 3])), Buffer.from([0, 0, 0, 2, 0xc3, 0xa9, 0, 0, 0, 3, 1, 2, 3]))
  t.strictSame(lengthPrefixed(Buffer.alloc(258)).subarray(0, 4), Buffer.from([0, 0, 1, 2]))
})

t.test('gives other bytes for other lists of parts', async t => {
  const lists = [['ab', 'c'], ['a', 'bc'], ['abc'], ['abc', ''], ['', 'abc'], ['a', 'b', 'c'], ['a\u0000\u0000\u0000\u0001b', 'c']]
  const joined = lists.map(parts => lengthPrefixed(...parts).toString('hex'))
  t.equal(new Set(joined).size, lists.length)
})

t.test('is SHA-256 of the length-prefixed purpose, user id and secret, as base64url', async t => {
  const bytes = Buffer.concat([
    Buffer.from([0, 0, 0, 8]), Buffer.from('recovery'), Buffer.from([0, 0, 0, 4]), Buffer.from('user'), Buffer.from([0, 0, 0, 3]), Buffer.from('ABC')
  ])
  t.equal(digest('recovery', 'user', 'ABC'), createHash('sha256').update(bytes).digest('base64url'))
  t.equal(digest('recovery', 'user', Buffer.from('ABC')), digest('recovery', 'user', 'ABC'))
})

t.test('gives another digest for another purpose, user or secret', async t => {
  const digests = [
    digest('trusted client', 'user', 'secret'), digest('recovery code', 'user', 'secret'), digest('trusted client', 'User', 'secret'),
    digest('trusted client', 'user', 'Secret'), digest('trusted client', 'users', 'ecret'), digest('trusted clientu', 'ser', 'secret')
  ]
  t.equal(new Set(digests).size, digests.length)
})

t.test('finds a digest equal to itself alone', async t => {
  const value = digest('purpose', 'user', 'secret')
  t.equal(digestsEqual(value, digest('purpose', 'user', 'secret')), true)
  t.equal(digestsEqual(value, digest('purpose', 'user', 'secreT')), false)
  for (const index of Buffer.from(value, 'base64url').keys()) {
    const other = Buffer.from(value, 'base64url')
    other[index]! ^= 1
    t.equal(digestsEqual(value, other.toString('base64url')), false, `byte ${index}`)
  }
})

t.test('finds digests of different lengths different instead of throwing', async t => {
  const value = digest('purpose', 'user', 'secret')
  for (const other of ['', 'A', value.slice(0, -2), `${value}AA`, '\u0000', '😀']) {
    t.equal(digestsEqual(value, other), false, other)
    t.equal(digestsEqual(other, value), false, other)
  }
})
