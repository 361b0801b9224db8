import { errors, type TwoFactorErrorCode, type TwoFactorEvent, type TwoFactorMethod, type TwoFactorState, type TwoFactorStep } from 'fastify-two-factor'
import { exactly } from './exactly.js'

function missing (nothing: never): string {
  return nothing
}

/** A case for each event, with what comes along. One more event would not compile. */
export function describe (event: TwoFactorEvent): string {
  exactly<string>()(event.userId)
  exactly<Date>()(event.at)
  switch (event.type) {
    case 'enabled':
    case 'imported':
    case 'disabled':
    case 'reset':
    case 'signed-out':
    case 'recovery-codes-regenerated':
    case 'recovery-codes-saved':
    case 'unlocked':
    case 'sessions-revoked':
    case 'key-missing':
    case 'blocked': return event.type
    case 'authenticator-added':
    case 'authenticator-removed': return event.authenticator.name
    case 'authenticator-renamed': return event.from + event.authenticator.name
    case 'signed-in': return event.method
    case 'failed': return event.purpose
    case 'locked': return event.until.toISOString()
    case 'recovery-code-used': return event.left.toFixed()
    case 'client-trusted':
    case 'client-revoked': return event.client.label
    default: return missing(event)
  }
}

/** A case for each purpose of a failed try. */
export function purposeOf (event: TwoFactorEvent & { type: 'failed' }): string {
  switch (event.purpose) {
    case 'sign-in':
    case 'step-up':
    case 'enrollment':
    case 'disable':
    case 'recovery':
    case 'password': return event.purpose
    default: return missing(event.purpose)
  }
}

/** A case for each error. One more code would not compile. */
export function whatToDo (code: TwoFactorErrorCode): string {
  switch (code) {
    case 'TWO_FACTOR_SIGN_IN_REQUIRED':
    case 'TWO_FACTOR_REAUTHENTICATION_REQUIRED': return 'sign in'
    case 'TWO_FACTOR_CHALLENGE_REQUIRED':
    case 'TWO_FACTOR_STEP_UP_REQUIRED': return 'give a code'
    case 'TWO_FACTOR_ENROLLMENT_REQUIRED':
    case 'TWO_FACTOR_NOT_ENABLED':
    case 'TWO_FACTOR_NO_ENROLLMENT': return 'enroll'
    case 'TWO_FACTOR_INVALID_CODE':
    case 'TWO_FACTOR_INVALID_PASSWORD': return 'try again'
    case 'TWO_FACTOR_LOCKED':
    case 'TWO_FACTOR_UNAVAILABLE': return 'wait'
    case 'TWO_FACTOR_BLOCKED': return 'recover'
    case 'TWO_FACTOR_REQUIRED_BY_POLICY':
    case 'TWO_FACTOR_LAST_AUTHENTICATOR':
    case 'TWO_FACTOR_TOO_MANY_AUTHENTICATORS':
    case 'TWO_FACTOR_NOT_FOUND':
    case 'TWO_FACTOR_CROSS_ORIGIN': return 'leave it'
    case 'TWO_FACTOR_OPTION_INVALID': return 'mend the options'
    default: return missing(code)
  }
}

/** A case for each result of a sign-in, each state of a session, each method. */
export function step (step: TwoFactorStep): string {
  exactly<string>()(step.location)
  switch (step.status) {
    case 'complete':
      exactly<Date | undefined>()(step.requiredFrom)
      return methodOf(step.method)
    case 'challenge':
    case 'enrollment': return step.location
    default: return missing(step)
  }
}

export function state (state: TwoFactorState): string {
  switch (state.status) {
    case 'complete': return state.userId
    case 'challenge': return state.expiresAt.toISOString()
    case 'anonymous':
    case 'enrollment': return state.status
    default: return missing(state)
  }
}

function methodOf (method: TwoFactorMethod): string {
  switch (method) {
    case 'none':
    case 'totp':
    case 'recovery-code':
    case 'trusted-client': return method
    default: return missing(method)
  }
}

exactly<keyof typeof errors>()({} as TwoFactorErrorCode)
exactly<429>()(new errors.TWO_FACTOR_LOCKED(30).statusCode)
// @ts-expect-error: there is no such error
export const unknown = errors.TWO_FACTOR_UNKNOWN
// @ts-expect-error: nor such an event
export const other: TwoFactorEvent['type'] = 'enrolled'
