import t from 'tap'
import { createKeyRing } from '../../../lib/crypto/key-ring.js'
import { open } from '../../../lib/crypto/seal.js'
import { openKeys, sealKey } from '../../../lib/methods/totp/authenticator.js'

const k1 = Buffer.alloc(32, 1)
const k2 = Buffer.alloc(32, 2)
const ring = createKeyRing(k1)
const phoneKey = Buffer.from('12345678901234567890')
const tabletKey = Buffer.alloc(64, 9)
const phone = { id: 'phone', key: sealKey({ ring, userId: 'user' }, 'phone', phoneKey) }
const tablet = { id: 'tablet', key: sealKey({ ring, userId: 'user' }, 'tablet', tabletKey) }

t.test('opens the keys of all authenticators of a user', async t => {
  t.strictSame(openKeys({ ring, userId: 'user' }, [phone, tablet]), {
    opened: [
      { authenticatorId: 'phone', key: phoneKey, resealed: undefined },
      { authenticatorId: 'tablet', key: tabletKey, resealed: undefined }
    ],
    missing: false
  })
})

t.test('opens nothing for a user without authenticators, and misses nothing', async t => {
  t.strictSame(openKeys({ ring, userId: 'user' }, []), { opened: [], missing: false })
})

t.test('opens no key of another user or authenticator', async t => {
  t.strictSame(openKeys({ ring, userId: 'other' }, [phone]), { opened: [], missing: true })
  t.strictSame(openKeys({ ring, userId: 'user' }, [{ ...phone, id: 'tablet' }, { ...tablet, id: 'phone' }]), { opened: [], missing: true })
})

t.test('reports a key that does not open and opens the others all the same', async t => {
  const foreign = { id: 'watch', key: sealKey({ ring: createKeyRing(k2), userId: 'user' }, 'watch', phoneKey) }
  const damaged = { ...tablet, key: tablet.key.slice(0, -4) }
  const { opened, missing } = openKeys({ ring, userId: 'user' }, [foreign, damaged, phone])
  t.strictSame(opened.map(({ authenticatorId, key }) => ({ authenticatorId, key })), [{ authenticatorId: 'phone', key: phoneKey }])
  t.equal(missing, true)
})

t.test('seals anew, for the same user and authenticator, what an older service key sealed', async t => {
  const rotating = createKeyRing(k2, [k1])
  const fresh = { id: 'tablet', key: sealKey({ ring: rotating, userId: 'user' }, 'tablet', tabletKey) }
  const { opened, missing } = openKeys({ ring: rotating, userId: 'user' }, [phone, fresh])
  t.equal(missing, false)
  t.equal(opened[1]!.resealed, undefined)
  const resealed = opened[0]!.resealed!
  t.not(resealed, phone.key)
  t.strictSame(openKeys({ ring: createKeyRing(k2), userId: 'user' }, [{ id: 'phone', key: resealed }]), {
    opened: [{ authenticatorId: 'phone', key: phoneKey, resealed: undefined }],
    missing: false
  })
})

t.test('seals each key for its purpose', async t => {
  t.strictSame(open(ring, { purpose: 'authenticator key', userId: 'user', authenticatorId: 'phone' }, phone.key), phoneKey)
})

t.test('shows no key in what it sealed', async t => {
  for (const encoding of ['base64url', 'hex', 'latin1'] as const) t.notOk(phone.key.includes(phoneKey.toString(encoding)), encoding)
})
