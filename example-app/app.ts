import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import session from '@fastify/session'
import staticFiles from '@fastify/static'
import fastify, { type FastifyInstance } from 'fastify'
import { requireSameOrigin } from 'fastify-two-factor'
import { join } from 'node:path'
import type { Config } from './config.js'
import { openDatabase } from './database.js'
import { createDemoUsers } from './demo-users.js'
import { handleError, NotFound } from './errors.js'
import { LoginThrottle } from './login-throttle.js'
import { accountRoutes } from './routes/account.js'
import { adminRoutes } from './routes/admin.js'
import { helpRoutes } from './routes/help.js'
import { homeRoutes } from './routes/home.js'
import { loginRoutes } from './routes/login.js'
import { passwordRoutes } from './routes/password.js'
import { sessionOptions } from './sessions.js'
import { registerTwoFactor } from './two-factor.js'
import { Users } from './users.js'

const BODY_LIMIT = 16 * 1024

/** The application, ready to listen. */
export async function buildApp (config: Config): Promise<FastifyInstance> {
  const app = fastify({
    logger: true,
    bodyLimit: BODY_LIMIT,
    // in production a proxy that speaks TLS is the only way in; without this, no secure cookie would be set
    trustProxy: config.production
  })
  app.setErrorHandler(handleError)
  app.setNotFoundHandler(() => { throw new NotFound() })

  const db = await openDatabase(config, app.log)
  app.addHook('onClose', async () => { await db.destroy() })
  const users = new Users(db)
  if (!config.production) await createDemoUsers(users)

  await app.register(cookie)
  await app.register(session, await sessionOptions(config, app))
  await registerTwoFactor(app, { config, db, users })

  await app.register(staticFiles, { root: join(import.meta.dirname, '../public'), wildcard: false, maxAge: '1h' })
  // browsers ask for it by themselves
  app.get('/favicon.ico', async (_request, reply) => await reply.sendFile('logo.svg'))

  await app.register(async site => {
    await site.register(formbody)
    site.addHook('onRequest', async (_request, reply) => { reply.header('cache-control', 'no-store') })
    site.addHook('onRequest', requireSameOrigin)
    await site.register(homeRoutes, { users })
    await site.register(helpRoutes)
    await site.register(loginRoutes, { users, throttle: new LoginThrottle(db) })
    await site.register(accountRoutes)
    await site.register(passwordRoutes, { users, throttle: new LoginThrottle(db) })
    await site.register(adminRoutes, { users })
  })
  return app
}
