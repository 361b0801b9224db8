import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import ts from 'typescript'
import { requireRegistrationAnswer } from '../../../lib/methods/passkey/answer.js'
import { passkeys } from '../../../lib/methods/passkey/peer.js'
import { SoftAuthenticator } from '../../support/authenticator.js'
import { changedKey, coseKeyOf, generateKeys } from '../../support/cose-key.js'
import { creation, rp } from './fixtures.js'

t.test('takes no options, or all of them', async t => {
  for (const options of [undefined, {}, { rpId: undefined, userVerification: undefined, syncable: undefined }, { rpId: 'acme.example', userVerification: 'preferred', syncable: false }] as const) {
    t.ok(Object.isFrozen(passkeys(options)))
  }
})

t.test('shows nothing of what it was given', async t => {
  t.strictSame(JSON.stringify(passkeys({ rpId: 'acme.example' })), '{}')
})

t.test('refuses an option that it does not know, and names it', async t => {
  t.throws(() => passkeys({ rpID: 'acme.example' } as {}), {
    code: 'TWO_FACTOR_OPTION_INVALID',
    message: 'fastify-two-factor: option passkeys.rpID is unknown. Known are: rpId, userVerification, syncable'
  })
})

t.test('refuses an option of another kind, and names it', async t => {
  for (const [name, values] of Object.entries({ rpId: [null, 7, ['acme.example'], {}], userVerification: [null, '', 'REQUIRED', true, ['required']], syncable: [null, 'false', 0] })) {
    for (const value of values) t.throws(() => passkeys({ [name]: value }), { code: 'TWO_FACTOR_OPTION_INVALID', message: new RegExp(`option passkeys\\.${name} must be .*, got `) }, `${name} ${value}`)
  }
  for (const options of [null, 'acme.example', 7]) t.throws(() => passkeys(options as {}), { code: 'TWO_FACTOR_OPTION_INVALID', message: /option passkeys must be an object, got / })
})

t.test('has the peer take our algorithms, not its own', async t => {
  const { publicKey } = generateKeys(-257)
  for (const alg of [-258, -259, -37, -65535]) {
    const answer = requireRegistrationAnswer(new SoftAuthenticator().create(creation, { coseKey: changedKey(coseKeyOf(publicKey), { 3: alg }) }))
    await t.rejects(rp.verifier.registration(answer, rp), { message: /alg .*-8, -7, -257/ }, String(alg))
  }
})

t.test('is the only module that imports the peer', async t => {
  const importing = readdirSync('lib', { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts'))
    .filter(name => readFileSync(join('lib', name), 'utf8').includes('\'@simplewebauthn/'))
  t.strictSame(importing.map(name => name.replaceAll('\\', '/')), ['methods/passkey/peer.ts'])
})

t.test('names nothing of the peer in its declarations, so that they compile where it is not installed', async t => {
  const { outputText } = ts.transpileDeclaration(readFileSync('lib/methods/passkey/peer.ts', 'utf8'), { fileName: 'peer.ts' })
  t.match(outputText, 'export declare function passkeys(options?: PasskeysOptions): Passkeys;')
  t.notMatch(outputText, '@simplewebauthn/server\'')
})
