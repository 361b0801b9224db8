import type { FastifyReply, FastifyRequest } from 'fastify'
import { errors, refusalError } from '../errors.js'
import type { RefusalCode } from '../record/decision.js'
import { isStepUpDue, refusalFor, type SignIn } from '../record/sign-in/sign-in.js'
import { redirectToPage } from '../session/lead-on.js'
import { kSessionContext, type Application } from '../session/visit.js'

/** For `onRequest` or `preHandler`, on a route or a scope. */
export type Guard = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

/**
 * The sign-in is complete. Throws `TWO_FACTOR_SIGN_IN_REQUIRED`, `…_CHALLENGE_REQUIRED` or
 * `…_ENROLLMENT_REQUIRED`, or sends a browser to the page where it goes on. Without the plugin: 503.
 */
export async function requireSignIn (request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  return await guard(request, reply, () => undefined)
}

/** … and the user has two-factor authentication on. Throws `TWO_FACTOR_ENROLLMENT_REQUIRED` too. */
export async function requireTwoFactor (request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  return await guard(request, reply, ({ method }) => method === 'none' ? 'TWO_FACTOR_ENROLLMENT_REQUIRED' : undefined)
}

/**
 * … and a one-time code was proved in this session within `maxAgeSeconds`: at the challenge, by a confirmed
 * enrollment, or by a step-up. Throws `TWO_FACTOR_STEP_UP_REQUIRED` too; for a user without two-factor
 * authentication `TWO_FACTOR_ENROLLMENT_REQUIRED`.
 */
export function requireStepUp ({ maxAgeSeconds }: { maxAgeSeconds: number }): Guard {
  if (!Number.isFinite(maxAgeSeconds) || maxAgeSeconds <= 0) {
    throw new errors.TWO_FACTOR_OPTION_INVALID(`requireStepUp needs maxAgeSeconds above 0, got ${maxAgeSeconds}`)
  }
  return async (request, reply) => await guard(request, reply, (signIn, { service }) => {
    if (signIn.method === 'none') return 'TWO_FACTOR_ENROLLMENT_REQUIRED'
    return isStepUpDue(signIn, maxAgeSeconds, service.now()) ? 'TWO_FACTOR_STEP_UP_REQUIRED' : undefined
  })
}

async function guard (request: FastifyRequest, reply: FastifyReply, refusal: (signIn: SignIn, application: Application) => RefusalCode | undefined): Promise<unknown> {
  const context = request[kSessionContext]
  if (context === undefined || context === null) {
    throw new errors.TWO_FACTOR_UNAVAILABLE({ cause: new Error('A guard ran where fastify-two-factor is not registered: register it before the plugins that use its guards.') })
  }
  const { status, signIn } = await context.inspect()
  const code = refusalFor(status, ['complete']) ?? refusal(signIn!, context.application)
  if (code === undefined) return undefined
  context.found = undefined
  if (redirectToPage(context, code)) return reply
  throw refusalError({ code })
}
