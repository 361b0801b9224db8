import fastify = require('fastify')
import cookie = require('@fastify/cookie')
import session = require('@fastify/session')
import plugin = require('fastify-two-factor')
import walking = require('./walk.mjs')

const app = fastify()
app.register(cookie)
app.register(session, { secret: 'a session secret of at least 32 characters', cookie: { secure: false } })
app.register(plugin.twoFactor, {
  service: { issuerName: 'Acme', secret: 'a service secret of at least 32 bytes' },
  userRepository: plugin.memoryUserRepository({ 42: { accountName: 'alice@acme.example' } })
})
app.post('/login', async request => await request.twoFactor.signIn('42'))
app.get('/account', { onRequest: plugin.requireSignIn }, async request => `You are ${request.twoFactor.userId}`)
void walking.walk(app)
