import t from 'tap'
import { createKeyRing } from '../../lib/crypto/key-ring.js'
import { isSealedWithCurrent, open, seal, type SealContext } from '../../lib/crypto/seal.js'

const context: SealContext = { purpose: 'authenticator key', userId: 'user', authenticatorId: 'phone' }
const key = Buffer.from('12345678901234567890')
const k1 = Buffer.alloc(32, 1)
const k2 = Buffer.alloc(32, 2)
const k3 = Buffer.alloc(48, 3)

t.test('names each secret by a fingerprint that tells nothing but which one it is', async t => {
  const ring = createKeyRing(k1, [k2, k3])
  t.equal(ring.current.secret, k1)
  t.equal(ring.keys.size, 3)
  t.equal(ring.keys.get(ring.current.id), ring.current)
  t.equal(createKeyRing(k1).keys.size, 1)
  for (const [id, { secret, sealingKey }] of ring.keys) {
    t.match(id, /^[\w-]{12}$/)
    t.equal(sealingKey.length, 32)
    for (const bytes of [secret, sealingKey]) t.notOk(Buffer.from(bytes).includes(Buffer.from(id, 'base64url')), id)
  }
})

t.test('gives a secret the same fingerprint in every ring', async t => {
  t.equal(createKeyRing(k2).current.id, createKeyRing(k2, [k1]).current.id)
  t.ok(createKeyRing(k1, [k2]).keys.has(createKeyRing(k2).current.id))
})

t.test('gives each secret a sealing key of its own, which is not the secret', async t => {
  const keys = [...createKeyRing(k1, [k2, k3]).keys.values()].map(({ sealingKey }) => Buffer.from(sealingKey).toString('hex'))
  t.equal(new Set([...keys, k1.toString('hex'), k2.toString('hex')]).size, 5)
})

t.test('opens in each step of a rotation what any instance sealed in the step before', async t => {
  const steps = [createKeyRing(k1), createKeyRing(k1, [k2]), createKeyRing(k2, [k1]), createKeyRing(k2)]
  for (const [before, after] of [[0, 1], [1, 0], [1, 2], [2, 1], [2, 3], [3, 2]] as const) {
    const sealed = seal(steps[before]!, context, key)
    t.strictSame(open(steps[after]!, context, sealed), key, `step ${before} to ${after}`)
  }
})

t.test('seals with the current key, and tells what an older one sealed', async t => {
  const old = createKeyRing(k1)
  const rotating = createKeyRing(k2, [k1])
  const sealed = seal(old, context, key)
  t.equal(isSealedWithCurrent(old, sealed), true)
  t.equal(isSealedWithCurrent(rotating, sealed), false)
  t.equal(isSealedWithCurrent(rotating, seal(rotating, context, key)), true)
})

t.test('opens nothing of a secret that was removed', async t => {
  t.equal(open(createKeyRing(k2), context, seal(createKeyRing(k1), context, key)), undefined)
})

t.test('tells no key by the beginning of its fingerprint', async t => {
  const ring = createKeyRing(k1)
  const sealed = seal(ring, context, key)
  t.equal(isSealedWithCurrent(ring, sealed.replace(ring.current.id, ring.current.id.slice(0, -1))), false)
  t.equal(isSealedWithCurrent(ring, sealed.replace(ring.current.id, `${ring.current.id}A`)), false)
  t.equal(isSealedWithCurrent(ring, `2${sealed.slice(1)}`), false)
})
