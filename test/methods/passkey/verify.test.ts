import t from 'tap'
import { requireAssertionAnswer, requireRegistrationAnswer } from '../../../lib/methods/passkey/answer.js'
import type { Made } from '../../../lib/methods/passkey/facts.js'
import { createPasskeys, readRelyingParty, type RelyingParty, type Verifier } from '../../../lib/methods/passkey/relying-party.js'
import { verifyAssertion, verifyRegistration } from '../../../lib/methods/passkey/verify.js'
import { SoftAuthenticator, type Forgery } from '../../support/authenticator.js'
import { encodeCbor, head, type CborValue } from '../../support/cbor.js'
import { changedKey, coseKeyOf, generateKeys } from '../../support/cose-key.js'
import { assert, CHALLENGE, creation, HANDLE, register, registered, relyingParty, request, rp } from './fixtures.js'

const ALGORITHMS = [-8, -7, -257] as const

const clientData = { type: 'webauthn.create', challenge: CHALLENGE, origin: 'https://acme.example' }

/** A relying party, some of whose verifier is another one. */
function verifying (verifier: Partial<Verifier>): RelyingParty {
  return readRelyingParty(createPasskeys({}, { ...rp.verifier, ...verifier }), 'passkeys', new Set(rp.origins))!
}

/** Whether this is refused, with a reason, within so many milliseconds: the best of some tries, since others use the machine too. */
async function refusedWithin (milliseconds: number, verify: () => Promise<object>): Promise<boolean> {
  for (let round = 0; round < 5; round++) {
    const began = performance.now()
    if (!('reason' in await verify())) return false
    if (performance.now() - began < milliseconds) return true
  }
  return false
}

