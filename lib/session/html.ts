import type { FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'

/** Whether the client would rather have a page than JSON (RFC 9110, section 12.5.1): browsers do. */
export function prefersHtml (request: FastifyRequest): boolean {
  return new Negotiator(request.raw).mediaType(['application/json', 'text/html']) === 'text/html'
}
