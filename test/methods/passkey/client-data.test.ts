import t from 'tap'
import { readClientData } from '../../../lib/methods/passkey/client-data.js'

const data = { type: 'webauthn.get', challenge: 'AAAA', origin: 'https://acme.example' }
const read = (text: string | Uint8Array): object | undefined => readClientData(Buffer.from(text as string).toString('base64url'))

t.test('reads what browsers write, in any order, with more in it', async t => {
  for (const text of [
    JSON.stringify(data),
    JSON.stringify({ ...data, crossOrigin: false }),
    JSON.stringify({ ...data, other_keys_can_be_added_here: 'do not compare clientDataJSON against a template. See https://goo.gl/yabPex' }),
    JSON.stringify({ challenge: data.challenge, clientExtensions: {}, hashAlgorithm: 'SHA-256', origin: data.origin, type: data.type }),
    JSON.stringify({ ...data, tokenBinding: { status: 'supported', id: 'x' }, more: [{ type: 'a' }, { type: 'b', origin: ['challenge:', '"type":'] }] }),
    JSON.stringify(data, undefined, 2),
    '{"type" : "webauthn.get",\n"challenge"\t:"AAAA", "origin":"https:\\/\\/acme.example"}'
  ]) t.strictSame(read(text), data, text)
})

t.test('keeps a text that is no valid origin or challenge as it is: it is judged by others', async t => {
  t.strictSame(read('{"type":"","challenge":"é","origin":"null"}'), { type: '', challenge: 'é', origin: 'null' })
})

t.test('reads nothing that is no such object', async t => {
  for (const text of ['', 'x', 'null', 'true', '7', '"x"', '[]', '{}', '{', `[${JSON.stringify(data)}]`, JSON.stringify(JSON.stringify(data)), `${JSON.stringify(data)} x`]) t.equal(read(text), undefined, text)
})

t.test('reads nothing that lacks a text, or has something else in its place', async t => {
  for (const key of Object.keys(data)) {
    for (const value of [undefined, null, 7, true, ['x'], { x: 'x' }]) t.equal(read(JSON.stringify({ ...data, [key]: value })), undefined, `${key} ${value}`)
  }
})

t.test('reads nothing that is not UTF-8, or begins with a byte order mark', async t => {
  t.equal(read(`\ufeff${JSON.stringify(data)}`), undefined)
  t.equal(read(Buffer.concat([Buffer.from('{"x":"'), Buffer.from([0xff]), Buffer.from(`",${JSON.stringify(data).slice(1)}`)])), undefined)
  t.equal(read(Buffer.from(JSON.stringify(data), 'utf16le')), undefined)
})

t.test('reads nothing that has a key twice, however it is written', async t => {
  const rest = JSON.stringify(data).slice(1)
  for (const key of ['"type":"webauthn.get"', '"type" : "webauthn.create"', '"\\u0074ype":"x"', '"origin":"https://evil.example"', '"challenge":"BBBB"', '"x":1,"x":1', '"a:":1,"a:"\n:2', '"\\"":[],"\\"":{}', '"crossOrigin":true,"crossOrigin":false']) {
    t.equal(read(`{${key},${rest}`), undefined, key)
    t.equal(read(`${JSON.stringify(data).slice(0, -1)},${key}}`), undefined, key)
  }
})

t.test('reads nothing that has a prototype among its keys', async t => {
  t.equal(read(`{"__proto__":{"x":1},${JSON.stringify(data).slice(1)}`), undefined)
  t.equal(read(`{"__proto__":${JSON.stringify(data)}}`), undefined)
  t.equal(read('{"type":"webauthn.get","__proto__":{"challenge":"AAAA","origin":"https://acme.example"}}'), undefined)
})

t.test('reads nothing that a frame of another site asked for', async t => {
  for (const more of [{ crossOrigin: true }, { crossOrigin: true, topOrigin: 'https://acme.example' }, { crossOrigin: false, topOrigin: 'https://evil.example' }, { topOrigin: 'https://acme.example' }, { topOrigin: null }, { topOrigin: '' }, { crossOrigin: 'false' }, { crossOrigin: 0 }, { crossOrigin: null }, { crossOrigin: {} }]) {
    t.equal(read(JSON.stringify({ ...data, ...more })), undefined, JSON.stringify(more))
  }
})

t.test('reads 12 KB of anything within 50 ms', async t => {
  for (const text of [
    '['.repeat(9000), `{"x":${'['.repeat(4000)}${']'.repeat(4000)}}`, `{"x":${'{"x":'.repeat(1500)}1${'}'.repeat(1500)}}`, `{"x":"${'\\"'.repeat(4000)}"}`,
    `{"x":"${'a'.repeat(8900)}"}`, `{"x":1${' '.repeat(8900)}}`, `{"x"${' '.repeat(8900)}:1}`, `{${Array.from({ length: 900 }, (_, index) => `"${index}":"${index}"`).join()}}`, '"'.repeat(9000), '{"x":"'.repeat(1500)
  ]) {
    const times = [1, 2, 3].map(() => {
      const began = performance.now()
      t.equal(read(text), undefined)
      return performance.now() - began
    })
    t.ok(Math.min(...times) < 50, text.slice(0, 10))
  }
})

t.test('takes no longer for a key of spaces than for any other', async t => {
  const text = `{"${' '.repeat(40_000)}":1,${JSON.stringify(data).slice(1)}`
  const times = [1, 2, 3].map(() => {
    const began = performance.now()
    t.match(read(text), data)
    return performance.now() - began
  })
  t.ok(Math.min(...times) < 50)
})
