import createError from '@fastify/error'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { STATUS_CODES } from 'node:http'
import { html } from 'ghtml'
import { errorNote, type FormError } from './pages/fields.js'
import { sendPage, wantsPage } from './pages/layout.js'
import { en, type Texts } from './texts/en.js'
import { wordingFor } from './texts/texts.js'

const { errors: messages } = en

export const WrongCredentials = createError('WRONG_CREDENTIALS', messages.WRONG_CREDENTIALS, 401)
export const WrongPassword = createError('WRONG_PASSWORD', messages.WRONG_PASSWORD, 422)
export const TooManyGuesses = createError('TOO_MANY_GUESSES', messages.TOO_MANY_GUESSES, 429)
export const AdministratorsOnly = createError('ADMINISTRATORS_ONLY', messages.ADMINISTRATORS_ONLY, 403)
export const OwnAccount = createError('OWN_ACCOUNT', messages.OWN_ACCOUNT, 409)
export const NotFound = createError('NOT_FOUND', messages.NOT_FOUND, 404)
export const Unavailable = createError('UNAVAILABLE', messages.UNAVAILABLE, 503)
export const Failed = createError('FAILED', messages.FAILED, 500)

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
    const { texts } = wordingFor(request)
    return await sendPage(request, reply, {
      heading: texts.failedTitle,
      isError: true,
      content: html`!${errorNote(tell(shown, texts))}
<p><a class="button main" href="/">${texts.home}</a></p>`
    })
  }
  return await reply.send({ statusCode: status, code: shown.code, error: STATUS_CODES[status], message: shown.message })
}

/** Shows a form again with what was wrong. */
type ShowAgain = (request: FastifyRequest, reply: FastifyReply, error: FormError) => Promise<FastifyReply>

/** The error handler for a form's route: a browser sees the form again, with the error; the rest goes to `handleError`. */
export function formErrors (showAgain: ShowAgain) {
  return async (error: FastifyError, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    if (!wantsPage(request) || error.statusCode === undefined || error.statusCode >= 500) throw error
    return await showAgain(request, reply.code(error.statusCode).headers(headersOf(error)), tell(error, wordingFor(request).texts))
  }
}

type Known = Record<string, string | undefined>

/** What went wrong, in the visitor's language, and the field that it is about. */
function tell (error: FastifyError, { errors, invalid }: Texts): FormError {
  const field = fieldOf(error)
  const text = error.validation === undefined ? (errors as Known)[error.code] : (invalid as Known)[field ?? '']
  return { text: text ?? error.message, field }
}

function fieldOf ({ code, validation }: FastifyError): string | undefined {
  if (code === 'WRONG_CREDENTIALS' || code === 'WRONG_PASSWORD') return 'password'
  const [first] = validation ?? []
  return first && (first.instancePath.slice(1) || String(first.params['missingProperty']))
}

/** The headers that an error brings along, such as `Retry-After`. */
function headersOf (error: FastifyError): Record<string, string> {
  return (error as { headers?: Record<string, string> }).headers ?? {}
}
