const fastify = require('fastify')
const twoFactor = require('fastify-two-factor')
const { passkeys } = require('fastify-two-factor/passkeys')
const { walkPasskeys } = require('./walk-passkeys.mjs')

const { memoryUserRepository, requireSignIn } = twoFactor
const app = fastify()
app.register(require('@fastify/cookie'))
app.register(require('@fastify/session'), { secret: 'a session secret of at least 32 characters', cookie: { secure: false } })
app.register(twoFactor, {
  service: { issuerName: 'Acme', secret: 'a service secret of at least 32 bytes' },
  userRepository: memoryUserRepository({ 42: { accountName: 'alice@acme.example' } }),
  origin: 'http://localhost:3000',
  passkeys: passkeys()
})
app.post('/login', async request => await request.twoFactor.signIn(request.body.userId))
app.get('/account', { onRequest: requireSignIn }, async request => request.twoFactor.method)
walkPasskeys(app)
