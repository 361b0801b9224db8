import { generateKeyPairSync } from 'node:crypto'
import type { Test } from 'tap'
import { passkeys } from '../../lib/methods/passkey/peer.js'
import { createPasskeys, kPasskeys } from '../../lib/methods/passkey/relying-party.js'
import type { RegistrationForgery, RegistrationJson } from '../support/authenticator.js'
import { encodeCbor, head, type CborValue } from '../support/cbor.js'
import { changedKey, coseKeyOf, generateKeys, type CoseMap } from '../support/cose-key.js'
import {
  addPasskey, assertion, answerChallenge, confirmPasskey, madePasskey, securityKey, signInByPasskey, SITE, SoftAuthenticator, startPasskey,
  syncedPasskey, takingPasskeys
} from './passkeys.js'
import { attack, isFull, outcome, type World } from './support.js'

const taking = takingPasskeys()
const NO = 'TWO_FACTOR_INVALID_CREDENTIAL'

/** Client data that cannot be read answer no challenge: for those there is no registration. */
const UNREADABLE = 'TWO_FACTOR_NO_ENROLLMENT'

/** What one is made to say, and what becomes of it where that is not the refusal of a wrong one. */
type Forgeries = Record<string, RegistrationForgery | [RegistrationForgery, string]>

/** Refuses each forged answer to a registration without a trace, and takes the true answer to the very same afterwards. */
async function refusesEach (t: Test, world: World, forgeries: Forgeries, authenticator = (): SoftAuthenticator => securityKey()): Promise<void> {
  const carol = await world.login('carol')
  const options = await startPasskey(carol)
  world.repository.countSaves()
  world.events.length = 0
  const taken: string[] = []
  for (const [what, given] of Object.entries(forgeries)) {
    const [forgery, expected] = Array.isArray(given) ? given : [given, NO]
    const answer = await confirmPasskey(carol, authenticator().create(options, forgery))
    if (outcome(answer) !== expected) taken.push(`${what}: ${outcome(answer)}`)
  }
  t.strictSame(taken, [])
  t.equal(world.repository.countSaves(), 0, 'nothing is written')
  t.strictSame(world.events, [], 'nor told')
  t.equal((await confirmPasskey(carol, authenticator().create(options))).status, 200, 'the true answer')
}

attack('stores an id of 1 to 1023 bytes and none that is longer', taking, async (t, world) => {
  for (const bytes of [1, 16, 1023]) {
    const carol = await world.login('carol')
    const authenticator = new SoftAuthenticator({ idBytes: bytes })
    t.equal((await addPasskey(carol, authenticator)).status, 200, `${bytes} bytes`)
    await isFull(t, await signInByPasskey(world, 'carol', authenticator), 'carol', `${bytes} bytes`)
    await world.i1.twoFactor.reset('carol')
  }
  const short = Buffer.alloc(32, 9).toString('base64url')
  await refusesEach(t, world, {
    'an id of 1024 bytes': [{ credentialId: Buffer.alloc(1024, 7) }, 'FST_ERR_VALIDATION'],
    'an id of 1024 bytes that says to be shorter': { credentialId: Buffer.alloc(1024, 7), id: short, rawId: short },
    'an id of 65,535 bytes': [{ credentialId: Buffer.alloc(65_535, 7), id: short, rawId: short }, 'FST_ERR_CTP_BODY_TOO_LARGE'],
    'an id of 4,000 bytes': { credentialId: Buffer.alloc(4000, 7), id: short, rawId: short },
    'no id': { credentialId: Buffer.alloc(0), id: short, rawId: short },
    'the id of another credential': { id: short, rawId: short }
  })
})

