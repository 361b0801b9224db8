import { create } from 'qrcode'
import t from 'tap'
import { keyUri, type KeyUriInput } from '../../../lib/methods/totp/key-uri.js'

const key = Buffer.from('12345678901234567890')
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

function uriOf (input: Partial<KeyUriInput>): string {
  return keyUri({ key, issuerName: 'Acme', serviceName: 'The service', accountName: 'alice', imageUrl: undefined, ...input })
}

/** Issuer and account of the label, as an app reads them. */
function labelOf (uri: string): string[] {
  return new URL(uri).pathname.slice(1).split(':').map(decodeURIComponent)
}

t.test('has the issuer in label and parameter, and SHA-1, six digits, 30 seconds', async t => {
  t.equal(uriOf({}), `otpauth://totp/Acme:alice?secret=${secret}&issuer=Acme&algorithm=SHA1&digits=6&period=30`)
})

t.test('writes a space as %20, never as +', async t => {
  const uri = uriOf({ issuerName: 'Acme & Co', accountName: 'alice b' })
  t.equal(uri, `otpauth://totp/Acme%20%26%20Co:alice%20b?secret=${secret}&issuer=Acme%20%26%20Co&algorithm=SHA1&digits=6&period=30`)
})

t.test('lets no name add a parameter or end the label', async t => {
  const name = 'a:b?secret=X&issuer=Evil#é"><svg'
  for (const uri of [uriOf({ accountName: name }), uriOf({ issuerName: name })]) {
    const { searchParams, hash } = new URL(uri)
    t.strictSame(searchParams.getAll('secret'), [secret])
    t.equal(searchParams.getAll('issuer').length, 1)
    t.equal(hash, '')
    t.notMatch(uri, /[^\x21-\x7e]|[<>"#]/)
  }
})

t.test('keeps a hostile name as a name', async t => {
  const name = 'a:b?secret=X&issuer=Evil#é"><svg'
  t.strictSame(labelOf(uriOf({ accountName: name })), ['Acme', 'a b?secret=X&issuer=Evil#é"><svg'])
  t.strictSame(labelOf(uriOf({ issuerName: name })), ['a b?secret=X&issuer=Evil#é"><svg', 'alice'])
})

t.test('puts the same cleaned issuer in label and parameter', async t => {
  const uri = uriOf({ issuerName: ' Acme:\u0007Ltd\n' })
  t.equal(labelOf(uri)[0], 'Acme  Ltd')
  t.equal(new URL(uri).searchParams.get('issuer'), 'Acme  Ltd')
})

t.test('makes a space of each colon and control character in an account name', async t => {
  t.strictSame(labelOf(uriOf({ accountName: 'a:b\r\nc\u0000d\u007fe\u0085f' })), ['Acme', 'a b  c d e f'])
})

t.test('replaces lone surrogates instead of throwing', async t => {
  t.strictSame(labelOf(uriOf({ issuerName: '\udc00x', accountName: 'a\ud800b' })), ['\ufffdx', 'a\ufffdb'])
})

t.test('cuts an issuer to 64 bytes and an account name to 128', async t => {
  t.strictSame(labelOf(uriOf({ issuerName: 'i'.repeat(64), accountName: 'a'.repeat(128) })), ['i'.repeat(64), 'a'.repeat(128)])
  t.strictSame(labelOf(uriOf({ issuerName: 'i'.repeat(65), accountName: 'a'.repeat(129) })), ['i'.repeat(64), 'a'.repeat(128)])
})

t.test('cuts between characters', async t => {
  t.strictSame(labelOf(uriOf({ issuerName: '€'.repeat(64), accountName: '😀'.repeat(64) })), ['€'.repeat(21), '😀'.repeat(32)])
  t.strictSame(labelOf(uriOf({ issuerName: '€'.repeat(21) + 'ab', accountName: 'a' + '😀'.repeat(32) + 'b' })), ['€'.repeat(21) + 'a', 'a' + '😀'.repeat(31)])
})

t.test('leaves no space at the end where it cut after one', async t => {
  t.strictSame(labelOf(uriOf({ issuerName: `${'i'.repeat(63)} b`, accountName: `${'a'.repeat(127)} b` })), ['i'.repeat(63), 'a'.repeat(127)])
})

t.test('names the image last, percent-encoded', async t => {
  const uri = uriOf({ imageUrl: 'https://acme.example/logo.png?size=64&secret=X' })
  t.ok(uri.endsWith('&period=30&image=https%3A%2F%2Facme.example%2Flogo.png%3Fsize%3D64%26secret%3DX'), uri)
  t.strictSame(new URL(uri).searchParams.getAll('secret'), [secret])
})

t.test('says what is the default up to 287 characters, which fit 73 modules in a row, and leaves it out of what is longer', async t => {
  const longest = uriOf({ accountName: 'a'.repeat(100), issuerName: 'i'.repeat(16) })
  t.ok(longest.length <= 287)
  const [shorter, longer] = [287, 288].map(length => uriOf({ accountName: 'a'.repeat(100), issuerName: 'i'.repeat(16), imageUrl: 'x'.repeat(length - longest.length - '&image='.length) }))
  t.equal(shorter!.length, 287)
  t.equal(longer!.length, 288 - '&algorithm=SHA1&digits=6&period=30'.length)
  t.strictSame([...new URL(shorter!).searchParams.keys()], ['secret', 'issuer', 'algorithm', 'digits', 'period', 'image'])
  t.strictSame([...new URL(longer!).searchParams.keys()], ['secret', 'issuer', 'image'])
  t.ok(create(shorter!, { errorCorrectionLevel: 'M' }).modules.size + 8 <= 73)
})

t.test('names no image where there is none', async t => {
  t.notOk(new URL(uriOf({})).searchParams.has('image'))
})

t.test('names the service where nothing of the issuer name is left', async t => {
  for (const issuerName of [undefined, null, '', ' ', ':', '\u0007\n']) {
    const uri = uriOf({ issuerName })
    t.equal(labelOf(uri)[0], 'The service', String(issuerName))
    t.equal(new URL(uri).searchParams.get('issuer'), 'The service', String(issuerName))
  }
})

t.test('has the issuer alone for a label where nothing of the account name is left', async t => {
  for (const accountName of [undefined, null, '', ' ', ':', '\u0007\n']) t.strictSame(labelOf(uriOf({ accountName })), ['Acme'], String(accountName))
})
