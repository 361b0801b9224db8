import createError from '@fastify/error'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { STATUS_CODES } from 'node:http'
import { html } from 'ghtml'
import { errorNote, sendPage, wantsPage } from './pages/layout.js'

export const WrongCredentials = createError('WRONG_CREDENTIALS', 'The user name or the password is wrong.', 401)
export const WrongPassword = createError('WRONG_PASSWORD', 'The password is wrong.', 422)
export const TooManyGuesses = createError('TOO_MANY_GUESSES', 'Too many wrong passwords. Try again in %s seconds.', 429)
export const CrossSite = createError('CROSS_SITE', 'A form that comes from another site is refused.', 403)
export const AdministratorsOnly = createError('ADMINISTRATORS_ONLY', 'This is for administrators.', 403)
export const OwnReset = createError('OWN_RESET', 'You cannot reset your own two-factor authentication. Ask another administrator.', 409)
export const NotFound = createError('NOT_FOUND', 'There is nothing here.', 404)
export const Unavailable = createError('UNAVAILABLE', 'This is not available right now. Try again later.', 503)
export const Failed = createError('FAILED', 'Something went wrong here.', 500)

/** The result of a query; throws a 503 error when the query fails. */
export async function orUnavailable<Result> (query: Promise<Result>): Promise<Result> {
  try {
    return await query
  } catch (cause) {
    throw new Unavailable({ cause })
  }
}

/** Answers with an error, the plugin's too, as a page or as JSON. The answer tells nothing of what broke inside. */
export async function handleError (error: FastifyError, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { statusCode = 500 } = error
  const shown = statusCode < 500 || statusCode === 503 ? error : new Failed()
  const status = shown.statusCode ?? 500
  if (status >= 500) request.log.error({ err: error })
  reply.code(status).headers(headersOf(error))
  if (wantsPage(request)) {
    return await sendPage(reply, 'That did not work', html`!${errorNote(shown.message)}<p><a href="/">Home</a></p>`)
  }
  return await reply.send({ statusCode: status, code: shown.code, error: STATUS_CODES[status], message: shown.message })
}

/** The error handler for a form's route: a browser sees the form again, with the error; the rest goes to `handleError`. */
export function formErrors (showAgain: (request: FastifyRequest, reply: FastifyReply, error: string) => Promise<FastifyReply>) {
  return async (error: FastifyError, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    if (!wantsPage(request) || error.statusCode === undefined || error.statusCode >= 500) throw error
    return await showAgain(request, reply.code(error.statusCode).headers(headersOf(error)), error.message)
  }
}

/** The headers that an error brings along, such as `Retry-After`. */
function headersOf (error: FastifyError): Record<string, string> {
  return (error as { headers?: Record<string, string> }).headers ?? {}
}