attack('stores five keys with ids of 528 bytes, and no more than 6 KB of passkeys, in a record of at most 24 KB', taking, async (t, world) => {
  const carol = await world.login('carol')
  const stored = (): string => world.repository.rows.get('carol')!.record
  for (let count = 1; count <= 5; count++) t.equal((await addPasskey(carol, new SoftAuthenticator({ idBytes: 528 }))).status, 200, `${count} of 528 bytes`)
  await world.i1.twoFactor.reset('carol')

  await world.login('carol', { client: carol })
  const long = (): SoftAuthenticator => new SoftAuthenticator({ idBytes: 1023 })
  for (let count = 1; count <= 3; count++) t.equal((await addPasskey(carol, long())).status, 200, `${count} of 1023 bytes`)
  const before = stored()
  t.match(await addPasskey(carol, long()), { status: 409, body: { code: 'TWO_FACTOR_TOO_MANY_AUTHENTICATORS' } })
  t.equal(stored(), before, 'the fourth is not stored')
  t.equal((await addPasskey(carol, securityKey(), { name: 'é'.repeat(64) })).status, 200, 'a shorter one is')
  t.ok(Buffer.byteLength(stored()) < 24_576)
  t.equal((await addPasskey(carol, long(), { replace: true })).status, 200, 'and a long one in the place of all')

  const rsa = generateKeyPairSync('rsa', { modulusLength: 4096 })
  const large = new SoftAuthenticator({ algorithm: -257, idBytes: 1023 })
  t.equal((await confirmPasskey(carol, await madePasskey(carol, large, { keys: rsa }))).status, 200, 'the longest id with the largest key')
  t.ok(Buffer.byteLength(stored()) < 24_576)
})

const p256 = coseKeyOf(generateKeys(-7).publicKey)
const ed25519 = coseKeyOf(generateKeys(-8).publicKey)
const rsa = coseKeyOf(generateKeys(-257).publicKey)

function point (change: (bytes: Buffer) => void): CoseMap {
  const y = Buffer.from(p256.get(-3) as Buffer)
  change(y)
  return changedKey(p256, { [-3]: y })
}

const keys: Record<string, CoseMap | Uint8Array> = {
  'ML-DSA-44': new Map<number, CborValue>([[1, 7], [3, -48], [-1, Buffer.alloc(1312, 5)]]),
  'RSA with SHA-1': changedKey(rsa, { 3: -65_535 }),
  ES256K: changedKey(p256, { 3: -47, [-1]: 8 }),
  PS256: changedKey(rsa, { 3: -37 }),
  'P-384': new Map<number, CborValue>([[1, 2], [3, -35], [-1, 2], [-2, Buffer.alloc(48, 1)], [-3, Buffer.alloc(48, 1)]]),
  'ES256 over P-384': changedKey(p256, { [-1]: 2 }),
  'ES256 over secp256k1': changedKey(p256, { [-1]: 8 }),
  'EdDSA over X25519': changedKey(ed25519, { [-1]: 4 }),
  'EdDSA over Ed448': new Map<number, CborValue>([[1, 1], [3, -8], [-1, 7], [-2, Buffer.alloc(57, 1)]]),
  'an algorithm of another type of key': changedKey(p256, { 3: -257 }),
  'no algorithm': changedKey(p256, { 3: undefined }),
  'an algorithm in words': changedKey(p256, { 3: 'ES256' }),
  'RSA of 1,024 bits': changedKey(rsa, { [-1]: Buffer.alloc(128, 255) }),
  'RSA of 2,040 bits': changedKey(rsa, { [-1]: Buffer.alloc(255, 255) }),
  'RSA of 4,104 bits': changedKey(rsa, { [-1]: Buffer.alloc(513, 255) }),
  'RSA of 8,192 bits': changedKey(rsa, { [-1]: Buffer.alloc(1024, 255) }),
  'RSA of 16,384 bits': changedKey(rsa, { [-1]: Buffer.alloc(2048, 255) }),
  'RSA with an exponent of 1': changedKey(rsa, { [-2]: Buffer.from([1]) }),
  'RSA with an exponent of 2,048 bits': changedKey(rsa, { [-2]: Buffer.alloc(256, 255) }),
  'a point that is not on the curve': point(bytes => { bytes[31]! ^= 1 }),
  'the point at infinity': changedKey(p256, { [-2]: Buffer.alloc(32), [-3]: Buffer.alloc(32) }),
  'a compressed point': changedKey(p256, { [-3]: true }),
  'a coordinate of 33 bytes': changedKey(p256, { [-2]: Buffer.concat([Buffer.alloc(1), p256.get(-2) as Buffer]) }),
  'a private key': changedKey(p256, { [-4]: Buffer.alloc(32, 1) }),
  'a symmetric key': new Map<number, CborValue>([[1, 4], [3, -7], [-1, Buffer.alloc(32, 1)]]),
  'no map': encodeCbor(['x']),
  nothing: Buffer.alloc(0)
}

