import { randomBytes } from 'node:crypto'
import session, { type FastifySessionOptions } from '@fastify/session'
import type { FastifyInstance, FastifyRequest } from 'fastify'

const COOKIE = 'sessionId'

/** How the id of a session begins that a client carries as a token. It is signed with the id: a session never changes how it is carried. */
const BY_TOKEN = 'token-'

const kByToken = Symbol('session by token')

declare module 'fastify' {
  interface FastifyRequest { [kByToken]: boolean }
}

/**
 * `@fastify/session` for browsers and for clients without cookies; call it after `@fastify/cookie` is registered. Such a client signs
 * in with the header `x-session: bearer`. Each answer that would set the session's cookie has the token in `x-session` instead, and
 * the client sends the last one that it got as `Authorization: Bearer`.
 */
export async function bearerSessions (app: FastifyInstance, options: FastifySessionOptions): Promise<void> {
  app.decorateRequest(kByToken, false)

  app.addHook('onRequest', async (request, reply) => {
    const { authorization = '', 'x-session': asked } = request.headers
    const [scheme, token = ''] = authorization.split(' ')
    const byToken = scheme?.toLowerCase() === 'bearer' || asked === 'bearer'
    const cookie = request.cookies[COOKIE]
    // a script on a page must not turn the cookie, which it cannot read, into a token, which it can
    if (byToken && cookie !== undefined) {
      throw Object.assign(new Error('Send the session as a cookie or as a token, not both.'), { statusCode: 400 })
    }
    request[kByToken] = byToken
    // a session that is carried the other way is nobody's; no other cookie counts beside a token
    if (byToken) request.cookies = token.startsWith(BY_TOKEN) ? { [COOKIE]: token } : {}
    else if (cookie?.startsWith(BY_TOKEN)) delete request.cookies[COOKIE]
    const vary = reply.getHeader('vary')
    reply.header('vary', vary === undefined ? 'Authorization' : `${String(vary)}, Authorization`)
  })

  await app.register(session, {
    ...options,
    cookieName: COOKIE,
    idGenerator: (request?: Partial<FastifyRequest>) => {
      const prefix = request?.[kByToken] === true ? BY_TOKEN : ''
      return prefix + randomBytes(24).toString('base64url')
    }
  })

  // what remembers a client is a cookie, which nobody would hold here
  app.addHook('preHandler', async ({ [kByToken]: byToken, body }) => {
    if (byToken && typeof body === 'object' && body !== null && 'trustClient' in body) body.trustClient = false
  })

  app.addHook('onSend', async (request, reply) => {
    if (!request[kByToken]) return
    const cookies = [reply.getHeader('set-cookie') ?? []].flat().map(String)
    const given = cookies.findLast(cookie => cookie.startsWith(`${COOKIE}=${BY_TOKEN}`))
    reply.removeHeader('set-cookie').header('cache-control', 'no-store')
    if (given !== undefined) reply.header('x-session', decodeURIComponent(given.slice(COOKIE.length + 1).split(';')[0]!))
  })
}
