import { createHash } from 'node:crypto'
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'
import t from 'tap'
import { createApplication } from '../support/application.js'
import { betterAuthKeys } from '../../example-app/recipes/better-auth-keys.js'
import { importKeys } from '../../example-app/recipes/import-keys.js'

// each key was made by that library, and each code is the one that it shows at the start of the tests' clock
const SPEAKEASY_2 = { secret: 'G4WDI5DEMRJUKTJ2IEZECKCIOMVGGOC5', code: '992979' }
const OTPLIB_13 = { secret: '3ZKQHPHYSON5DCGFIIWRX4U5ZZAB2ZLI', code: '732248' }
const OTPLIB_12 = { secret: 'DV7D2CZCEEVT4BBO', code: '877666' }
const BETTER_AUTH_1_7 = {
  betterAuthSecret: 'the secret of better-auth, 32 characters or more',
  secret: '72cbf9885558ef095bd8cbad4edbc112caf446d02c4c8b940691c99842e223269c05362702aeddc3d381c07cee9540be0b09e52de4a72b7a4c739ad239b46466b391585b78c27f6a',
  uri: 'otpauth://totp/Acme:alice%40example.com?secret=PFBTSVSLGF4TCWSYHBAUCR2VOZQXE6CNJ4WW66DTPBCHUT3HNA3A&issuer=Acme&digits=6&period=30',
  code: '158016'
}

/** What better-auth's `symmetricDecrypt` does: XChaCha20-Poly1305 under the SHA-256 of its secret, the nonce in front. */
async function symmetricDecrypt ({ key, data }: { key: string, data: string }): Promise<string> {
  const bytes = Buffer.from(data, 'hex')
  const plain = xchacha20poly1305(createHash('sha256').update(key).digest(), bytes.subarray(0, 24)).decrypt(bytes.subarray(24))
  return Buffer.from(plain).toString()
}

t.test('a user of speakeasy or otplib 13 signs in with the code that the library shows for their imported key', async t => {
  for (const { secret, code } of [SPEAKEASY_2, OTPLIB_13]) {
    const { app, login } = await createApplication()
    t.strictSame(await importKeys(app.twoFactor, [{ userId: 'alice', secret }]), [])
    t.match(await (await login('alice')).post('/two-factor/challenge', { code }), { status: 200, body: { method: 'totp' } })
  }
})

t.test('a user of better-auth signs in with the code that it shows for their key, imported from its encrypted column', async t => {
  const { app, login } = await createApplication()
  const { betterAuthSecret, secret, uri, code } = BETTER_AUTH_1_7
  const keys = (): ReturnType<typeof betterAuthKeys> => betterAuthKeys([{ userId: 'alice', secret }], async data => await symmetricDecrypt({ key: betterAuthSecret, data }))
  t.strictSame((await keys().next()).value, { userId: 'alice', secret: new URL(uri).searchParams.get('secret') })
  t.strictSame(await importKeys(app.twoFactor, keys()), [])
  t.match(await (await login('alice')).post('/two-factor/challenge', { code }), { status: 200, body: { method: 'totp' } })
})

t.test('the 10-byte keys of otplib up to 12 are refused and their users named, unless short keys are allowed', async t => {
  const { app, login } = await createApplication()
  const { secret, code } = OTPLIB_12
  t.strictSame(await importKeys(app.twoFactor, [{ userId: 'alice', secret }, { userId: 'bob', secret: SPEAKEASY_2.secret }]), ['alice'])
  t.match(await app.twoFactor.status('alice'), { enabled: false })
  t.match(await app.twoFactor.status('bob'), { enabled: true })
  await app.twoFactor.importAuthenticator('alice', { secret, allowShortKey: true })
  t.match(await (await login('alice')).post('/two-factor/challenge', { code }), { status: 200, body: { method: 'totp' } })
})

t.test('an import that runs again changes nothing, and one that meets more than a refused key stops', async t => {
  const { app, repository } = await createApplication()
  const keys = [{ userId: 'alice', secret: SPEAKEASY_2.secret }]
  await importKeys(app.twoFactor, keys)
  const before = await repository.findTwoFactor('alice')
  t.strictSame(await importKeys(app.twoFactor, keys), [])
  t.strictSame(await repository.findTwoFactor('alice'), before)
  await t.rejects(importKeys(app.twoFactor, [{ userId: 'nobody', secret: SPEAKEASY_2.secret }]), { code: 'TWO_FACTOR_NOT_FOUND' })
})