attack('registers no key of an algorithm that was not asked for, nor one that is too small, too large or off its curve', taking, async (t, world) => {
  await refusesEach(t, world, Object.fromEntries(Object.entries(keys).map(([what, coseKey]) => [what, { coseKey }])))
})

const sig = Buffer.from('3006020101020101', 'hex')
const x5c = [Buffer.from('308201', 'hex')]
const map = (parts: Record<string, CborValue>): ReadonlyMap<string, CborValue> => new Map(Object.entries(parts))

const statements: Record<string, [CborValue, CborValue]> = {
  'packed with certificates': ['packed', map({ alg: -7, sig, x5c })],
  'packed with no certificates': ['packed', map({ alg: -7, sig, x5c: [] })],
  'packed with certificates of nothing': ['packed', map({ alg: -7, sig, x5c: null })],
  'packed with ECDAA': ['packed', map({ alg: -7, sig, ecdaaKeyId: sig })],
  'packed without a signature': ['packed', map({ alg: -7 })],
  'packed by another key': ['packed', map({ alg: -7, sig })],
  'packed by another algorithm': ['packed', map({ alg: -65_535, sig })],
  tpm: ['tpm', map({ ver: '2.0', alg: -65_535, x5c, sig, certInfo: sig, pubArea: sig })],
  apple: ['apple', map({ x5c })],
  'android-safetynet': ['android-safetynet', map({ ver: '1', response: Buffer.from('e30.e30.x') })],
  'android-key': ['android-key', map({ alg: -7, sig, x5c })],
  'fido-u2f': ['fido-u2f', map({ sig, x5c })],
  compound: ['compound', [map({ fmt: 'packed', attStmt: map({ alg: -7, sig, x5c }) })]],
  unknown: ['acme', map({})],
  'none with a statement': ['none', map({ x5c })],
  'none with a signature': ['none', map({ alg: -7, sig })],
  'none of nothing': ['none', null],
  'none of an array': ['none', []],
  'no format': [null, map({})],
  'a format of a number': [7, map({})],
  'a format of the prototype': ['__proto__', map({ x5c })],
  None: ['None', map({})]
}

let asked = 0
const { verifier } = passkeys()[kPasskeys]
const watched = createPasskeys({}, { ...verifier, registration: (answer, expected) => { asked++; return verifier.registration(answer, expected) } })

attack('reads no certificate: a statement but none, or one that the credential signed itself, comes nowhere', { ...taking, passkeys: watched }, async (t, world) => {
  asked = 0
  await refusesEach(t, world, Object.fromEntries(Object.entries(statements).map(([what, [fmt, attStmt]]) => [what, { fmt, attStmt }])))
  t.equal(asked, 2, 'what could read one saw the true answer, and the one whose form is right')
  asked = 0
  const alice = await world.login('alice')
  t.equal((await addPasskey(alice, new SoftAuthenticator({ attests: true }))).status, 200, 'one that the credential signed')
})

attack('registers nothing that was made without its user, or says that it is a copy where it cannot be one', taking, async (t, world) => {
  await refusesEach(t, world, {
    'without the presence of the user': { flags: { up: false } },
    'verified, but without the presence of the user': { flags: { up: false, uv: true } },
    'backed up, but not eligible for it': { flags: { be: false, bs: true } },
    'of another site': { rpId: 'evil.example' },
    'of the site above': { rpId: 'example' }
  })
})

