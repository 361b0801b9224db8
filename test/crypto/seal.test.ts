import { createDecipheriv, hkdfSync } from 'node:crypto'
import t from 'tap'
import { createKeyRing } from '../../lib/crypto/key-ring.js'
import { open, seal, type SealContext } from '../../lib/crypto/seal.js'

const serviceSecret = Buffer.alloc(32, 1)
const ring = createKeyRing(serviceSecret)
const context: SealContext = { purpose: 'authenticator key', userId: 'usér', authenticatorId: 'phone' }
const key = Buffer.from('12345678901234567890')

/** The parts of a sealed text. */
function partsOf (text: string): { format: string, keyId: string, bytes: Buffer } {
  const [format = '', keyId = '', body = ''] = text.split('.')
  return { format, keyId, bytes: Buffer.from(body, 'base64url') }
}

function withBytes (text: string, bytes: Buffer): string {
  const { format, keyId } = partsOf(text)
  return `${format}.${keyId}.${bytes.toString('base64url')}`
}

t.test('opens what it sealed, of any length', async t => {
  for (const plaintext of [key, Buffer.alloc(64, 255), Buffer.alloc(1), Buffer.alloc(0)]) {
    t.strictSame(open(ring, context, seal(ring, context, plaintext)), plaintext, `${plaintext.length} bytes`)
  }
})

t.test('is AES-256-GCM under a key by HKDF-SHA-256, bound to purpose, format, user and authenticator', async t => {
  const { format, keyId, bytes } = partsOf(seal(ring, context, key))
  t.equal(format, '1')
  t.equal(keyId, Buffer.from(hkdfSync('sha256', serviceSecret, '', 'fastify-two-factor key id', 9)).toString('base64url'))
  t.equal(bytes.length, 12 + key.length + 16)
  const associatedData = Buffer.concat([
    Buffer.from([0, 0, 0, 17]), Buffer.from('authenticator key'), Buffer.from([0, 0, 0, 1]), Buffer.from('1'),
    Buffer.from([0, 0, 0, 5]), Buffer.from('usér'), Buffer.from([0, 0, 0, 5]), Buffer.from('phone')
  ])
  const sealingKey = Buffer.from(hkdfSync('sha256', serviceSecret, '', 'fastify-two-factor seal', 32))
  const decipher = createDecipheriv('aes-256-gcm', sealingKey, bytes.subarray(0, 12)).setAAD(associatedData).setAuthTag(bytes.subarray(-16))
  t.strictSame(Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]), key)
})

t.test('draws another IV for each seal', async t => {
  const ivs = Array.from({ length: 100 }, () => partsOf(seal(ring, context, key)).bytes.subarray(0, 12).toString('hex'))
  t.equal(new Set(ivs).size, 100)
})

t.test('does not open what was moved to another purpose, user or authenticator', async t => {
  const sealed = seal(ring, context, key)
  const moved: Partial<SealContext>[] = [
    { purpose: 'pending key' }, { userId: 'other' }, { userId: 'usÉr' }, { authenticatorId: 'tablet' }, { userId: 'usérp', authenticatorId: 'hone' }
  ]
  for (const change of moved) t.equal(open(ring, { ...context, ...change }, sealed), undefined, JSON.stringify(change))
})

t.test('does not open with any bit of any byte flipped', async t => {
  const sealed = seal(ring, context, key)
  const { bytes } = partsOf(sealed)
  for (const index of bytes.keys()) {
    for (const bit of [1, 128]) {
      const damaged = Buffer.from(bytes)
      damaged[index]! ^= bit
      t.equal(open(ring, context, withBytes(sealed, damaged)), undefined, `byte ${index}`)
    }
  }
})

t.test('does not open when truncated anywhere or with bytes added', async t => {
  const sealed = seal(ring, context, key)
  const { bytes } = partsOf(sealed)
  for (let length = 0; length < bytes.length; length++) t.equal(open(ring, context, withBytes(sealed, bytes.subarray(0, length))), undefined, `${length} bytes`)
  t.equal(open(ring, context, withBytes(sealed, Buffer.concat([bytes, Buffer.alloc(1)]))), undefined)
})

t.test('does not open with a tag shortened to 4, 8 or 12 bytes', async t => {
  const empty = seal(ring, context, Buffer.alloc(0))
  const { bytes } = partsOf(empty)
  for (const length of [4, 8, 12, 15]) t.equal(open(ring, context, withBytes(empty, bytes.subarray(0, 12 + length))), undefined, `${length} bytes`)
  t.strictSame(open(ring, context, withBytes(empty, bytes)), Buffer.alloc(0))
})

t.test('does not open a text of another format', async t => {
  const sealed = seal(ring, context, key)
  for (const text of ['', '.', '..', sealed.slice(1), `0${sealed.slice(1)}`, `2${sealed.slice(1)}`, ` ${sealed}`, sealed.replaceAll('.', ':'), '1.', `1.${ring.current.id}`, `1.${ring.current.id}.`, `${sealed}.`, `${sealed}.${ring.current.id}`]) {
    t.equal(open(ring, context, text), undefined, text)
  }
})

t.test('does not open with a key that the ring has not, even when the text names the current one', async t => {
  const sealed = seal(ring, context, key)
  const other = createKeyRing(Buffer.alloc(32, 2))
  t.equal(open(other, context, sealed), undefined)
  t.equal(open(other, context, sealed.replace(ring.current.id, other.current.id)), undefined)
})
