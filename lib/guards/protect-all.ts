import { kVisit } from '../session/visit.js'
import type { Guard } from './guard.js'
import { requireSignIn } from './require-sign-in.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** `false`: `protect: 'all'` leaves this route open. */
    twoFactor?: false | undefined
  }
}

/**
 * `requireSignIn` on every route except those that opted out; a URL without a route is guarded too. As a hook it reaches
 * all routes of the scope in which the plugin is registered, whether declared before or after it, there or in other plugins.
 */
export const guardUnlessOpen: Guard = async (request, reply) => {
  if (!request.is404 && request.routeOptions.config.twoFactor === false) return undefined
  return await requireSignIn(request, reply)
}

/** For `preHandler`: an open route that finds nothing goes on to the not-found handler, which is not open. */
export const guardNotFound: Guard = async (request, reply) => {
  if (!request.is404 || request[kVisit]?.found !== undefined) return undefined
  return await requireSignIn(request, reply)
}