attack('registers nothing without the verification of the user where that is required', takingPasskeys({ userVerification: 'required' }), async (t, world) => {
  const carol = await world.login('carol')
  t.equal((await startPasskey(carol)).authenticatorSelection.userVerification, 'required')
  await refusesEach(t, world, { unverified: { flags: { uv: false } }, 'absent too': { flags: { up: false, uv: false } } })
})

attack('registers no passkey that can be copied where those are refused', takingPasskeys({ syncable: false }), async (t, world) => {
  const NOT_ALLOWED = 'TWO_FACTOR_METHOD_NOT_ALLOWED'
  await refusesEach(t, world, {
    'copied already': [{ flags: { be: true, bs: true } }, NOT_ALLOWED],
    'not copied yet': [{ flags: { be: true, bs: false } }, NOT_ALLOWED],
    'not eligible, but copied': { flags: { be: false, bs: true } }
  })
  const alice = await world.login('alice')
  t.equal(outcome(await addPasskey(alice, syncedPasskey())), NOT_ALLOWED)
  t.equal((await alice.get('/me')).status, 200)
})

const origins = [
  'http://acme.example', 'https://acme.example:8443', 'https://acme.example:443', 'https://www.acme.example', 'https://login.acme.example', 'null', '', 'https://acme.example.', 'https://ACME.example', 'HTTPS://acme.example',
  'https://acme.example/', 'https://acme.example/login', 'https://acme.example?x', 'https://acme.example#x', 'https://user@acme.example', ' https://acme.example', 'https://acme.example ', 'https://acme.example\u0000', 'https:acme.example',
  'https://evil.example', 'https://acme.example.evil.example', 'https://evil-acme.example', 'https://acme.example@evil.example', 'https://acme.example,https://evil.example', 'https://аcme.example', 'https://xn--cme-5cd.example',
  'android:apk-key-hash:x', 'ios:bundle-id:acme', 'file://', 'chrome-extension://acme.example', 'localhost', 'http://localhost'
]

attack('registers nothing from an origin that is not the configured one to the letter', taking, async (t, world) => {
  await refusesEach(t, world, Object.fromEntries(origins.map(origin => [JSON.stringify(origin), { origin }])))
})

const several = ['https://www.acme.example', 'https://acme.example:8443', 'http://acme.example', 'capacitor://localhost', 'https://other.example', 'http://localhost:3000']

attack('takes of the listed origins only those that passkeys can be used at', { ...takingPasskeys({ rpId: 'acme.example' }), origin: several }, async (t, world) => {
  const [first, second, ...others] = several
  await refusesEach(t, world, Object.fromEntries([...others, SITE, 'https://login.acme.example'].map(origin => [origin, { origin }])), () => new SoftAuthenticator({ origin: first! }))
  for (const origin of [first!, second!]) {
    const alice = await world.login('alice')
    const authenticator = new SoftAuthenticator({ origin })
    t.equal((await addPasskey(alice, authenticator)).status, 200, origin)
    await world.login('alice', { client: alice })
    for (const other of [...others, SITE]) t.equal(outcome(await answerChallenge(alice, await assertion(alice, authenticator, { origin: other }))), NO, `signing in at ${other}`)
    t.equal((await answerChallenge(alice, await assertion(alice, authenticator))).status, 200, `signing in at ${origin}`)
    await world.i1.twoFactor.reset('alice')
  }
})

attack('registers nothing that the frame of another site asked for', taking, async (t, world) => {
  await refusesEach(t, world, {
    'in a frame': [{ crossOrigin: true }, UNREADABLE],
    'in a frame of this site': [{ crossOrigin: true, topOrigin: SITE }, UNREADABLE],
    'in a frame of another': [{ crossOrigin: true, topOrigin: 'https://evil.example' }, UNREADABLE],
    'below another site, but in no frame': [{ topOrigin: 'https://evil.example' }, UNREADABLE],
    'below this site, but in no frame': [{ crossOrigin: false, topOrigin: SITE }, UNREADABLE],
    'below nothing': [{ topOrigin: null }, UNREADABLE],
    'in words': [{ crossOrigin: 'false' }, UNREADABLE],
    'of nothing': [{ crossOrigin: null }, UNREADABLE],
    'of a number': [{ crossOrigin: 0 }, UNREADABLE]
  })
})