t.test('a registration', async t => {
  t.test('gives the facts of what was made, for each algorithm, whether its key signed it or not', async t => {
    for (const algorithm of ALGORITHMS) {
      for (const attests of [false, true]) {
        const authenticator = new SoftAuthenticator({ algorithm, attests })
        const { publicKey, credentialId, ...facts } = await registered(authenticator)
        t.strictSame(facts, { challenge: CHALLENGE, signCount: 1, userVerified: false, backupEligible: false, backedUp: false, transports: ['usb'] })
        t.strictSame([credentialId], authenticator.credentialIds)
        t.strictSame(Buffer.from(publicKey, 'base64url'), encodeCbor(coseKeyOf(authenticator.keysOf(credentialId).publicKey)))
      }
    }
  })

  t.test('gives what the authenticator says of itself', async t => {
    const synced = new SoftAuthenticator({ synced: true })
    t.match(await registered(synced), { signCount: 0, userVerified: true, backupEligible: true, backedUp: true, transports: ['hybrid', 'internal'] })
    t.match(await register(synced, { flags: { bs: false }, signCount: 4_294_967_295 }), { facts: { signCount: 4_294_967_295, backupEligible: true, backedUp: false } })
  })

  t.test('takes ids of 1 to 1023 bytes, extensions, and the order of keys that another browser writes', async t => {
    const authenticator = new SoftAuthenticator()
    for (const bytes of [1, 16, 255, 256, 1023]) t.match(await register(authenticator, { credentialId: Buffer.alloc(bytes, 7) }), { facts: { credentialId: Buffer.alloc(bytes, 7).toString('base64url') } })
    t.match(await register(authenticator, { extensions: new Map<string, CborValue>([['credProtect', 2], ['hmac-secret', true], ['nested', new Map([['x', 1]])]]) }), { facts: { signCount: 1 } })
    const { type, challenge, origin } = clientData
    t.match(await register(authenticator, { clientDataJSON: JSON.stringify({ challenge, clientExtensions: {}, hashAlgorithm: 'SHA-256', origin, type }) }), { facts: { challenge } })
  })

  t.test('leaves the challenge to others, as it stands in the client data', async t => {
    for (const challenge of ['', 'x', 'é', CHALLENGE]) t.match(await register(new SoftAuthenticator(), { challenge }), { facts: { challenge } })
  })

  t.test('is refused from another origin, and the reason names both', async t => {
    for (const origin of [
      'http://acme.example', 'https://acme.example:8443', 'https://www.acme.example', 'null', '', 'https://acme.example.', 'https://ACME.example', 'https://acme.example/',
      'https://аcme.example', 'https://acme.example.evil.example', 'https://evil-acme.example', ' https://acme.example'
    ]) {
      t.strictSame(await register(new SoftAuthenticator(), { origin }), { reason: `the origin ${JSON.stringify(origin)} is none of https://acme.example` })
    }
    const several = relyingParty({ rpId: 'acme.example' }, 'https://www.acme.example', 'http://acme.example', 'https://acme.example:8443')
    t.match(await register(new SoftAuthenticator(), { origin: 'https://acme.example:8443' }, several), { facts: {} })
    t.match(await register(new SoftAuthenticator(), {}, several), { reason: 'is none of https://www.acme.example, https://acme.example:8443' })
  })

  t.test('is refused with an assertion\'s type, and with any other', async t => {
    for (const type of ['webauthn.get', 'webauthn.create ', 'payment.get', '']) t.strictSame(await register(new SoftAuthenticator(), { type }), { reason: `the type ${JSON.stringify(type)} is not webauthn.create` })
  })

  t.test('is refused where a frame of another site asked, or the client data cannot be read', async t => {
    const text = JSON.stringify(clientData)
    for (const forgery of [
      { crossOrigin: true }, { crossOrigin: true, topOrigin: 'https://acme.example' }, { topOrigin: 'https://acme.example' }, { clientDataJSON: `\ufeff${text}` },
      { clientDataJSON: `{"type":"webauthn.get",${text.slice(1)}` }, { clientDataJSON: `{"__proto__":${text}}` }, { clientDataJSON: 'null' }, { clientDataJSON: 'x' }, { clientDataJSON: '7' }
    ]) t.strictSame(await register(new SoftAuthenticator(), forgery), { reason: 'the client data cannot be read, or a frame of another site asked' }, JSON.stringify(forgery))
  })

  t.test('tells no more than a little of what a stranger wrote', async t => {
    const { reason } = await register(new SoftAuthenticator(), { origin: `https://${'evil'.repeat(1000)}\n` }) as { reason: string }
    t.ok(reason.length < 200)
    t.notMatch(reason, '\n')
  })

  t.test('is refused for another site, and the reason names the RP ID', async t => {
    for (const rpId of ['evil.example', 'example', 'www.acme.example', '', 'ACME.EXAMPLE']) t.strictSame(await register(new SoftAuthenticator(), { rpId }), { reason: 'the RP ID is not acme.example' }, rpId)
  })

  t.test('is refused without the presence of the user', async t => {
    for (const uv of [false, true]) t.match(await register(new SoftAuthenticator(), { flags: { up: false, uv } }), { reason: /presen/ })
  })

  t.test('is refused without the verification of the user where that is required, and only there', async t => {
    t.match(await register(new SoftAuthenticator(), { flags: { uv: false } }, relyingParty({ userVerification: 'required' })), { reason: /[Vv]erifi/ })
    t.match(await register(new SoftAuthenticator(), { flags: { uv: true } }, relyingParty({ userVerification: 'required' })), { facts: { userVerified: true } })
    for (const userVerification of ['discouraged', 'preferred'] as const) {
      t.match(await register(new SoftAuthenticator(), { flags: { uv: false } }, relyingParty({ userVerification })), { facts: { userVerified: false } })
    }
  })

  t.test('is refused as backed up where it cannot be', async t => {
    t.match(await register(new SoftAuthenticator(), { flags: { be: false, bs: true } }), { reason: /backed up/ })
  })

  t.test('reports a credential that can be copied even where none is wanted: the decision refuses it', async t => {
    t.match(await register(new SoftAuthenticator({ synced: true }), {}, relyingParty({ syncable: false })), { facts: { backupEligible: true } })
  })

  t.test('is refused with an id that is not the one of the credential', async t => {
    const other = Buffer.alloc(32, 9).toString('base64url')
    t.strictSame(await register(new SoftAuthenticator(), { id: other, rawId: other }), { reason: 'the id is not the one of the credential' })
    t.match(await register(new SoftAuthenticator(), { credentialId: Buffer.alloc(0), id: other, rawId: other }), { reason: 'the id is not the one of the credential' })
    t.match(await register(new SoftAuthenticator(), { credentialId: Buffer.alloc(1024, 7), id: other, rawId: other }), { reason: 'the id is not the one of the credential' })
  })

  t.test('is refused with a key that its owner could not sign with, or that is too costly', async t => {
    const p256 = coseKeyOf(generateKeys(-7).publicKey)
    const rsa = coseKeyOf(generateKeys(-257).publicKey)
    const y = Buffer.from(p256.get(-3) as Buffer)
    y[31]! ^= 1
    const keys = {
      'off the curve': changedKey(p256, { [-3]: y }),
      'with more in it': changedKey(p256, { 2: Buffer.alloc(5000) }),
      'of 8,192 bits': changedKey(rsa, { [-1]: Buffer.alloc(1024, 255) }),
      'of 1,024 bits': changedKey(rsa, { [-1]: Buffer.alloc(128, 255) }),
      'of an even exponent': changedKey(rsa, { [-2]: Buffer.from([4]) }),
      'no map': encodeCbor([1, 2]),
      nothing: Buffer.alloc(0),
      // Firefox 117 wrote Ed25519 like this: nothing verifies it
      'in words': new Map<number, CborValue>([[1, 'OKP'], [3, -8], [-1, 'Ed25519'], [-2, Buffer.alloc(32)]])
    }
    for (const [name, coseKey] of Object.entries(keys)) t.match(await register(new SoftAuthenticator(), { coseKey }), { reason: String }, name)
    for (const alg of [-48, -49, -50, -65535, -47, -37, -35, -258]) {
      t.strictSame(await register(new SoftAuthenticator(), { coseKey: changedKey(p256, { 3: alg }) }), { reason: 'the key is none that is taken' }, String(alg))
    }
  })

  t.test('is refused with any statement but none, or one that the credential signed itself', async t => {
    const sig = Buffer.from('3006020101020101', 'hex')
    const x5c = [Buffer.from('3082', 'hex')]
    const statements: [CborValue, CborValue][] = [
      ['none', new Map([['sig', sig]])], ['none', []], ['none', [sig]], ['none', null], ['none', 'x'], ['none', 7], ['none', false], ['none', Buffer.alloc(0)],
      ['packed', new Map<string, CborValue>([['alg', -7], ['sig', sig], ['x5c', x5c]])], ['packed', new Map<string, CborValue>([['alg', -7], ['sig', sig], ['x5c', []]])],
      ['packed', new Map<string, CborValue>([['alg', -7], ['sig', sig], ['x5c', null]])], ['packed', new Map<string, CborValue>([['alg', -7], ['sig', sig], ['ecdaaKeyId', sig]])],
      ['packed', new Map<string, CborValue>([['sig', sig], ['x5c', x5c]])],
      ['packed', new Map<string, CborValue>([['sig', sig]])], ['packed', new Map<string, CborValue>([['alg', -7]])], ['packed', new Map()], ['packed', []], ['packed', null],
      ...['fido-u2f', 'android-key', 'android-safetynet', 'tpm', 'apple', 'compound', 'x', '', 'None', '__proto__', 7, null].map((fmt): [CborValue, CborValue] => [fmt, new Map<string, CborValue>([['alg', -7], ['sig', sig], ['x5c', x5c]])]),
      ...['fido-u2f', 'apple', '', 7, null].map((fmt): [CborValue, CborValue] => [fmt, new Map()])
    ]
    let asked = 0
    const by = verifying({ registration: (...given) => { asked++; return rp.verifier.registration(...given) } })
    for (const [fmt, attStmt] of statements) {
      t.match(await register(new SoftAuthenticator(), { fmt, attStmt }, by), { reason: 'the statement is none that is taken' }, `${String(fmt)} ${String(attStmt)}`)
    }
    t.equal(asked, 0, 'the peer, which would read certificates, is never asked')
  })

  t.test('is refused with a statement of another algorithm than the key\'s', async t => {
    for (const algorithm of ALGORITHMS) {
      const keys = generateKeys(algorithm)
      for (const alg of [-7, -8, -257, -65535, -35, '-7', null, 0].filter(other => other !== algorithm)) {
        const attStmt = new Map<string, CborValue>([['alg', alg], ['sig', Buffer.alloc(64)]])
        t.match(await register(new SoftAuthenticator({ algorithm }), { fmt: 'packed', attStmt, keys }), { reason: 'the statement is none that is taken' }, `${algorithm} ${alg}`)
      }
    }
  })

  t.test('is refused with a statement that another key signed, or whose signature has another form', async t => {
    for (const algorithm of ALGORITHMS) {
      const attesting = new SoftAuthenticator({ algorithm, attests: true })
      const keys = generateKeys(algorithm)
      t.strictSame(await register(attesting, { keys, coseKey: coseKeyOf(generateKeys(algorithm).publicKey) }), { reason: 'the signature is wrong' }, String(algorithm))
      for (const wrong of [Buffer.alloc(0), Buffer.alloc(513)]) t.match(await register(attesting, { keys, signature: () => wrong }), { reason: String })
    }
    const p256 = new SoftAuthenticator({ attests: true })
    t.strictSame(await register(p256, { signature: signature => Buffer.concat([signature, Buffer.alloc(1)]) }), { reason: 'the signature has another form than its algorithm gives it' })
    for (const sig of ['x', 7, null, [1]]) {
      t.match(await register(p256, { fmt: 'packed', attStmt: new Map<string, CborValue>([['alg', -7], ['sig', sig]]) }), { reason: 'the signature has another form than its algorithm gives it' })
    }
  })

  t.test('is refused wherever its attestation object is cut off', async t => {
    for (const algorithm of ALGORITHMS) {
      const { response, ...json } = new SoftAuthenticator({ algorithm }).create(creation)
      const object = Buffer.from(response.attestationObject, 'base64url')
      for (let length = 1; length < object.length; length++) {
        const cut = { ...json, response: { ...response, attestationObject: object.subarray(0, length).toString('base64url') } }
        const verified = await verifyRegistration(requireRegistrationAnswer(cut), rp)
        if (!('reason' in verified)) t.fail(`${algorithm} ${length}`)
      }
      t.match(await verifyRegistration(requireRegistrationAnswer({ ...json, response }), rp), { facts: {} })
    }
  })

  t.test('is refused with anything else in the place of its attestation object', async t => {
    for (const value of [null, 7, 'x', true, [], new Map(), new Map<string, CborValue>([['fmt', 'none'], ['attStmt', new Map()]]), ...[Buffer.alloc(37), null, 7, 'x', [], new Map(), Buffer.alloc(36)].map(data => new Map<string, CborValue>([['fmt', 'none'], ['attStmt', new Map()], ['authData', data]]))]) {
      t.match(await register(new SoftAuthenticator(), { attestationObject: () => encodeCbor(value) }), { reason: String }, String(value))
    }
  })

  t.test('is refused within 50 ms however deep its CBOR is, or long as it says', async t => {
    const deep = (byte: number): Buffer => Buffer.alloc(9000, byte)
    const lengths = [2, 3, 4, 5, 6].flatMap(major => [2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, 2n ** 64n - 1n].map(length => head(major, length)))
    const parts = [
      ...[0x81, 0xa1, 0xc1, 0x9f, 0xbf, 0x5f, 0xff].map(deep), ...lengths, ...lengths.map(length => Buffer.concat([length, Buffer.alloc(8000, 1)])),
      ...lengths.map(length => Buffer.concat(Array.from({ length: 900 }, () => length)))
    ]
    for (const part of parts) {
      const whole = part.subarray(0, 9000)
      const within = Buffer.concat([Buffer.from('a363666d74646e6f6e656761747453746d74', 'hex'), part.subarray(0, 8900)])
      for (const forgery of [{ attestationObject: () => whole }, { attestationObject: () => within }, { coseKey: whole.subarray(0, 8500) }]) {
        const json = requireRegistrationAnswer(new SoftAuthenticator().create(creation, forgery))
        t.ok(await refusedWithin(50, () => verifyRegistration(json, rp)), `${part.subarray(0, 10).toString('hex')} ${Object.keys(forgery)}`)
      }
    }
  })

  t.test('is refused with a reason whatever the peer throws', async t => {
    const authenticator = new SoftAuthenticator()
    for (const thrown of [undefined, null, 'x', 7, {}, Object.create(null), Symbol('x')]) {
      t.strictSame(await register(authenticator, {}, verifying({ registration: async () => { throw thrown } })), { reason: 'it cannot be read' })
      t.strictSame(await register(authenticator, {}, verifying({ attestation: () => { throw thrown } })), { reason: 'it cannot be read' })
    }
    t.strictSame(await register(authenticator, {}, verifying({ registration: () => Promise.reject(new TypeError('x'.repeat(9000))) })), { reason: 'x'.repeat(500) })
  })
})

