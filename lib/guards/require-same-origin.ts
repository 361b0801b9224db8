import type { FastifyRequest } from 'fastify'
import { assertSameOrigin, mayChange } from '../web/same-origin.js'
import { visitOf, type GuardedRequest } from './guard.js'

/**
 * Lets a request pass that changes nothing (GET, HEAD, OPTIONS), or that comes from this site: by `Origin` from one of the origins
 * of the option `origin`, else by `Sec-Fetch-Site`, else from the request's own host. It is what the plugin asks on its own routes,
 * for those of the application. A client that sends neither header is no browser, and passes. Otherwise throws
 * `TWO_FACTOR_CROSS_ORIGIN`; 503 where the plugin is not registered.
 */
export async function requireSameOrigin (request: GuardedRequest): Promise<void> {
  const guarded = request as FastifyRequest
  const { installation: { settings: { origin } } } = visitOf(guarded)
  if (mayChange(guarded)) assertSameOrigin(guarded, origin)
}
