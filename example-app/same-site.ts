import type { FastifyRequest } from 'fastify'
import { CrossSite } from './errors.js'

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS']

/**
 * Refuses a state change that comes from another site, as the plugin does on its own routes: by
 * `Sec-Fetch-Site` or, where a browser does not send that, by `Origin`. A client that sends neither is not a browser.
 */
export function refuseCrossSite (ownOrigin: string | undefined): (request: FastifyRequest) => Promise<void> {
  return async request => {
    if (!SAFE_METHODS.includes(request.method) && !isSameSite(request, ownOrigin)) throw new CrossSite()
  }
}

function isSameSite ({ headers, host }: FastifyRequest, ownOrigin: string | undefined): boolean {
  const { origin, 'sec-fetch-site': site } = headers
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  if (origin === undefined) return true
  return ownOrigin === undefined ? URL.canParse(origin) && new URL(origin).host === host : origin === ownOrigin
}
