import t from 'tap'
import { randomId, randomRevision } from '../../lib/crypto/random.js'

/** The module under a source of random bytes that gives these alone. */
async function randomFrom (bytes: Buffer): Promise<{ randomRevision: () => number }> {
  return await t.mockImport('../../lib/crypto/random.js', { 'node:crypto': { randomBytes: () => bytes } })
}

t.test('draws identifiers of 128 bits, each another one', async t => {
  const ids = Array.from({ length: 1000 }, randomId)
  t.equal(new Set(ids).size, 1000)
  for (const id of ids.slice(0, 10)) {
    t.match(id, /^[\w-]{22}$/)
    t.equal(Buffer.from(id, 'base64url').length, 16)
  }
})

t.test('draws revisions that are safe integers above zero, each another one', async t => {
  const revisions = Array.from({ length: 1000 }, randomRevision)
  t.ok(revisions.every(revision => Number.isSafeInteger(revision) && revision > 0))
  t.equal(new Set(revisions).size, 1000)
})

t.test('uses all 53 bits and no more', async t => {
  t.equal((await randomFrom(Buffer.alloc(8, 255))).randomRevision(), Number.MAX_SAFE_INTEGER)
  t.equal((await randomFrom(Buffer.from('0000000000000fff', 'hex'))).randomRevision(), 1)
  t.equal((await randomFrom(Buffer.from('8000000000000000', 'hex'))).randomRevision(), 2 ** 52)
})

t.test('never draws zero', async t => {
  t.equal((await randomFrom(Buffer.alloc(8))).randomRevision(), 1)
})
