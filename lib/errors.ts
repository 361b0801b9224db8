import { createError, type FastifyErrorConstructor } from '@fastify/error'
import type { FastifyError } from 'fastify'
import { errorTable, type TwoFactorErrorCode } from './error-table.js'
import type { NameRefusal, Refusal } from './record/decision.js'

/**
 * Every error of the plugin by its code. Each is a `@fastify/error` class with `code`, `statusCode`
 * and a message that says what to do; they pass through the application's error handler.
 */
export const errors = Object.fromEntries(
  Object.entries(errorTable).map(([code, { status, message }]) => [code, createError(code, message, status)])
) as {
  readonly [Code in TwoFactorErrorCode]: FastifyErrorConstructor<{ code: Code, statusCode: typeof errorTable[Code]['status'] }>
}

const InvalidInput = createError('FST_ERR_VALIDATION', '%s', 400)

/**
 * The error of a malformed body, with Fastify's own code, for callers whose input no schema has checked. `field`: the one that
 * it is about, which pages point to.
 */
export function invalidInput (message: string, field?: string): Error {
  return Object.assign(new InvalidInput(message), field === undefined ? {} : { field })
}

/** The same for a name. */
export function invalidName (message: string): Error {
  return invalidInput(message, 'name')
}

/** The field that an error is about, if it is one of malformed input that says so; a schema's errors do. */
export function invalidField (error: FastifyError & { field?: string }): string | undefined {
  if (error.code !== 'FST_ERR_VALIDATION') return undefined
  const [first] = error.validation ?? []
  if (error.field !== undefined) return error.field
  return first?.instancePath.slice(1) || (first?.params['missingProperty'] as string | undefined)
}

/** The error 503: something that the decision needs has failed. The cause goes to the log only. */
export function unavailable (cause: unknown): Error {
  return cause instanceof errors.TWO_FACTOR_UNAVAILABLE ? cause : new errors.TWO_FACTOR_UNAVAILABLE({ cause })
}

/** The error of a wrong option, with which the plugin does not start. */
export function optionInvalid (name: string, problem: string): Error {
  return new errors.TWO_FACTOR_OPTION_INVALID(`option ${name} ${problem}`)
}

/** What a refusal says where only a passkey helps. */
const passkeyMessages: Partial<Record<TwoFactorErrorCode, string>> = {
  TWO_FACTOR_STEP_UP_REQUIRED: 'A passkey or security key is due. Step up with it first.',
  TWO_FACTOR_ENROLLMENT_REQUIRED: 'A passkey or security key is needed here. Add one first.'
}

/** The error of a refusal, with `Retry-After` in seconds under a lock (RFC 9110, section 10.2.3). */
export function refusalError (refusal: Refusal | NameRefusal): Error {
  if (refusal.code === 'FST_ERR_VALIDATION') return invalidName(refusal.message)
  const { code, retryAfterSeconds, field, passkeyOnly } = refusal
  if (passkeyOnly === true) return Object.assign(new errors[code](), { message: passkeyMessages[code] })
  if (retryAfterSeconds === undefined) return new errors[code]()
  const saysWhen = code === 'TWO_FACTOR_LOCKED' || code === 'TWO_FACTOR_TOO_MANY_CODES'
  const error = saysWhen ? new errors[code](retryAfterSeconds) : new errors[code]()
  if (code === 'TWO_FACTOR_INVALID_CODE') {
    error.message = `The code is wrong, and there were too many wrong ones. Try again in ${retryAfterSeconds} seconds.`
  }
  return Object.assign(error, { headers: { 'retry-after': String(retryAfterSeconds) }, ...(field !== undefined && { field }) })
}

/** Whether this is the plugin's error with that code. */
export function hasCode (error: unknown, code: TwoFactorErrorCode): boolean {
  return error instanceof errors[code]
}
