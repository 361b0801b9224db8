import cookie from '@fastify/cookie'
import session from '@fastify/session'
import fastify from 'fastify'
import twoFactor, { requireSignIn } from 'fastify-two-factor'
import { passkeys } from 'fastify-two-factor/passkeys'
import { origin } from './browser.mjs'

/** An application over rows and sessions in maps, both as text or plain values, so that another process can go on with them. */
export async function build (rows = new Map(), sessions = new Map()) {
  const app = fastify()
  await app.register(cookie)
  await app.register(session, {
    secret: 'a session secret of at least 32 characters',
    cookie: { secure: false },
    store: {
      get: (id, done) => { done(null, sessions.has(id) ? JSON.parse(sessions.get(id)) : undefined) },
      set: (id, value, done) => { sessions.set(id, JSON.stringify(value)); done() },
      destroy: (id, done) => { sessions.delete(id); done() }
    }
  })
  await app.register(twoFactor, {
    service: { issuerName: 'Acme', secret: 'a service secret of at least 32 bytes' },
    userRepository: {
      findUser: async userId => ({ accountName: `${userId}@acme.example` }),
      findTwoFactor: async userId => rows.get(userId),
      async saveTwoFactor (userId, row, expectedRevision) {
        if (rows.get(userId)?.revision !== expectedRevision) return false
        rows.set(userId, row)
        return true
      }
    },
    origin,
    passkeys: passkeys()
  })
  app.post('/login', async request => await request.twoFactor.signIn(request.body.userId))
  app.get('/account', { onRequest: requireSignIn }, async request => request.twoFactor.method)
  return app
}
