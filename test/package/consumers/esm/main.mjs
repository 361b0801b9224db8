import cookie from '@fastify/cookie'
import session from '@fastify/session'
import fastify from 'fastify'
import twoFactor, { memoryUserRepository, requireSignIn } from 'fastify-two-factor'
import { checkUserRepository } from 'fastify-two-factor/conformance'
import { walk } from './walk.mjs'

const userRepository = memoryUserRepository({ 42: { accountName: 'alice@acme.example' }, 43: { accountName: 'bob@acme.example' } })
await checkUserRepository(userRepository, '43')

const app = fastify()
await app.register(cookie)
await app.register(session, { secret: 'a session secret of at least 32 characters', cookie: { secure: false } })
await app.register(twoFactor, { service: { issuerName: 'Acme', secret: 'a service secret of at least 32 bytes' }, userRepository })
app.post('/login', async request => await request.twoFactor.signIn('42'))
app.get('/account', { onRequest: requireSignIn }, async request => `You are ${request.twoFactor.userId}`)
await walk(app)
