import type { FastifyReply, FastifyRequest } from 'fastify'
import { requireStepUp } from 'fastify-two-factor'
import type { Notice } from './notices.js'
import { wantsPage } from './pages/layout.js'

/** A code or passkey of the last five minutes. */
export const requireFreshCode = requireStepUp({ maxAgeSeconds: 300 })

/**
 * The same for a form that is sent, as `preHandler`, since it may tell what was typed. Whoever has to give a code first
 * comes back to the form, and reads there that nothing was done yet.
 */
export function requireFreshCodeOrTell (
  name: Notice['name'],
  valuesOf?: (request: FastifyRequest) => Notice['values']
): (request: FastifyRequest, reply: FastifyReply) => Promise<void> {
  return async (request, reply) => {
    if (wantsPage(request)) request.session.notice = { name, values: valuesOf?.(request), isDone: false }
    await requireFreshCode(request, reply)
    if (!reply.sent) request.session.notice = undefined
  }
}