attack('reads client data that say one thing only', taking, async (t, world) => {
  const carol = await world.login('carol')
  const options = await startPasskey(carol)
  const data = { type: 'webauthn.create', challenge: options.challenge, origin: SITE, crossOrigin: false }
  const text = JSON.stringify(data)
  const texts: Record<string, string | Uint8Array> = {
    'a byte order mark': `\ufeff${text}`,
    'the type twice': `{"type":"webauthn.get",${text.slice(1)}`,
    'the challenge twice': `{"challenge":"x",${text.slice(1)}`,
    'the origin twice': `${text.slice(0, -1)},"origin":"https://evil.example"}`,
    'the origin twice, once escaped': `${text.slice(0, -1)},"\\u006frigin":"https://evil.example"}`,
    'crossOrigin twice': `${text.slice(0, -1)},"crossOrigin":true}`,
    'a prototype': `{"__proto__":${text}}`,
    'a prototype beside it': `{"__proto__":{"crossOrigin":false},${text.slice(1)}`,
    'in an array': `[${text}]`,
    'in a text': JSON.stringify(text),
    null: 'null',
    true: 'true',
    'a number': '7',
    'no JSON': 'x',
    'half of it': text.slice(0, -5),
    'more after it': `${text}{}`,
    'a zero byte after it': `${text}\u0000`,
    'a comment': `/**/${text}`,
    'UTF-16': Buffer.from(text, 'utf16le'),
    'no UTF-8': Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from(',"x":"\xff"}', 'latin1')]),
    'the challenge padded': text.replace(data.challenge, `${data.challenge}=`),
    'the challenge with more after it': text.replace(data.challenge, `${data.challenge}A`),
    'the challenge in an array': text.replace(`"${data.challenge}"`, `["${data.challenge}"]`),
    'the origin in an array': text.replace(`"${SITE}"`, `["${SITE}"]`),
    'deep arrays': `${text.slice(0, -1)},"x":${'['.repeat(3500)}${']'.repeat(3499)}}`,
    'an empty object': '{}'
  }
  world.repository.countSaves()
  const taken: string[] = []
  for (const [what, clientDataJSON] of Object.entries(texts)) {
    const answer = await confirmPasskey(carol, securityKey().create(options, { clientDataJSON }))
    if (![404, 422].includes(answer.status)) taken.push(`${what}: ${answer.status}`)
  }
  for (const [bytes, status] of [[9_300, 400], [100_000, 413]] as const) {
    const answer = await confirmPasskey(carol, securityKey().create(options, { clientDataJSON: text.padEnd(bytes, ' ') }))
    if (answer.status !== status) taken.push(`${bytes} bytes: ${answer.status}`)
  }
  t.strictSame(taken, [])
  t.equal(world.repository.countSaves(), 0)
  t.equal((await confirmPasskey(carol, securityKey().create(options, { clientDataJSON: text }))).status, 200)
})

/** The answer with another attestation object. */
function attested (made: RegistrationJson, object: Uint8Array): RegistrationJson {
  return { ...made, response: { ...made.response, attestationObject: Buffer.from(object).toString('base64url') } }
}

attack('refuses an attestation that is cut off at any byte', { ...taking, kinds: ['plain'] }, async (t, world) => {
  const alice = await world.login('alice')
  const made = await madePasskey(alice, new SoftAuthenticator({ attests: true }))
  const object = Buffer.from(made.response.attestationObject, 'base64url')
  world.repository.countSaves()
  const taken: string[] = []
  for (let length = 0; length < object.length; length++) {
    const answer = await confirmPasskey(alice, attested(made, object.subarray(0, length)))
    if (outcome(answer) !== (length === 0 ? 'FST_ERR_VALIDATION' : NO)) taken.push(`${length}: ${outcome(answer)}`)
  }
  t.strictSame(taken, [])
  t.equal(world.repository.countSaves(), 0)
  t.equal((await confirmPasskey(alice, made)).status, 200, 'the whole')
})

