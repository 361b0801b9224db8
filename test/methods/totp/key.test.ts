import { hkdfSync } from 'node:crypto'
import t from 'tap'
import { deriveEnrollmentKey, SALT_BYTES } from '../../../lib/methods/totp/key.js'

const serviceSecret = Buffer.alloc(32, 1)
const salt = Buffer.alloc(SALT_BYTES, 2)

function hex (bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

function expected (...parts: [Buffer, string][]): string {
  const info = Buffer.concat(parts.flatMap(([length, text]) => [length, Buffer.from(text)]))
  return Buffer.from(hkdfSync('sha256', serviceSecret, salt, info, 20)).toString('hex')
}

t.test('is HKDF-SHA-256 over the service secret, the salt, and the length-prefixed purpose, user id and Secret', async t => {
  t.equal(SALT_BYTES, 32)
  t.equal(
    hex(deriveEnrollmentKey(serviceSecret, salt, 'aB3xé', 'my Secret')),
    expected([Buffer.from([0, 0, 0, 10]), 'enrollment'], [Buffer.from([0, 0, 0, 6]), 'aB3xé'], [Buffer.from([0, 0, 0, 9]), 'my Secret'])
  )
  t.equal(
    hex(deriveEnrollmentKey(serviceSecret, salt, 'aB3x', undefined)),
    expected([Buffer.from([0, 0, 0, 10]), 'enrollment'], [Buffer.from([0, 0, 0, 4]), 'aB3x'])
  )
})

t.test('gives 160 bits', async t => {
  t.equal(deriveEnrollmentKey(serviceSecret, salt, 'user', undefined).length, 20)
  t.equal(deriveEnrollmentKey(serviceSecret, salt, 'user', 'a').length, 20)
})

t.test('gives another key for another salt, service secret, user or Secret', async t => {
  const keys = [
    deriveEnrollmentKey(serviceSecret, salt, 'user', 'Secret'),
    deriveEnrollmentKey(serviceSecret, Buffer.alloc(SALT_BYTES, 3), 'user', 'Secret'),
    deriveEnrollmentKey(Buffer.alloc(32, 4), salt, 'user', 'Secret'),
    deriveEnrollmentKey(serviceSecret, salt, 'User', 'Secret'),
    deriveEnrollmentKey(serviceSecret, salt, 'user', 'secret'),
    deriveEnrollmentKey(serviceSecret, salt, 'user', ''),
    deriveEnrollmentKey(serviceSecret, salt, 'user', undefined)
  ].map(hex)
  t.equal(new Set(keys).size, keys.length)
})

t.test('keeps user id and Secret apart', async t => {
  t.not(hex(deriveEnrollmentKey(serviceSecret, salt, 'ab', 'c')), hex(deriveEnrollmentKey(serviceSecret, salt, 'a', 'bc')))
})

t.test('gives the same key for the same input', async t => {
  t.equal(hex(deriveEnrollmentKey(serviceSecret, salt, 'user', 'a')), hex(deriveEnrollmentKey(serviceSecret, salt, 'user', 'a')))
})
