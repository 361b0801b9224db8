import t from 'tap'
import { openAuthenticatorKeys, sealAuthenticatorKey } from '../../../lib/methods/totp/sealed-keys.js'
import { createKeyRing } from '../../../lib/crypto/key-ring.js'
import { open } from '../../../lib/crypto/seal.js'

const k1 = Buffer.alloc(32, 1)
const k2 = Buffer.alloc(32, 2)
const ring = createKeyRing(k1)
const phoneKey = Buffer.from('12345678901234567890')
const tabletKey = Buffer.alloc(64, 9)
const phone = { id: 'phone', key: sealAuthenticatorKey(ring, 'user', 'phone', phoneKey) }
const tablet = { id: 'tablet', key: sealAuthenticatorKey(ring, 'user', 'tablet', tabletKey) }

t.test('opens the keys of all authenticators of a user', async t => {
  t.strictSame(openAuthenticatorKeys(ring, 'user', [phone, tablet]), {
    opened: [
      { authenticatorId: 'phone', key: phoneKey, resealed: undefined },
      { authenticatorId: 'tablet', key: tabletKey, resealed: undefined }
    ],
    missing: false
  })
})

t.test('opens nothing for a user without authenticators, and misses nothing', async t => {
  t.strictSame(openAuthenticatorKeys(ring, 'user', []), { opened: [], missing: false })
})

t.test('opens no key of another user or authenticator', async t => {
  t.strictSame(openAuthenticatorKeys(ring, 'other', [phone]), { opened: [], missing: true })
  t.strictSame(openAuthenticatorKeys(ring, 'user', [{ ...phone, id: 'tablet' }, { ...tablet, id: 'phone' }]), { opened: [], missing: true })
})

t.test('reports a key that does not open and opens the others all the same', async t => {
  const foreign = { id: 'watch', key: sealAuthenticatorKey(createKeyRing(k2), 'user', 'watch', phoneKey) }
  const damaged = { ...tablet, key: tablet.key.slice(0, -4) }
  const { opened, missing } = openAuthenticatorKeys(ring, 'user', [foreign, damaged, phone])
  t.strictSame(opened.map(({ authenticatorId, key }) => ({ authenticatorId, key })), [{ authenticatorId: 'phone', key: phoneKey }])
  t.equal(missing, true)
})

t.test('seals anew, for the same user and authenticator, what an older service key sealed', async t => {
  const rotating = createKeyRing(k2, [k1])
  const fresh = { id: 'tablet', key: sealAuthenticatorKey(rotating, 'user', 'tablet', tabletKey) }
  const { opened, missing } = openAuthenticatorKeys(rotating, 'user', [phone, fresh])
  t.equal(missing, false)
  t.equal(opened[1]!.resealed, undefined)
  const resealed = opened[0]!.resealed!
  t.not(resealed, phone.key)
  t.strictSame(openAuthenticatorKeys(createKeyRing(k2), 'user', [{ id: 'phone', key: resealed }]), {
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
