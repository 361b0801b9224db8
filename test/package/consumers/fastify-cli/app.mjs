import cookie from '@fastify/cookie'
import session from '@fastify/session'
import twoFactor, { memoryUserRepository, requireSignIn } from 'fastify-two-factor'

export default async (app, options) => {
  await app.register(cookie)
  await app.register(session, { secret: 'a session secret of at least 32 characters', cookie: { secure: false } })
  await app.register(twoFactor, {
    service: { issuerName: 'Acme', secret: 'a service secret of at least 32 bytes' },
    userRepository: memoryUserRepository({ 42: { accountName: 'alice@acme.example' } })
  })
  app.post('/login', async request => await request.twoFactor.signIn('42'))
  app.get('/account', { onRequest: requireSignIn }, async request => `You are ${request.twoFactor.userId}`)
}
