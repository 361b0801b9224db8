import { requireSignIn, type Guard } from './guards.js'
import { kSessionContext } from '../session/visit.js'

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
  if (!request.is404 || request[kSessionContext]?.found !== undefined) return undefined
  return await requireSignIn(request, reply)
}
