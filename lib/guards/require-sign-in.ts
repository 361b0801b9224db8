import type { FastifyReply, FastifyRequest } from 'fastify'
import { guard } from './guard.js'

/**
 * The sign-in is complete. Throws `TWO_FACTOR_SIGN_IN_REQUIRED`, `…_CHALLENGE_REQUIRED` or
 * `…_ENROLLMENT_REQUIRED`, or leads a browser to the page where it goes on. Without the plugin: 503.
 */
export async function requireSignIn (request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  return await guard(request, reply)
}
