import type { FastifyReply, FastifyRequest } from 'fastify'
import { guard } from './guard.js'

/** The sign-in is complete, and the user has two-factor authentication on. Throws `TWO_FACTOR_ENROLLMENT_REQUIRED` too. */
export async function requireTwoFactor (request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  return await guard(request, reply, ({ method }) => method === 'none' ? 'TWO_FACTOR_ENROLLMENT_REQUIRED' : undefined)
}
