import { createError } from '@fastify/error'
import type { Refusal } from './record/decision.js'

/**
 * Every error of the plugin by its code. Each is a `@fastify/error` class with `code`, `statusCode`
 * and a message that says what to do; they pass through the application's error handler.
 */
export const errors = {
  TWO_FACTOR_SIGN_IN_REQUIRED: createError('TWO_FACTOR_SIGN_IN_REQUIRED', 'Nobody is signed in here, or the sign-in is over. Sign in first.', 401),
  TWO_FACTOR_CHALLENGE_REQUIRED: createError('TWO_FACTOR_CHALLENGE_REQUIRED', 'The password was right, a one-time code is due. Complete the challenge.', 403),
  TWO_FACTOR_ENROLLMENT_REQUIRED: createError('TWO_FACTOR_ENROLLMENT_REQUIRED', 'Two-factor authentication is needed here. Enable it first.', 403),
  TWO_FACTOR_STEP_UP_REQUIRED: createError('TWO_FACTOR_STEP_UP_REQUIRED', 'A one-time code is due again. Confirm with a code first.', 403),
  TWO_FACTOR_REAUTHENTICATION_REQUIRED: createError('TWO_FACTOR_REAUTHENTICATION_REQUIRED', 'The sign-in is not fresh enough. Give the password, or sign in again.', 403),
  TWO_FACTOR_INVALID_PASSWORD: createError('TWO_FACTOR_INVALID_PASSWORD', 'The password is wrong. Try again.', 422),
  TWO_FACTOR_INVALID_CODE: createError('TWO_FACTOR_INVALID_CODE', 'The code is wrong or was used already. Wait for the next one and try again.', 422),
  TWO_FACTOR_LOCKED: createError('TWO_FACTOR_LOCKED', 'Too many wrong attempts. Try again in %s seconds.', 429),
  TWO_FACTOR_BLOCKED: createError('TWO_FACTOR_BLOCKED', 'Too many wrong codes: one-time codes are blocked. Use a recovery code, or ask an administrator.', 403),
  TWO_FACTOR_NOT_ENABLED: createError('TWO_FACTOR_NOT_ENABLED', 'Two-factor authentication is off for this user. Enable it first.', 409),
  TWO_FACTOR_REQUIRED_BY_POLICY: createError('TWO_FACTOR_REQUIRED_BY_POLICY', 'This user\'s role requires two-factor authentication, it cannot be turned off.', 409),
  TWO_FACTOR_LAST_AUTHENTICATOR: createError('TWO_FACTOR_LAST_AUTHENTICATOR', 'This is the last authenticator. Add another one first, or disable two-factor authentication.', 409),
  TWO_FACTOR_TOO_MANY_AUTHENTICATORS: createError('TWO_FACTOR_TOO_MANY_AUTHENTICATORS', 'There are five authenticators already. Remove one first, or replace them all.', 409),
  TWO_FACTOR_NO_ENROLLMENT: createError('TWO_FACTOR_NO_ENROLLMENT', 'There is no pending enrollment: it was not started here, has expired, or was ended. Start again.', 404),
  TWO_FACTOR_NOT_FOUND: createError('TWO_FACTOR_NOT_FOUND', 'There is no such entry for this user.', 404),
  TWO_FACTOR_CROSS_SITE: createError('TWO_FACTOR_CROSS_SITE', 'A change that comes from another site is refused. Send it from this site, or list that origin in `origin`.', 403),
  TWO_FACTOR_UNAVAILABLE: createError('TWO_FACTOR_UNAVAILABLE', 'Two-factor authentication is not available right now. Try again later.', 503),
  TWO_FACTOR_OPTION_INVALID: createError('TWO_FACTOR_OPTION_INVALID', 'fastify-two-factor: %s', 500)
} as const

/** The code of each error of the plugin. */
export type TwoFactorErrorCode = keyof typeof errors

const InvalidInput = createError('FST_ERR_VALIDATION', '%s', 400)

/** The error of a malformed body (Fastify's own code), for callers that come past the schemas. */
export function invalidInput (message: string): Error {
  return new InvalidInput(message)
}

/** 503: something that the decision needs has failed. The cause goes to the log only. */
export function unavailable (cause: unknown): Error {
  return new errors.TWO_FACTOR_UNAVAILABLE({ cause })
}

/** The error of a refusal, with `Retry-After` in seconds under a lock (RFC 9110, section 10.2.3). */
export function refusalError ({ code, retryAfterSeconds }: Refusal): Error {
  if (retryAfterSeconds === undefined) return new errors[code]()
  return Object.assign(new errors[code](retryAfterSeconds), { headers: { 'retry-after': String(retryAfterSeconds) } })
}

/** Whether this is the plugin's error of that code. */
export function hasCode (error: unknown, code: TwoFactorErrorCode): boolean {
  return error instanceof errors[code]
}
