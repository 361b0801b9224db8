import { hkdfSync } from 'node:crypto'
import t from 'tap'
import { deriveKey } from '../../../lib/methods/totp/key.js'

const serviceSecret = Buffer.alloc(32, 1)
const salt = Buffer.alloc(32, 2)

function hex (bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

function expected (...parts: [Buffer, string][]): string {
  const info = Buffer.concat(parts.flatMap(([length, text]) => [length, Buffer.from(text)]))
  return Buffer.from(hkdfSync('sha256', serviceSecret, salt, info, 20)).toString('hex')
}

t.test('is HKDF-SHA-256 over the service secret, the salt, and the length-prefixed purpose, user id and Secret', async t => {
  t.equal(
    hex(deriveKey(serviceSecret, 'aB3xé', 'my Secret', salt)),
    expected([Buffer.from([0, 0, 0, 10]), 'enrollment'], [Buffer.from([0, 0, 0, 6]), 'aB3xé'], [Buffer.from([0, 0, 0, 9]), 'my Secret'])
  )
  t.equal(
    hex(deriveKey(serviceSecret, 'aB3x', undefined, salt)),
    expected([Buffer.from([0, 0, 0, 10]), 'enrollment'], [Buffer.from([0, 0, 0, 4]), 'aB3x'])
  )
})

t.test('gives 160 bits', async t => {
  t.equal(deriveKey(serviceSecret, 'user', undefined, salt).length, 20)
  t.equal(deriveKey(serviceSecret, 'user', 'a', salt).length, 20)
})

t.test('gives another key for another salt, service secret, user or Secret', async t => {
  const keys = [
    deriveKey(serviceSecret, 'user', 'Secret', salt),
    deriveKey(serviceSecret, 'user', 'Secret', Buffer.alloc(32, 3)),
    deriveKey(Buffer.alloc(32, 4), 'user', 'Secret', salt),
    deriveKey(serviceSecret, 'User', 'Secret', salt),
    deriveKey(serviceSecret, 'user', 'secret', salt),
    deriveKey(serviceSecret, 'user', '', salt),
    deriveKey(serviceSecret, 'user', undefined, salt)
  ].map(hex)
  t.equal(new Set(keys).size, keys.length)
})

t.test('keeps user id and Secret apart', async t => {
  t.not(hex(deriveKey(serviceSecret, 'ab', 'c', salt)), hex(deriveKey(serviceSecret, 'a', 'bc', salt)))
})

t.test('gives the same key for the same input', async t => {
  t.equal(hex(deriveKey(serviceSecret, 'user', 'a', salt)), hex(deriveKey(serviceSecret, 'user', 'a', salt)))
})

t.test('draws a salt of 256 bits where none is given, so that no two keys are alike', async t => {
  t.not(hex(deriveKey(serviceSecret, 'user', 'a')), hex(deriveKey(serviceSecret, 'user', 'a')))
})
