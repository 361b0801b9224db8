import { errors, type SavedTwoFactorEvent, type SignInClient, type TwoFactorErrorCode, type TwoFactorEvent, type TwoFactorMethod, type TwoFactorState, type TwoFactorStep } from 'fastify-two-factor'
import { exactly } from './exactly.js'

function missing (nothing: never): string {
  return nothing
}

/** A case for each event, with what comes along. One more event would not compile. */
export function describe (event: TwoFactorEvent): string {
  exactly<string>()(event.id)
  exactly<string>()(event.userId)
  exactly<Date>()(event.at)
  exactly<string | undefined>()(event.signInId)
  exactly<{ userId: string, signInId: string } | undefined>()(event.by)
  switch (event.type) {
    case 'disabled':
    case 'reset':
    case 'recovery-codes-regenerated':
    case 'recovery-codes-saved':
    case 'unlocked':
    case 'sessions-revoked':
    case 'key-missing':
    case 'blocked': return event.type
    case 'authenticator-suspect':
    case 'enabled':
    case 'imported':
    case 'authenticator-added':
    case 'authenticator-removed': return event.authenticator.name
    case 'authenticator-renamed': return event.from + event.authenticator.name
    case 'challenged':
      exactly<boolean>()(event.fresh)
      return clientOf(event.signInId, event.client)
    case 'signed-in': return event.method + clientOf(event.signInId, event.client)
    case 'stepped-up': return event.signInId + event.method
    case 'signed-out': return event.signInId
    case 'failed': return event.purpose
    case 'locked': return event.until.toISOString()
    case 'code-sent': return event.purpose
    case 'recovery-code-used': return event.left.toFixed()
    case 'session-revoked': return event.session.label
    case 'client-trusted':
    case 'client-revoked': return event.client.label
    default: return missing(event)
  }
}

function clientOf (signInId: string, { label, browser, system, remembered, known }: SignInClient): string {
  exactly<boolean>()(remembered)
  exactly<boolean>()(known)
  return [signInId, label, browser ?? '', system ?? ''].join()
}

// each type is one member: what belongs to it can be taken out
exactly<{ id: string, label: string, browser?: string | undefined, system?: string | undefined }>()({} as Extract<TwoFactorEvent, { type: 'client-trusted' }>['client'])
exactly<never>()({} as Extract<SavedTwoFactorEvent, { type: 'signed-in' | 'challenged' | 'stepped-up' | 'key-missing' | 'authenticator-suspect' }>)
exactly<true | undefined>()({} as SavedTwoFactorEvent['test'])
// each that a save makes true is an event like any other
export const event: TwoFactorEvent = {} as SavedTwoFactorEvent

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
    case 'TWO_FACTOR_INVALID_CREDENTIAL':
    case 'TWO_FACTOR_INVALID_PASSWORD': return 'try again'
    case 'TWO_FACTOR_METHOD_NOT_ALLOWED': return 'use another method'
    case 'TWO_FACTOR_LOCKED':
    case 'TWO_FACTOR_TOO_MANY_CODES':
    case 'TWO_FACTOR_UNAVAILABLE': return 'wait'
    case 'TWO_FACTOR_BLOCKED': return 'recover'
    case 'TWO_FACTOR_REQUIRED_BY_POLICY':
    case 'TWO_FACTOR_LAST_AUTHENTICATOR':
    case 'TWO_FACTOR_TOO_MANY_AUTHENTICATORS':
    case 'TWO_FACTOR_ALREADY_REGISTERED':
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
    case 'complete':
      exactly<Date>()(state.signedInAt)
      exactly<Date | undefined>()(state.verifiedAt)
      exactly<string[]>()(state.amr)
      return state.userId + state.signInId
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
    case 'passkey':
    case 'sent-code':
    case 'recovery-code':
    case 'trusted-client':
    case 'external': return method
    default: return missing(method)
  }
}

exactly<keyof typeof errors>()({} as TwoFactorErrorCode)
exactly<429>()(new errors.TWO_FACTOR_LOCKED(30).statusCode)
// @ts-expect-error: there is no such error
export const unknown = errors.TWO_FACTOR_UNKNOWN
// @ts-expect-error: nor such an event
export const other: TwoFactorEvent['type'] = 'enrolled'
