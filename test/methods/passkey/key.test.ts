import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import t from 'tap'
import { ALGORITHMS, algorithmOf } from '../../../lib/methods/passkey/key.js'
import { changedKey, coseKeyOf, generateKeys, type CoseMap } from '../../support/cose-key.js'

const ed25519 = coseKeyOf(generateKeys(-8).publicKey)
const p256 = coseKeyOf(generateKeys(-7).publicKey)
const rsa = coseKeyOf(generateKeys(-257).publicKey)

function rsaOf (bits: number, exponent = 65537): CoseMap {
  return coseKeyOf(generateKeyPairSync('rsa', { modulusLength: bits, publicExponent: exponent }).publicKey)
}

/** An odd number of so many bits: nobody knows its factors, but nobody signs with it either. */
function modulusOf (bits: number): Buffer {
  const bytes = Buffer.alloc(Math.ceil(bits / 8), 0xff)
  bytes[0] = 0xff >> (8 * bytes.length - bits)
  return bytes
}

t.test('takes EdDSA with Ed25519, ES256 with P-256, RS256 with RSA, and asks for them in this order', async t => {
  t.strictSame(ALGORITHMS, [-8, -7, -257])
  t.strictSame([ed25519, p256, rsa].map(algorithmOf), [-8, -7, -257])
})

t.test('takes a key whatever the order of its parts', async t => {
  for (const [key, algorithm] of [[ed25519, -8], [p256, -7], [rsa, -257]] as const) t.equal(algorithmOf(new Map([...key].toReversed())), algorithm)
})

t.test('takes no other algorithm with a key of any type', async t => {
  for (const key of [ed25519, p256, rsa]) {
    for (const algorithm of [-48, -49, -50, -65535, -47, -37, -38, -39, -35, -36, -258, -259, -9, -19, 0, 7, 257, 1e9, null, '-7', 'ES256', new Map()]) {
      t.equal(algorithmOf(changedKey(key, { 3: algorithm })), undefined, `${key.get(1)} ${algorithm}`)
    }
    t.equal(algorithmOf(changedKey(key, { 3: undefined })), undefined)
  }
})

t.test('takes an algorithm with the key type and the curve that it goes with alone', async t => {
  for (const [key, own] of [[ed25519, -8], [p256, -7], [rsa, -257]] as const) {
    for (const algorithm of ALGORITHMS.filter(other => other !== own)) t.equal(algorithmOf(changedKey(key, { 3: algorithm })), undefined, `${own} as ${algorithm}`)
    for (const type of [0, 1, 2, 3, 4, 'OKP', 'EC2', 'RSA', null, undefined].filter(type => type !== key.get(1))) t.equal(algorithmOf(changedKey(key, { 1: type })), undefined, `${own} of type ${type}`)
  }
  for (const curve of [2, 3, 4, 5, 6, 7, 8, 'P-256', null, undefined]) t.equal(algorithmOf(changedKey(p256, { [-1]: curve })), undefined, `P-256 as ${curve}`)
  for (const curve of [1, 2, 3, 4, 5, 7, 8, 'Ed25519', null, undefined]) t.equal(algorithmOf(changedKey(ed25519, { [-1]: curve })), undefined, `Ed25519 as ${curve}`)
})

t.test('takes no key that has more parts than it needs', async t => {
  for (const key of [ed25519, p256, rsa]) {
    for (const more of [{ 2: Buffer.from('id') }, { 4: [2] }, { [-4]: Buffer.alloc(32, 1) }, { 99: 'x' }]) t.equal(algorithmOf(changedKey(key, more)), undefined)
  }
})

t.test('takes no key whose parts are of another kind or length', async t => {
  for (const [key, labels] of [[ed25519, [-2]], [p256, [-2, -3]], [rsa, [-1, -2]]] as const) {
    for (const label of labels) {
      const bytes = key.get(label) as Buffer
      for (const value of [undefined, null, true, 7, 'x', bytes.toString('base64url'), [...bytes], new Map(), Buffer.alloc(0), bytes.subarray(0, -2), Buffer.concat([Buffer.alloc(1), bytes]), Buffer.concat([bytes, Buffer.alloc(1)])]) {
        t.equal(algorithmOf(changedKey(key, { [label]: value })), undefined, `${key.get(3)} ${label} ${value}`)
      }
    }
  }
})

t.test('takes no point that is not on P-256', async t => {
  const y = Buffer.from(p256.get(-3) as Buffer)
  y[31]! ^= 1
  t.equal(algorithmOf(changedKey(p256, { [-3]: y })), undefined)
  t.equal(algorithmOf(changedKey(p256, { [-2]: Buffer.alloc(32), [-3]: Buffer.alloc(32) })), undefined)
  t.equal(algorithmOf(changedKey(p256, { [-2]: Buffer.alloc(32, 255) })), undefined)
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'secp256k1' })
  const { x, y: other } = publicKey.export({ format: 'jwk' })
  t.equal(algorithmOf(changedKey(p256, { [-2]: Buffer.from(x!, 'base64url'), [-3]: Buffer.from(other!, 'base64url') })), undefined)
})

t.test('takes RSA of 2,048 to 4,096 bits', async t => {
  for (const bits of [1024, 2047, 4097, 8192, 16384]) t.equal(algorithmOf(changedKey(rsa, { [-1]: modulusOf(bits) })), undefined, String(bits))
  for (const bits of [2048, 2049, 3072, 4096]) t.equal(algorithmOf(changedKey(rsa, { [-1]: modulusOf(bits) })), -257, String(bits))
  t.equal(algorithmOf(rsaOf(1024)), undefined)
  t.equal(algorithmOf(rsaOf(3072, 3)), -257)
})

t.test('takes no even modulus', async t => {
  const n = Buffer.from(rsa.get(-1) as Buffer)
  n[n.length - 1]! ^= 1
  t.equal(algorithmOf(changedKey(rsa, { [-1]: n })), undefined)
})

t.test('takes an odd exponent of at least 3 and at most 64 bits', async t => {
  for (const exponent of ['00', '01', '02', '04', '0003', '00010001', '010000', '00000000000003', '010000000000000001', 'ffffffffffffffffff', 'fffffffffffffffe']) {
    t.equal(algorithmOf(changedKey(rsa, { [-2]: Buffer.from(exponent, 'hex') })), undefined, exponent)
  }
  for (const exponent of ['03', '11', '010001', 'ffffffffffffffff']) t.equal(algorithmOf(changedKey(rsa, { [-2]: Buffer.from(exponent, 'hex') })), -257, exponent)
})

t.test('takes nothing that is no map', async t => {
  for (const key of [undefined, null, 7, 'x', [], {}, Object.fromEntries(p256), Buffer.alloc(77), createPublicKey(generateKeys(-7).privateKey), new Map(), new Set([1])]) t.equal(algorithmOf(key), undefined)
})
