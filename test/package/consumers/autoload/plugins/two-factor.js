import cookie from '@fastify/cookie'
import session from '@fastify/session'
import plugin from 'fastify-plugin'
import twoFactor, { memoryUserRepository } from 'fastify-two-factor'

export default plugin(async app => {
  await app.register(cookie)
  await app.register(session, { secret: 'a session secret of at least 32 characters', cookie: { secure: false } })
  await app.register(twoFactor, {
    service: { issuerName: 'Acme', secret: 'a service secret of at least 32 bytes' },
    userRepository: memoryUserRepository({ 42: { accountName: 'alice@acme.example' } })
  })
})
