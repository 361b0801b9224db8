import { sign } from 'node:crypto'
import t from 'tap'
import { isSignature } from '../../../lib/methods/passkey/signature.js'
import { generateKeys } from '../../support/cose-key.js'

/** DER of two integers, of these bytes. */
function der (r: string, s: string): Buffer {
  const integers = [r, s].map(hex => Buffer.from(`02${(hex.length / 2).toString(16).padStart(2, '0')}${hex}`, 'hex'))
  const content = Buffer.concat(integers)
  return Buffer.concat([Buffer.from([0x30, content.length]), content])
}

const long = '7f'.repeat(32)

t.test('takes every signature that ECDSA, EdDSA and RSA make', async t => {
  const [p256, ed25519, rsa] = ([-7, -8, -257] as const).map(generateKeys)
  for (let round = 0; round < 600; round++) t.ok(isSignature(sign('sha256', Buffer.from([round]), p256!.privateKey), -7), String(round))
  t.ok(isSignature(sign(null, Buffer.alloc(1), ed25519!.privateKey), -8))
  t.ok(isSignature(sign('sha256', Buffer.alloc(1), rsa!.privateKey), -257))
})

t.test('takes an ECDSA signature of short and of long integers', async t => {
  for (const [r, s] of [['01', '01'], ['7f', '0080'], [long, long], [`00${'ff'.repeat(32)}`, `0080${'00'.repeat(31)}`]] as const) t.ok(isSignature(der(r, s), -7), `${r} ${s}`)
})

t.test('takes no ECDSA signature with anything after it or within it', async t => {
  const good = der(long, '01')
  t.notOk(isSignature(Buffer.concat([good, Buffer.alloc(1)]), -7), 'after it')
  t.notOk(isSignature(Buffer.concat([Buffer.from([0x30, good.length - 1]), good.subarray(2), Buffer.alloc(1)]), -7), 'after its integers')
  t.notOk(isSignature(Buffer.concat([Buffer.from([0x30, good.length + 1]), good.subarray(2), Buffer.from('020101', 'hex')]), -7), 'a third integer')
})

t.test('takes no ECDSA signature that lacks something', async t => {
  const good = der(long, long)
  for (let length = 0; length < good.length; length++) {
    const cut = Buffer.from(good.subarray(0, length))
    t.notOk(isSignature(cut, -7), `${length} bytes`)
    if (length > 1) cut[1] = length - 2
    t.notOk(isSignature(cut, -7), `${length} bytes, as it says`)
  }
})

t.test('takes no ECDSA signature in a form other than the shortest', async t => {
  for (const [r, s] of [['0001', '01'], ['01', '007f'], ['00', '01'], ['01', '00'], ['0000', '01'], ['', '01'], ['01', ''], ['80', '01'], ['01', 'ff'], [`${long}7f`, '01'], ['01', `00${long}80`], [`0080${'00'.repeat(32)}`, '01']] as const) {
    t.notOk(isSignature(der(r, s), -7), `${r} ${s}`)
  }
  const good = der(long, long)
  for (const length of [0, 1, good[1]! - 1, good[1]! + 1, 0x80, 0xff]) t.notOk(isSignature(Buffer.concat([Buffer.from([0x30, length]), good.subarray(2)]), -7), `length ${length}`)
  for (const text of [`3081${good.subarray(1).toString('hex')}`, `3181${good.subarray(1).toString('hex')}`, good.toString('hex').replace(/^30/, '31'), good.toString('hex').replace('0220', '0320'), good.toString('hex').replace('0220', '028120')]) t.notOk(isSignature(Buffer.from(text, 'hex'), -7), text)
  t.notOk(isSignature(Buffer.alloc(64, 1), -7), 'r and s without DER')
})

t.test('takes an EdDSA signature of 64 bytes alone, and none of RSA over 4,096 bits', async t => {
  for (const length of [0, 63, 65, 12_000]) t.notOk(isSignature(Buffer.alloc(length), -8), String(length))
  t.ok(isSignature(Buffer.alloc(512), -257))
  for (const length of [513, 12_000]) t.notOk(isSignature(Buffer.alloc(length), -257), String(length))
})

t.test('takes nothing that is no bytes', async t => {
  for (const algorithm of [-7, -8, -257] as const) {
    for (const signature of [undefined, null, 7, 'x'.repeat(64), Array.from({ length: 64 }, () => 1), { length: 64 }]) t.notOk(isSignature(signature, algorithm))
  }
})
