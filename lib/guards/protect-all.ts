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
 * `requireSignIn`, but for routes that opted out; a URL without a route is guarded too. As a hook it reaches every
 * route of the scope the plugin is registered in: those declared before and after, in plugins before and after.
 */
export const guardUnlessOpen: Guard = async (request, reply) => {
  if (!request.is404 && request.routeOptions.config.twoFactor === false) return undefined
  return await requireSignIn(request, reply)
}

/** For `preHandler`: an open route that found nothing goes on to the not-found handler, which is not open. */
export const guardNotFound: Guard = async (request, reply) => {
  if (!request.is404 || request[kVisit]?.found !== undefined) return undefined
  return await requireSignIn(request, reply)
}
