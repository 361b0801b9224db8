import type { FastifySchema } from 'fastify'
import { errorTable, type TwoFactorErrorCode } from '../error-table.js'
import { assertionCredential } from '../methods/passkey/answer.js'
import { CHOSEN_SECRET_MAX_LENGTH } from '../methods/totp/key.js'
import { TYPED_MAX_LENGTH } from '../methods/typed-text.js'
import { SIGN_IN_METHODS } from '../record/sign-in-method.js'
import { NAME_MAX_BYTES, NAME_MAX_CHARACTERS, NAME_MAX_LENGTH } from '../web/name.js'
import type { ObjectSchema } from './wire.js'

export const oneTimeCode = {
  type: 'string',
  maxLength: TYPED_MAX_LENGTH,
  description: 'Six digits of any script; white space, dashes and invisible characters are ignored'
} as const
export const recoveryCode = {
  type: 'string',
  maxLength: TYPED_MAX_LENGTH,
  description: 'A recovery code, as it was shown; white space, dashes and invisible characters are ignored'
} as const
export const password = { type: 'string', minLength: 1, maxLength: 1024, description: 'The password, where it is due' } as const
export const chosenSecret = {
  type: 'string',
  minLength: 1,
  maxLength: 4 * CHOSEN_SECRET_MAX_LENGTH,
  description: `A secret of the user's own, 1 to ${CHOSEN_SECRET_MAX_LENGTH} characters after NFC; it goes into the key`
} as const
export const authenticatorName = {
  type: 'string',
  maxLength: NAME_MAX_LENGTH,
  description: `Name of the authenticator: 1 to ${NAME_MAX_CHARACTERS} characters as people count them, at most ${NAME_MAX_BYTES} bytes`
} as const
export const flag = { type: 'boolean' } as const
export const idParams = { type: 'object', required: ['id'], properties: { id: { type: 'string', maxLength: 64 } } } as const

export const text = { type: 'string' } as const
export const date = { type: 'string', format: 'date-time' } as const
export const texts = { type: 'array', items: text } as const
export const method = { type: 'string', enum: SIGN_IN_METHODS } as const
/** What `navigator.credentials.get` or `.create` takes, as JSON; Web Authentication says what is in it. */
export const passkeyOptions = { type: 'object', additionalProperties: true } as const
export const noContent = { type: 'null' } as const

/** An object of exactly these properties; those in `optional` may be missing. OpenAPI 3.0 allows no empty `required`. */
export function object<const Properties extends object, const Optional extends keyof Properties & string = never> (
  properties: Properties,
  optional: readonly Optional[] = []
): ObjectSchema<Properties, Optional> {
  const required = Object.keys(properties).filter(key => !(optional as readonly string[]).includes(key))
  return { type: 'object', additionalProperties: false, ...(required.length > 0 && { required }), properties }
}

/** An answer that is text, not JSON, of one of these media types. */
export function content (...types: readonly string[]): object {
  return { content: Object.fromEntries(types.map(type => [type, { schema: text }])) }
}

/** Errors of every route that asks for a session. */
export const sessionErrors = [
  'TWO_FACTOR_SIGN_IN_REQUIRED',
  'TWO_FACTOR_CHALLENGE_REQUIRED',
  'TWO_FACTOR_ENROLLMENT_REQUIRED',
  'TWO_FACTOR_UNAVAILABLE'
] as const

/** Errors of every route that takes a one-time code or, where passkeys are in use, a credential. */
export function proofErrors (passkeys: boolean): TwoFactorErrorCode[] {
  const ofCodes: TwoFactorErrorCode[] = [
    'TWO_FACTOR_INVALID_CODE', 'TWO_FACTOR_LOCKED', 'TWO_FACTOR_BLOCKED', 'TWO_FACTOR_METHOD_NOT_ALLOWED'
  ]
  return passkeys ? [...ofCodes, 'TWO_FACTOR_INVALID_CREDENTIAL'] : ofCodes
}

/** The body of a route that takes a proof: a one-time code or, where passkeys are in use, a credential in its place. */
export function proofBody (passkeys: boolean, others: Readonly<Record<string, object>> = {}): BodySchema {
  const optional = Object.keys(others)
  if (!passkeys) return object<Readonly<Record<string, object>>, string>({ code: oneTimeCode, ...others }, optional)
  const properties = { code: oneTimeCode, credential: assertionCredential, ...others }
  return {
    ...object<Readonly<Record<string, object>>, string>(properties, ['code', 'credential', ...optional]),
    oneOf: [{ required: ['code'] }, { required: ['credential'] }]
  }
}

/** How much a route reads that takes a credential, in bytes: its id alone may be long. */
export const CREDENTIAL_BODY_LIMIT = 16_384

/** What a route reads that takes a proof. */
export function proofLimit (passkeys: boolean): { bodyLimit?: number } {
  return passkeys ? { bodyLimit: CREDENTIAL_BODY_LIMIT } : {}
}

/** Errors of every route that takes the password where it is due. */
export const passwordErrors = ['TWO_FACTOR_REAUTHENTICATION_REQUIRED', 'TWO_FACTOR_INVALID_PASSWORD', 'TWO_FACTOR_LOCKED'] as const

const errorProperties = { statusCode: { type: 'integer' }, error: text, message: text } as const

/** The schema of a body: an override may add properties. */
export interface BodySchema {
  readonly type: 'object'
  readonly properties: object
  readonly required?: readonly string[]
  readonly oneOf?: readonly object[]
  readonly nullable?: true
}

/** The schema of a built-in route. OpenAPI documents take it over, and that of an override in its place. */
export interface TwoFactorRouteSchema extends FastifySchema {
  readonly body?: BodySchema
}

/** Fastify's codes of a malformed request. */
const MALFORMED = ['FST_ERR_VALIDATION', 'FST_ERR_CTP_INVALID_JSON_BODY', 'FST_ERR_CTP_INVALID_CONTENT_LENGTH'] as const

export interface RouteDescription {
  operationId: string
  summary: string
  body?: BodySchema
  params?: object
  /** The answers when all went well, by status. */
  answers: Readonly<Record<number, object>>
  errors: readonly TwoFactorErrorCode[]
  /** Whether the route changes state: then malformed and cross-origin requests are refused too. */
  changes?: boolean
}

/** The schema of a route, with each error's code under its status; descriptions are for OpenAPI documents. */
export function routeSchema (description: RouteDescription): TwoFactorRouteSchema {
  const { operationId, summary, body, params, answers, errors, changes = false } = description
  const response: Record<string, object> = {}
  for (const [status, answer] of Object.entries(answers)) response[status] = { description: summary, ...answer }
  const all = changes ? [...errors, 'TWO_FACTOR_CROSS_ORIGIN' as const] : errors
  for (const [status, codes] of byStatus(all)) response[status] = errorSchema(codes)
  if (changes) {
    const code = { type: 'string', enum: MALFORMED }
    response[400] = { description: 'The request is malformed', ...object({ ...errorProperties, code }) }
  }
  return {
    operationId,
    summary,
    tags: ['two-factor'],
    ...(body && { body }),
    ...(params && { params }),
    response
  } as TwoFactorRouteSchema
}

function byStatus (codes: readonly TwoFactorErrorCode[]): Map<number, string[]> {
  const grouped = new Map<number, string[]>()
  for (const code of new Set(codes)) {
    const { status } = errorTable[code]
    grouped.set(status, [...grouped.get(status) ?? [], code])
  }
  return grouped
}

function errorSchema (codes: readonly string[]): object {
  return { description: codes.join(', '), ...object({ ...errorProperties, code: { type: 'string', enum: codes } }) }
}
