import { assertSameOrigin, mayChange } from '../web/same-origin.js'
import { guardBy, type GuardedReply, type GuardedRequest } from './guard.js'

/**
 * Lets a request pass that changes nothing (GET, HEAD, OPTIONS), or that comes from this site: by `Origin` from one of the origins
 * of the option `origin`, else by `Sec-Fetch-Site`, else from the request's own host. It is what the plugin asks on its own routes,
 * for those of the application. A client that sends neither header is no browser, and passes. Otherwise throws
 * `TWO_FACTOR_CROSS_ORIGIN`, or shows a browser the page that says so where the application has no error handler; 503 where the
 * plugin is not registered.
 */
export async function requireSameOrigin (request: GuardedRequest, reply: GuardedReply): Promise<unknown> {
  return await guardBy(request, reply, arguments, ({ request, installation }) => {
    if (mayChange(request)) assertSameOrigin(request, installation.settings.origin)
  })
}
