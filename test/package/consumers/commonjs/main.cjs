const assert = require('node:assert/strict')
const fastify = require('fastify')
const twoFactor = require('fastify-two-factor')
const { walk } = require('./walk.mjs')

const { memoryUserRepository, requireSignIn } = twoFactor
assert.equal(require('fastify-two-factor/package.json').name, 'fastify-two-factor')

const app = fastify()
app.register(require('@fastify/cookie'))
app.register(require('@fastify/session'), { secret: 'a session secret of at least 32 characters', cookie: { secure: false } })
app.register(twoFactor, {
  service: { issuerName: 'Acme', secret: 'a service secret of at least 32 bytes' },
  userRepository: memoryUserRepository({ 42: { accountName: 'alice@acme.example' } })
})
app.post('/login', async request => await request.twoFactor.signIn('42'))
app.get('/account', { onRequest: requireSignIn }, async request => `You are ${request.twoFactor.userId}`)
walk(app)