t.test('an assertion', async t => {
  t.test('gives the facts of it, for each algorithm', async t => {
    for (const algorithm of ALGORITHMS) {
      const authenticator = new SoftAuthenticator({ algorithm })
      const { credentialId, publicKey, ...made } = await registered(authenticator)
      t.strictSame(await assert(authenticator, { ...made, credentialId, publicKey }), {
        facts: { credentialId, publicKey, challenge: CHALLENGE, signCount: 2, userVerified: false, backupEligible: false, backedUp: false }
      })
    }
    const synced = new SoftAuthenticator({ synced: true })
    t.match(await assert(synced, await registered(synced)), { facts: { signCount: 0, userVerified: true, backupEligible: true, backedUp: true } })
  })

  t.test('leaves counter, backup and challenge to the decision', async t => {
    const authenticator = new SoftAuthenticator()
    const passkey = await registered(authenticator)
    for (const signCount of [0, 1, 4_294_967_295]) t.match(await assert(authenticator, passkey, { signCount }), { facts: { signCount } })
    for (const bs of [false, true]) t.match(await assert(authenticator, passkey, { flags: { be: true, bs } }), { facts: { backupEligible: true, backedUp: bs } })
    for (const challenge of ['', 'x', 'é']) t.match(await assert(authenticator, passkey, { challenge }), { facts: { challenge } })
  })

  t.test('takes the user handle of the user, or none', async t => {
    const authenticator = new SoftAuthenticator()
    const passkey = await registered(authenticator)
    for (const userHandle of [HANDLE, null]) t.match(await assert(authenticator, passkey, { userHandle }), { facts: {} })
  })

  t.test('is refused with the user handle of anybody else', async t => {
    const authenticator = new SoftAuthenticator()
    const passkey = await registered(authenticator)
    for (const userHandle of ['', Buffer.alloc(32, 2).toString('base64url'), HANDLE.slice(0, -1), `${HANDLE}A`, 'x'.repeat(10_240)]) {
      t.strictSame(await assert(authenticator, passkey, { userHandle }), { reason: 'the user handle is another one' }, userHandle.slice(0, 50))
    }
    const answer = requireAssertionAnswer(authenticator.get({ ...request, allowCredentials: [{ id: passkey.credentialId }] }, { userHandle: HANDLE }))
    t.strictSame(await verifyAssertion(answer, passkey, undefined, rp), { reason: 'the user handle is another one' })
  })

  t.test('is refused where a registration is, by its client data, and for another site', async t => {
    const authenticator = new SoftAuthenticator()
    const passkey = await registered(authenticator)
    const forgeries: [Forgery, string | RegExp][] = [
      [{ origin: 'https://evil.example' }, 'the origin "https://evil.example" is none of https://acme.example'],
      [{ origin: 'http://acme.example' }, 'the origin "http://acme.example" is none of https://acme.example'],
      [{ type: 'webauthn.create' }, 'the type "webauthn.create" is not webauthn.get'],
      [{ crossOrigin: true }, /frame of another site/],
      [{ topOrigin: 'https://acme.example' }, /frame of another site/],
      [{ clientDataJSON: 'null' }, /cannot be read/],
      [{ rpId: 'evil.example' }, 'the RP ID is not acme.example'],
      [{ flags: { up: false } }, /present/],
      [{ flags: { bs: true } }, /backed up/]
    ]
    for (const [forgery, reason] of forgeries) t.match(await assert(authenticator, passkey, forgery), { reason }, JSON.stringify(forgery))
  })

  t.test('is refused without the verification of the user where that is required, and only there', async t => {
    const authenticator = new SoftAuthenticator()
    const passkey = await registered(authenticator)
    t.match(await assert(authenticator, passkey, {}, relyingParty({ userVerification: 'required' })), { reason: /[Vv]erif/ })
    t.match(await assert(authenticator, passkey, { flags: { uv: true } }, relyingParty({ userVerification: 'required' })), { facts: { userVerified: true } })
    t.match(await assert(authenticator, passkey, {}, relyingParty({ userVerification: 'preferred' })), { facts: { userVerified: false } })
  })

  t.test('is refused with the signature of another key', async t => {
    const others = ALGORITHMS.map(algorithm => ({ algorithm, keys: generateKeys(algorithm) }))
    for (const algorithm of ALGORITHMS) {
      const authenticator = new SoftAuthenticator({ algorithm })
      const passkey = await registered(authenticator)
      for (const other of others) {
        t.match(await assert(authenticator, passkey, { keys: other.keys }), { reason: other.algorithm === algorithm ? 'the signature is wrong' : String }, `${algorithm} ${other.algorithm}`)
      }
    }
  })

  t.test('is refused with any bit of its signature, of its data or of its client data flipped', async t => {
    const authenticator = new SoftAuthenticator({ algorithm: -8 })
    const passkey = await registered(authenticator)
    const json = authenticator.get({ ...request, allowCredentials: [{ id: passkey.credentialId }] })
    for (const key of ['signature', 'authenticatorData', 'clientDataJSON'] as const) {
      const bytes = Buffer.from(json.response[key], 'base64url')
      for (let bit = 0; bit < 8 * bytes.length; bit++) {
        const flipped = Buffer.from(bytes)
        flipped[bit >> 3]! ^= 1 << (bit & 7)
        const answer = requireAssertionAnswer({ ...json, response: { ...json.response, [key]: flipped.toString('base64url') } })
        if ('facts' in await verifyAssertion(answer, passkey, HANDLE, rp)) t.fail(`${key} ${bit}`)
      }
    }
    t.match(await verifyAssertion(requireAssertionAnswer(json), passkey, HANDLE, rp), { facts: {} })
  })

  t.test('is refused with anything after its signature, or a signature in another form', async t => {
    for (const algorithm of ALGORITHMS) {
      const authenticator = new SoftAuthenticator({ algorithm })
      const passkey = await registered(authenticator)
      for (const change of [(signature: Buffer) => Buffer.concat([signature, Buffer.alloc(1)]), (signature: Buffer) => signature.subarray(0, -1), () => Buffer.alloc(9000, 0x30)]) {
        t.match(await assert(authenticator, passkey, { signature: change }), { reason: /^the signature/ }, String(algorithm))
      }
    }
  })

  t.test('is refused with data that are too short, or something else', async t => {
    const authenticator = new SoftAuthenticator()
    const passkey = await registered(authenticator)
    for (const length of [1, 31, 32, 33, 36, 38, 60]) t.match(await assert(authenticator, passkey, { authenticatorData: Buffer.alloc(length) }), { reason: String }, String(length))
  })

  t.test('is refused by an unknown credential, and asks the peer as a known one does', async t => {
    const authenticator = new SoftAuthenticator()
    const passkey = await registered(authenticator)
    const asked: string[] = []
    const assertion: Verifier['assertion'] = async (answer, publicKey, expected) => {
      const asserted = await rp.verifier.assertion(answer, publicKey, expected)
      asked.push(`${publicKey === passkey.publicKey ? 'its key' : 'another key'}, ${asserted === undefined ? 'wrong' : 'right'}`)
      return asserted
    }
    const by = verifying({ assertion })
    t.strictSame(await assert(authenticator, undefined, {}, by), { reason: 'the user has no such credential' })
    t.strictSame(await assert(authenticator, undefined, { signature: () => Buffer.from('x') }, by), { reason: 'the user has no such credential' })
    t.match(await assert(authenticator, passkey, {}, by), { facts: {} })
    t.strictSame(asked, ['another key, wrong', 'another key, wrong', 'its key, right'])
  })

  t.test('is refused by an unknown credential for what is wrong with it besides, as a known one is', async t => {
    const authenticator = new SoftAuthenticator()
    await registered(authenticator)
    t.match(await assert(authenticator, undefined, { rpId: 'evil.example' }), { reason: 'the RP ID is not acme.example' })
    t.match(await assert(authenticator, undefined, { userHandle: '' }), { reason: 'the user handle is another one' })
  })

  t.test('is refused with a stored key that is none that is taken', async t => {
    const authenticator = new SoftAuthenticator()
    const passkey = await registered(authenticator)
    const bad: Partial<Made>[] = [{ publicKey: '' }, { publicKey: 'AAAA' }, { publicKey: encodeCbor(changedKey(coseKeyOf(generateKeys(-7).publicKey), { 3: -35 })).toString('base64url') }]
    for (const change of bad) t.match(await assert(authenticator, { ...passkey, ...change }), { reason: String })
  })

  t.test('is refused within 50 ms however deep its extensions are, or long as they say', async t => {
    const authenticator = new SoftAuthenticator()
    const passkey = await registered(authenticator)
    const json = authenticator.get({ ...request, allowCredentials: [{ id: passkey.credentialId }] }, { extensions: new Map() })
    const data = Buffer.from(json.response.authenticatorData, 'base64url').subarray(0, 37)
    for (const extensions of [Buffer.alloc(9000, 0x81), Buffer.alloc(9000, 0xa1), Buffer.from('a101'.repeat(4000), 'hex'), Buffer.from('a16178'.repeat(2900), 'hex'), ...[2, 3, 4, 5].map(major => head(major, 2 ** 32))]) {
      const answer = requireAssertionAnswer({ ...json, response: { ...json.response, authenticatorData: Buffer.concat([data, extensions]).toString('base64url') } })
      t.ok(await refusedWithin(50, () => verifyAssertion(answer, passkey, HANDLE, rp)), extensions.subarray(0, 5).toString('hex'))
    }
  })

  t.test('is refused with a reason whatever the peer throws', async t => {
    const authenticator = new SoftAuthenticator()
    const passkey = await registered(authenticator)
    for (const thrown of [undefined, null, 'x', {}]) {
      t.strictSame(await assert(authenticator, passkey, {}, verifying({ assertion: async () => { throw thrown } })), { reason: 'it cannot be read' })
      t.strictSame(await assert(authenticator, undefined, {}, verifying({ assertion: () => { throw thrown } })), { reason: 'it cannot be read' })
    }
  })
})
