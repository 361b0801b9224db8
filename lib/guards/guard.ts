import type { FastifyReply, FastifyRequest } from 'fastify'
import type { TwoFactorErrorCode } from '../error-table.js'
import { errors, refusalError } from '../errors.js'
import { refusalFor } from '../record/sign-in/status.js'
import type { SignIn } from '../record/sign-in/sign-in.js'
import { leadOn } from '../session/lead-on.js'
import { kVisit } from '../session/visit.js'

/** For `onRequest` or `preHandler`, on a route or a scope. */
export type Guard = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

/**
 * Lets a complete sign-in pass unless there is a refusal for it. Whoever is refused gets the error, or as a browser is led
 * to the page where it goes on. Without the plugin: 503.
 */
export async function guard (request: FastifyRequest, reply: FastifyReply, refusal?: (signIn: SignIn, now: () => number) => TwoFactorErrorCode | undefined): Promise<unknown> {
  const visit = request[kVisit]
  if (visit === undefined || visit === null) {
    throw new errors.TWO_FACTOR_UNAVAILABLE({ cause: new Error('A guard ran where fastify-two-factor is not registered: register it before the plugins that use its guards.') })
  }
  const { status, signIn } = await visit.inspect({ shared: true })
  const code = refusalFor(status, ['complete']) ?? refusal?.(signIn!, () => visit.installation.storage.now())
  if (code === undefined) return undefined
  visit.found = undefined
  if (leadOn(visit, code)) return reply
  throw refusalError({ code })
}
