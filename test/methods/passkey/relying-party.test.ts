import t from 'tap'
import { passkeys } from '../../../lib/methods/passkey/peer.js'
import { createPasskeys, readRelyingParty, type PasskeysOptions, type RelyingParty } from '../../../lib/methods/passkey/relying-party.js'

function read (options: PasskeysOptions, ...origins: string[]): RelyingParty | undefined {
  return readRelyingParty(passkeys(options), 'passkeys', new Set(origins))
}

function invalid (name: string, problem: string): { code: string, message: RegExp } {
  return { code: 'TWO_FACTOR_OPTION_INVALID', message: new RegExp(`option ${name} .*${problem}`) }
}

t.test('is nobody where the option is not given', async t => {
  t.equal(readRelyingParty(undefined, 'passkeys', new Set()), undefined)
})

t.test('refuses to start with anything that passkeys() did not make', async t => {
  for (const given of [null, true, 'passkeys', {}, [], passkeys, { rpId: 'acme.example' }]) {
    t.throws(() => readRelyingParty(given, 'passkeys', new Set(['https://acme.example'])), invalid('passkeys', 'must be what passkeys\\(\\) from fastify-two-factor/passkeys gives'))
  }
})

t.test('knows what a second copy of the module made', async t => {
  const given = { [Symbol.for('fastify-two-factor.passkeys')]: { rpId: undefined, userVerification: 'preferred', syncable: false } }
  t.match(readRelyingParty(given, 'passkeys', new Set(['https://acme.example'])), { rpId: 'acme.example', userVerification: 'preferred', syncable: false })
})

t.test('is by default the host of the first origin, asks for no PIN, and takes synced credentials', async t => {
  const rp = read({}, 'https://acme.example', 'https://www.acme.example')!
  t.strictSame({ ...rp, verifier: undefined }, {
    rpId: 'acme.example',
    origins: ['https://acme.example', 'https://www.acme.example'],
    userVerification: 'discouraged',
    syncable: true,
    verifier: undefined
  })
  t.ok(Object.isFrozen(rp) && Object.isFrozen(rp.origins))
})

t.test('keeps what was given when it was given', async t => {
  const options: PasskeysOptions = { rpId: 'acme.example', userVerification: 'required', syncable: false }
  const given = passkeys(options)
  Object.assign(options, { rpId: 'evil.example', userVerification: 'discouraged', syncable: true })
  t.match(readRelyingParty(given, 'passkeys', new Set(['https://acme.example'])), { rpId: 'acme.example', userVerification: 'required', syncable: false })
})

t.test('takes a port, a name of one part, another script, and this machine over http', async t => {
  for (const [origin, rpId] of [
    ['https://acme.example:8443', 'acme.example'],
    ['https://intranet', 'intranet'],
    ['https://xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['http://localhost:3000', 'localhost'],
    ['https://localhost', 'localhost']
  ] as const) {
    t.match(read({}, origin), { rpId, origins: [origin] }, origin)
    t.match(read({ rpId }, origin), { rpId, origins: [origin] }, origin)
  }
})

t.test('refuses to start without an origin', async t => {
  t.throws(() => read({}), invalid('passkeys', 'needs origin'))
  t.throws(() => read({ rpId: 'acme.example' }), invalid('passkeys', 'needs origin'))
})

t.test('refuses to start where browsers give no credentials at the first origin', async t => {
  for (const origin of [
    'http://acme.example',
    'http://app.localhost:3000',
    'http://127.0.0.1:3000',
    'https://127.0.0.1',
    'https://[::1]',
    'https://acme.example.',
    'capacitor://localhost',
    'chrome-extension://abcdef'
  ]) {
    t.throws(() => read({}, origin, 'https://acme.example'), invalid('passkeys', 'needs a first origin with https'), origin)
    t.throws(() => read({ rpId: new URL(origin).hostname }, origin), invalid('passkeys', 'needs a first origin with https'), origin)
  }
})

t.test('takes a parent of the host, on a dot', async t => {
  for (const rpId of ['login.acme.example', 'acme.example']) t.match(read({ rpId }, 'https://login.acme.example'), { rpId })
})

t.test('refuses to start with an RP ID that is no parent of the host', async t => {
  for (const rpId of [
    'evil.example', 'www.login.acme.example', 'n.acme.example', 'me.example', 'cme.example', 'example', '', '.', '.example', '.acme.example',
    'acme.example.', 'ACME.example', 'acme.example:443', 'https://acme.example', 'https://login.acme.example', ' acme.example'
  ]) {
    t.throws(() => read({ rpId }, 'https://login.acme.example'), invalid('passkeys.rpId', 'must be the host name of https://login.acme.example or a parent'), rpId)
  }
})

t.test('uses the other origins as far as they are secure and lie under the RP ID', async t => {
  const listed = [
    'https://www.acme.example', 'http://www.acme.example', 'https://evil.example', 'https://acme.example', 'https://evil-acme.example',
    'http://localhost', 'https://127.0.0.1', 'capacitor://acme.example', 'https://acme.example.', 'https://www.acme.example:8443'
  ]
  t.match(read({ rpId: 'acme.example' }, ...listed), { origins: ['https://www.acme.example', 'https://acme.example', 'https://www.acme.example:8443'] })
  t.match(read({}, ...listed), { rpId: 'www.acme.example', origins: ['https://www.acme.example', 'https://www.acme.example:8443'] })
})

t.test('verifies with what it was made with', async t => {
  const verifier = { ...read({}, 'https://acme.example')!.verifier }
  t.equal(readRelyingParty(createPasskeys({}, verifier), 'passkeys', new Set(['https://acme.example']))!.verifier, verifier)
})
