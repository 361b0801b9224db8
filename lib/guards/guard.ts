import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { errors, refusalError } from '../errors.js'
import type { Refusal } from '../record/decision.js'
import type { TwoFactorRecord } from '../record/record.js'
import { refusalFor } from '../record/sign-in/status.js'
import type { SignIn } from '../record/sign-in/sign-in.js'
import { leadOn } from '../session/lead-on.js'
import { kVisit, type Visit } from '../session/visit.js'
import { isDefaultErrorHandler } from '../web/error-handlers.js'
import { prefersHtml } from '../web/negotiation.js'

const kRefusedLate = Symbol.for('fastify-two-factor.refused-late')

const WITHOUT_PASSKEYS =
  'fastify-two-factor: requireStepUp asks for a passkey, and the option passkeys is not given: nobody gets past it.'

/** What a hook gets before the handler runs: request, reply, and Fastify's callback. */
const EARLY_ARGUMENTS = 3

/** What a guard asks of a request: any Fastify request has it, over HTTP/1 and HTTP/2, with any type provider. */
export interface GuardedRequest extends Pick<FastifyRequest, 'twoFactor' | 'method'> {}

/** What a guard asks of a reply. */
export interface GuardedReply extends Pick<FastifyReply, 'sent'> {}

/** A hook for `onRequest` or `preHandler`, on a route or a scope. */
export type Guard = (request: GuardedRequest, reply: GuardedReply) => Promise<unknown>

/**
 * Lets a complete sign-in pass unless `refusal` gives one for it. A client that is refused gets the error;
 * a browser is led to the page where it can go on.
 */
export async function guard (
  request: GuardedRequest,
  reply: GuardedReply,
  given: IArguments,
  refusal?: (signIn: SignIn, now: () => number, record: TwoFactorRecord) => Refusal | undefined
): Promise<unknown> {
  return await guardBy(request, reply, given, async visit => {
    const { status, signIn, record } = await visit.inspect({ shared: true })
    const code = refusalFor(status, ['complete'])
    const refused: Refusal | undefined = code === undefined ? refusal?.(signIn!, () => visit.installation.storage.now(), record!) : { code }
    if (refused === undefined) return undefined
    visit.found = undefined
    if (refused.passkeyOnly === true && visit.installation.settings.passkeys === undefined) visit.request.log.warn(WITHOUT_PASSKEYS)
    if (await leadOn(visit, refused)) return reply
    throw refusalError(refused)
  })
}

/**
 * Refuses with the error that `admit` throws; of one of the plugin's a browser sees the page that says what failed, where the
 * application has no error handler. Where the plugin is not registered, the error is 503.
 */
export async function guardBy (
  guarded: GuardedRequest,
  answering: GuardedReply,
  { length }: IArguments,
  admit: (visit: Visit) => unknown
): Promise<unknown> {
  const request = guarded as FastifyRequest
  const reply = answering as FastifyReply
  if (length > EARLY_ARGUMENTS || reply.sent) return refuseLate(reply)
  const visit = visitOf(request)
  try {
    return await admit(visit)
  } catch (error) {
    const { hasPages, showFailure } = visit.installation
    const isOurs = (error as Partial<FastifyError>).code! in errors && hasPages && isDefaultErrorHandler(request.server.errorHandler)
    if (!isOurs || !prefersHtml(request)) throw error
    return await showFailure(request, reply, error as FastifyError)
  }
}

/** The visit of a request that a guard was hooked to; throws `TWO_FACTOR_UNAVAILABLE` where the plugin is not registered. */
export function visitOf (request: FastifyRequest): Visit {
  const visit = request[kVisit]
  if (visit !== undefined && visit !== null) return visit
  throw new errors.TWO_FACTOR_UNAVAILABLE({
    cause: new Error(
      'A guard ran where fastify-two-factor is not registered: register it before the plugins that use its guards. If it is, ' +
      'the guard comes from a second copy of the package, of another release: `npm ls fastify-two-factor` shows both.'
    )
  })
}

/**
 * A guard that gets a payload, or runs when the answer has gone, is hooked in the wrong place: the handler has run already.
 * It refuses once. The answer to that comes by the same hook again, and must get through.
 */
function refuseLate (reply: FastifyReply & { [kRefusedLate]?: true }): undefined {
  if (reply[kRefusedLate] === true) return undefined
  reply[kRefusedLate] = true
  throw new errors.TWO_FACTOR_UNAVAILABLE({
    cause: new Error('A guard ran after the handler, as onSend or preSerialization: hook it as onRequest or preHandler.')
  })
}
