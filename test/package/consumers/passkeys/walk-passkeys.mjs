import assert from 'node:assert/strict'
import { browse, origin } from './browser.mjs'
import { securityKey } from './key.mjs'

/** Registers a passkey, signs in by it and ends. */
export async function walkPasskeys (app) {
  const key = securityKey(origin, 'localhost')
  const first = browse(app)
  await first.post('/login', { userId: '42' })
  const { options } = (await first.post('/two-factor/passkeys')).json()
  const registered = await first.post('/two-factor/passkeys/confirm', { credential: key.register(options), name: 'Key' })
  assert.equal(registered.statusCode, 200, registered.body)
  assert.equal(registered.json().recoveryCodes.length, 10)

  const second = browse(app)
  assert.equal((await second.post('/login', { userId: '42' })).json().status, 'challenge')
  const { methods, passkeyOptions } = (await second.get('/two-factor/challenge')).json()
  assert.deepEqual(methods, ['passkey'])
  const signedIn = await second.post('/two-factor/challenge', { credential: key.use(passkeyOptions) })
  assert.deepEqual([signedIn.statusCode, signedIn.json().status], [200, 'complete'], signedIn.body)
  const account = await second.get('/account')
  assert.deepEqual([account.statusCode, account.body], [200, 'passkey'])
  await app.close()
}
