import type { FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'

/** How many characters are read of `Accept`: browsers send less. */
const PREFERENCE_MAX_LENGTH = 512

/** What browsers say of a prefetch, today and some years ago. */
const PREFETCHING = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz']

/** Whether the client would rather have a page than JSON (RFC 9110, section 12.5.1): browsers do. */
export function prefersHtml (request: FastifyRequest): boolean {
  const accept = request.headers.accept?.slice(0, PREFERENCE_MAX_LENGTH)
  return new Negotiator({ headers: { accept } }).mediaType(['application/json', 'text/html']) === 'text/html'
}

/**
 * Whether the browser goes to this page itself (Fetch Metadata): no frame, no fetch, no prefetch, no HEAD. Where it says
 * nothing, over plain http, a GET counts as one; of a form the page that it stands on counts.
 */
export function isNavigation ({ method, headers }: FastifyRequest): boolean {
  const { 'sec-fetch-dest': destination = 'document' } = headers
  return method !== 'HEAD' && destination === 'document' && PREFETCHING.every(header => headers[header] === undefined)
}
