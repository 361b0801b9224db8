import type { FastifySessionOptions } from '@fastify/session'
import { RedisStore } from 'connect-redis'
import type { FastifyInstance } from 'fastify'
import { createClient } from 'redis'
import type { Config } from './config.js'
import { Unavailable } from './errors.js'

type SessionStore = NonNullable<FastifySessionOptions['store']>

declare module 'fastify' {
  interface Session {
    /** Name of the signed-in user, for the pages. Set at each completed sign-in. */
    username?: string | undefined
    /** Language of the signed-in user, the same. */
    locale?: string | null | undefined
  }
}

const EIGHT_HOURS = 8 * 60 * 60 * 1000

/** Keeps sessions in Redis; without it, in the memory of this process, where they end with it. */
export async function sessionOptions (config: Config, app: FastifyInstance): Promise<FastifySessionOptions> {
  const { production, redisUrl, sessionSecret } = config
  if (redisUrl === undefined) {
    app.log.warn('sessions are in memory and end with this process: set REDIS_URL to keep them and to share them between instances')
  }
  return {
    secret: sessionSecret,
    // with `__Host-` no other host of the domain can plant or replace the cookie
    cookieName: production ? '__Host-session' : 'session',
    cookie: { path: '/', httpOnly: true, sameSite: 'lax', secure: production, maxAge: EIGHT_HOURS },
    // a visitor has no stored session before something is put into it
    saveUninitialized: false,
    // a slow answer must not bring a cookie back that a sign-in has replaced in the meantime
    rolling: false,
    ...(redisUrl !== undefined && { store: await redisStore(redisUrl, app) })
  }
}

async function redisStore (url: string, app: FastifyInstance): Promise<SessionStore> {
  // without the queue a request fails at once while Redis is away, instead of waiting for it
  const client = createClient({ url, disableOfflineQueue: true })
  client.on('error', error => { app.log.error({ err: error }, 'Redis failed') })
  await client.connect()
  app.addHook('onClose', async () => { await client.close() })
  return withUnavailable(new RedisStore({ client, prefix: 'example-session:' }))
}

/** The same store, but its failures are answered with 503. */
function withUnavailable (store: SessionStore): SessionStore {
  const failed = (error: unknown): Error | null => error ? new Unavailable({ cause: error }) : null
  return {
    get: (id, callback) => { store.get(id, (error, session) => { callback(failed(error), session) }) },
    set: (id, session, callback) => { store.set(id, session, error => { callback(failed(error)) }) },
    destroy: (id, callback) => { store.destroy(id, error => { callback(failed(error)) }) }
  }
}