attack('refuses an attestation with a bit flipped in any byte that its credential signed, or of the signature', { ...taking, kinds: ['plain'] }, async (t, world) => {
  const alice = await world.login('alice')
  const made = await madePasskey(alice, new SoftAuthenticator({ attests: true, algorithm: -8 }))
  const object = Buffer.from(made.response.attestationObject, 'base64url')
  const [signature, data] = [object.indexOf('sig') + 5, object.indexOf('authData') + 10]
  const bytes = Array.from(object.keys()).filter(byte => byte >= data || (byte >= signature && byte < signature + 64))
  t.equal(bytes.length, 64 + 37 + 16 + 2 + 32 + 42, 'signature, head, model, id, key')
  const taken: number[] = []
  for (const byte of bytes) {
    const flipped = Buffer.from(object)
    flipped[byte]! ^= 1 << (byte % 8)
    if (outcome(await confirmPasskey(alice, attested(made, flipped))) !== NO) taken.push(byte)
  }
  t.strictSame(taken, [])
  t.equal((await confirmPasskey(alice, made)).status, 200)
})

/** Milliseconds that one request may take. */
const LONGEST = 50
const TRIES = 10

attack('refuses an attestation that is nested deep, or that is longer than it is, within 50 ms of processor time', { ...taking, kinds: ['plain'] }, async (t, world) => {
  const carol = await world.login('carol')
  const made = await madePasskey(carol, securityKey())
  const object = Buffer.from(made.response.attestationObject, 'base64url')
  const data = object.subarray(object.indexOf('authData') + 10)
  const objects: Record<string, Uint8Array> = {
    'arrays 9,000 deep': Buffer.alloc(9000, 0x81),
    'maps 9,000 deep': Buffer.alloc(9000, 0xa1),
    'arrays without an end': Buffer.alloc(9000, 0x9f),
    'maps of maps': Buffer.from('a16161'.repeat(3000), 'hex'),
    'tags 9,000 deep': Buffer.alloc(9000, 0xc1),
    'wide arrays': Buffer.concat([head(4, 8990), Buffer.alloc(8990, 0x80)]),
    'a statement 8,000 deep': Buffer.concat([head(5, 3), encodeCbor('fmt'), encodeCbor('none'), encodeCbor('attStmt'), Buffer.alloc(8000, 0x81)]),
    ...Object.fromEntries([2, 3, 4, 5, 6, 7].flatMap(major => [2 ** 32, 2 ** 32 - 1, 2 ** 31, 2n ** 64n - 1n].map(length => [`a length of ${length} of type ${major}`, head(major, length)]))),
    ...Object.fromEntries([3, 4, 5].map(major => [`data of 2^32 of type ${major}`, Buffer.concat([head(5, 3), encodeCbor('fmt'), encodeCbor('none'), encodeCbor('attStmt'), encodeCbor(new Map()), encodeCbor('authData'), head(major, 2 ** 32), data])])),
    'a signature of 2^32 bytes': Buffer.concat([head(5, 3), encodeCbor('fmt'), encodeCbor('packed'), encodeCbor('attStmt'), head(5, 2), encodeCbor('sig'), head(2, 2 ** 32), object]),
    'a key that is longer than the data': Buffer.concat([object.subarray(0, -77), head(2, 2 ** 32)]),
    'only zeros': Buffer.alloc(9000),
    'only ones': Buffer.alloc(9000, 255)
  }
  world.repository.countSaves()
  for (const [what, bytes] of Object.entries(objects)) {
    let best = Infinity
    for (let attempt = 0; attempt < TRIES && best >= LONGEST; attempt++) {
      const started = process.cpuUsage()
      const answer = await confirmPasskey(carol, attested(made, bytes))
      const { user, system } = process.cpuUsage(started)
      best = Math.min(best, (user + system) / 1000)
      if (attempt === 0) t.equal(outcome(answer), NO, what)
    }
    t.ok(best < LONGEST, `${what}: ${best.toFixed(1)} ms`)
  }
  t.equal(world.repository.countSaves(), 0)
  t.equal((await confirmPasskey(carol, made)).status, 200)
})
