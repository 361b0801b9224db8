import type { FastifyInstance, FastifyRequest } from 'fastify'
import { optionInvalid } from '../errors.js'
import type { ProtectableRoute, Settings } from '../options/options.js'
import { kVisit } from '../session/visit.js'
import type { Guard } from './guard.js'
import { requireSignIn } from './require-sign-in.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Under `protect: 'all'` or a function: `false` leaves this route open, `true` guards it, whatever the function says. */
    twoFactor?: boolean | undefined
  }
}

/**
 * `requireSignIn` on every route except those that are open; a URL without a route is guarded too. As a hook it reaches
 * all routes of the scope in which the plugin is registered, whether declared before or after it, there or in other plugins.
 */
export function protectRoutes (fastify: FastifyInstance, protect: Exclude<Settings['protect'], 'manual'>): void {
  const ask = protect === 'all' ? () => true : askedOnce(protect)
  // a function that throws, or gives no boolean, refuses to start; a route from before the plugin is asked for at its first request
  fastify.addHook('onRoute', ({ method, url, config }) => {
    if (config?.twoFactor === undefined) for (const one of [method].flat()) ask({ method: one, url })
  })
  fastify.addHook('onRequest', (async (request, reply) => {
    return isOpen(request as FastifyRequest) ? undefined : await requireSignIn(request, reply)
  }) satisfies Guard)
  // an open route that finds nothing goes on to the not-found handler, which is not open
  fastify.addHook('preHandler', async (request, reply) => {
    if (!request.is404 || request[kVisit]?.found !== undefined) return undefined
    return await requireSignIn(request, reply)
  })

  function isOpen ({ is404, method, routeOptions: { config, url } }: FastifyRequest): boolean {
    return !is404 && !(config.twoFactor ?? ask({ method, url: url! }))
  }
}

/** The same function, asked once for each method and pattern; throws `TWO_FACTOR_OPTION_INVALID` for an answer that is no boolean. */
function askedOnce (protect: (route: ProtectableRoute) => boolean): (route: ProtectableRoute) => boolean {
  const answers = new Map<string, boolean>()
  return ({ method, url }) => {
    const key = `${method} ${url}`
    const known = answers.get(key)
    if (known !== undefined) return known
    const answer: unknown = protect({ method, url })
    if (typeof answer !== 'boolean') {
      throw optionInvalid('protect', `must give true or false for each route, gave ${typeof answer} for ${key}`)
    }
    answers.set(key, answer)
    return answer
  }
}
