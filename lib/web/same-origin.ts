import type { FastifyRequest } from 'fastify'
import { errors } from '../errors.js'

/**
 * Refuses a state change that comes from another site: `Origin` against the listed origins, then
 * `Sec-Fetch-Site` (Fetch Metadata), then `Origin` against the request's own host.
 */
export function requireSameOrigin (request: FastifyRequest, origins: ReadonlySet<string>): void {
  if (!isSameOrigin(request, origins)) throw new errors.TWO_FACTOR_CROSS_ORIGIN()
}

export function isSameOrigin (request: FastifyRequest, origins: ReadonlySet<string>): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers
  if (origin !== undefined && origins.has(origin)) return true
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  if (origin === undefined) return true
  return origins.size === 0 && URL.canParse(origin) && new URL(origin).host === request.host
}
