import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { TwoFactorErrorCode } from '../error-table.js'
import { invalidField } from '../errors.js'
import { waitText } from '../pages/dates.js'
import type { PageLanguage } from '../pages/languages.js'
import { fill } from '../pages/messages.js'
import type { FieldName } from '../pages/page.js'
import type { errorTexts } from '../pages/page-texts.js'
import { addresses, type Links, type RouteName } from '../web/addresses.js'

type ErrorText = typeof errorTexts[number]

const textsByCode: Partial<Record<TwoFactorErrorCode, ErrorText>> = {
  TWO_FACTOR_REAUTHENTICATION_REQUIRED: 'reauthenticationRequired',
  TWO_FACTOR_INVALID_PASSWORD: 'invalidPassword',
  TWO_FACTOR_INVALID_CODE: 'invalidCode',
  TWO_FACTOR_INVALID_CREDENTIAL: 'invalidCredential',
  TWO_FACTOR_METHOD_NOT_ALLOWED: 'methodNotAllowed',
  TWO_FACTOR_LOCKED: 'locked',
  TWO_FACTOR_TOO_MANY_CODES: 'tooManyCodes',
  TWO_FACTOR_BLOCKED: 'blocked',
  TWO_FACTOR_NOT_ENABLED: 'notEnabled',
  TWO_FACTOR_REQUIRED_BY_POLICY: 'requiredByPolicy',
  TWO_FACTOR_LAST_AUTHENTICATOR: 'lastAuthenticator',
  TWO_FACTOR_TOO_MANY_AUTHENTICATORS: 'tooManyAuthenticators',
  TWO_FACTOR_ALREADY_REGISTERED: 'alreadyRegistered',
  TWO_FACTOR_NO_ENROLLMENT: 'noEnrollment',
  TWO_FACTOR_NOT_FOUND: 'notFound',
  TWO_FACTOR_CROSS_ORIGIN: 'crossOrigin'
}

/** What the same refusal says of the form of one route. */
const textsOfForms: Partial<Record<RouteName, Partial<Record<ErrorText, ErrorText>>>> = {
  verify: { locked: 'stateLocked' },
  recover: { locked: 'lockedRecovery', invalidCode: 'invalidRecoveryCode', malformedCode: 'malformedRecoveryCode' },
  confirmEnrollment: { invalidCode: 'invalidFirstCode' },
  confirmPasskey: { methodNotAllowed: 'syncedNotAllowed' }
}

const fieldsByText: Partial<Record<ErrorText, FieldName>> = {
  invalidCode: 'code',
  invalidFirstCode: 'code',
  invalidRecoveryCode: 'code',
  malformedCode: 'code',
  malformedRecoveryCode: 'code',
  malformedName: 'name',
  malformedSecret: 'secret',
  invalidPassword: 'password',
  reauthenticationRequired: 'password',
  locked: 'code',
  stateLocked: 'code',
  lockedRecovery: 'code',
  tooManyRequests: 'code'
}

const textsByField: Readonly<Record<string, ErrorText | undefined>> = {
  code: 'malformedCode',
  credential: 'invalidCredential',
  name: 'malformedName',
  secret: 'malformedSecret'
}

/** An error as its page tells it. */
export interface ToldError {
  readonly text: string
  readonly field: FieldName | undefined
  readonly waitSeconds: number | undefined
}

/**
 * What went wrong, in the user's language, and the field that it is about. Whatever asks to wait, a limit of the application's
 * too, says for how long.
 */
export function tellError (
  error: FastifyError,
  reply: FastifyReply,
  { tag, messages }: PageLanguage,
  form: RouteName | undefined,
  { recover }: Links
): ToldError {
  const seconds = Number(headersOf(error)['retry-after'] ?? reply.getHeader('retry-after'))
  const waitSeconds = Number.isFinite(seconds) && seconds > 0 ? seconds : undefined
  const locks = error.code === 'TWO_FACTOR_INVALID_CODE' && waitSeconds !== undefined
  const known = locks ? 'locked' : textsByCode[error.code as TwoFactorErrorCode]
  const general = known ?? textsByField[invalidField(error)!] ?? textOfStatus(error.statusCode!, waitSeconds !== undefined)
  const ofForm = form && textsOfForms[form]?.[general]
  // no page speaks of recovery codes where none is taken
  const key = (ofForm === 'stateLocked' && recover === undefined ? undefined : ofForm) ?? general
  const text = waitSeconds === undefined ? messages[key] : fill(messages[key], { count: waitSeconds, wait: waitText(waitSeconds, tag) })
  return { text, field: (error as { field?: FieldName }).field ?? fieldsByText[key], waitSeconds }
}

/** The headers that an error brings along: `Retry-After`. */
export function headersOf (error: FastifyError): Record<string, string> {
  return (error as { headers?: Record<string, string> }).headers ?? {}
}

function textOfStatus (status: number, asksToWait: boolean): ErrorText {
  if (status === 400) return 'malformedInput'
  if (status === 429 && asksToWait) return 'tooManyRequests'
  return status >= 500 ? 'unavailable' : 'failed'
}

/** The route whose form was posted. */
export function formOf ({ routeOptions }: FastifyRequest, paths: Links): RouteName | undefined {
  // the page of a form may have the same path
  return (Object.keys(paths) as RouteName[]).find(name => addresses[name].method === 'POST' && paths[name] === routeOptions.url)
}
