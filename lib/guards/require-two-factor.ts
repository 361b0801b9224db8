import type { FastifyReply, FastifyRequest } from 'fastify'
import { guard } from './guard.js'

/**
 * Lets a request pass when its sign-in is complete and the user has two-factor authentication on. Otherwise throws as
 * `requireSignIn` does, or `TWO_FACTOR_ENROLLMENT_REQUIRED`.
 */
export async function requireTwoFactor (request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  return await guard(request, reply, arguments, ({ method }) => method === 'none' ? 'TWO_FACTOR_ENROLLMENT_REQUIRED' : undefined)
}
