import assert from 'node:assert/strict'
import cookie from '@fastify/cookie'
import session from '@fastify/session'
import fastify from 'fastify'
import twoFactor, { memoryUserRepository, requireSignIn } from 'fastify-two-factor'
import { passkeys } from 'fastify-two-factor/passkeys'
import { securityKey } from './key.mjs'

const origin = 'http://localhost:3000'
const app = fastify()
await app.register(cookie)
await app.register(session, { secret: 'a session secret of at least 32 characters', cookie: { secure: false } })
await app.register(twoFactor, {
  service: { issuerName: 'Acme', secret: 'a service secret of at least 32 bytes' },
  userRepository: memoryUserRepository({ 42: { accountName: 'alice@acme.example' } }),
  origin,
  passkeys: passkeys()
})
app.post('/login', async request => await request.twoFactor.signIn('42'))
app.get('/account', { onRequest: requireSignIn }, async request => request.twoFactor.method)

let cookies = {}
const send = async (method, url, payload) => {
  const response = await app.inject({ method, url, cookies, headers: { origin }, ...payload && { payload } })
  for (const { name, value } of response.cookies) cookies = { ...cookies, [name]: value }
  return response
}

const key = securityKey(origin, 'localhost')
await send('POST', '/login')
const { options } = (await send('POST', '/two-factor/passkeys')).json()
const registered = await send('POST', '/two-factor/passkeys/confirm', { credential: key.register(options), name: 'Key' })
assert.equal(registered.statusCode, 200, registered.body)
assert.equal(registered.json().recoveryCodes.length, 10)
cookies = {}
assert.equal((await send('POST', '/login')).json().status, 'challenge')
const { methods, passkeyOptions } = (await send('GET', '/two-factor/challenge')).json()
assert.deepEqual(methods, ['passkey'])
const signedIn = await send('POST', '/two-factor/challenge', { credential: key.use(passkeyOptions) })
assert.deepEqual([signedIn.statusCode, signedIn.json().status], [200, 'complete'], signedIn.body)
const account = await send('GET', '/account')
assert.deepEqual([account.statusCode, account.body], [200, 'passkey'])
await app.close()
