import type { FastifyRequest } from 'fastify'
import { errors } from '../errors.js'

/** Methods that change nothing. */
const READING = ['GET', 'HEAD', 'OPTIONS']

/** Whether a request may change something, by its method. */
export function mayChange ({ method }: FastifyRequest): boolean {
  return !READING.includes(method)
}

/**
 * Throws `TWO_FACTOR_CROSS_ORIGIN` for a state change that comes from another site: `Origin` against the listed origins, then
 * `Sec-Fetch-Site` (Fetch Metadata), then `Origin` against the request's own host.
 */
export function assertSameOrigin (request: FastifyRequest, origins: ReadonlySet<string>): void {
  if (isSameOrigin(request, origins)) return
  const { origin, 'sec-fetch-site': site } = request.headers
  const expected = origins.size > 0 ? [...origins] : [request.host]
  request.log.info({ origin, site, expected }, 'fastify-two-factor refused a change that came from another site')
  throw new errors.TWO_FACTOR_CROSS_ORIGIN()
}

export function isSameOrigin (request: FastifyRequest, origins: ReadonlySet<string>): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers
  if (origin !== undefined && origins.has(origin)) return true
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  if (origin === undefined) return true
  return origins.size === 0 && isOwnHost(origin, request.host)
}

/** Hosts compare as URLs do, whatever their letters and with the port that the scheme has anyway. */
export function isOwnHost (url: string, host: string): boolean {
  const scheme = /^https?:\/\//.exec(url)?.[0]
  if (scheme === undefined || !URL.canParse(url) || !URL.canParse(scheme + host)) return false
  return new URL(url).host === new URL(scheme + host).host
}
