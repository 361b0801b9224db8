import cookie from '@fastify/cookie'
import session from '@fastify/session'
import fastify from 'fastify'

/** What each application starts from: Fastify with sessions, in memory where no store is given. */
export async function createBase (store) {
  const app = fastify()
  await app.register(cookie)
  await app.register(session, {
    secret: 'the session secret of a benchmark, 32 bytes',
    cookie: { secure: false, maxAge: 86_400_000 },
    saveUninitialized: false,
    rolling: false,
    ...(store !== undefined && { store })
  })
  return app
}
