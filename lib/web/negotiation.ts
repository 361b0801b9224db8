import type { FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'

/** How many characters are read of a header that says what a client would rather have: those of browsers are shorter. */
export const PREFERENCE_MAX_LENGTH = 512

/** Whether the client would rather have a page than JSON (RFC 9110, section 12.5.1): browsers do. */
export function prefersHtml (request: FastifyRequest): boolean {
  const accept = request.headers.accept?.slice(0, PREFERENCE_MAX_LENGTH)
  return new Negotiator({ headers: { accept } }).mediaType(['application/json', 'text/html']) === 'text/html'
}
