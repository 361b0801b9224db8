import { invalidInput } from '../../errors.js'

/** How long a credential may be as JSON text, and each of its texts. */
export const CREDENTIAL_MAX_LENGTH = 12_288

/** A credential id has at most 1023 bytes (WebAuthn, section 4): so many characters of base64url. */
const ID_MAX_LENGTH = 1364

/** How many transports are read. */
const TRANSPORTS_MAX = 16

/** Ways to reach an authenticator (WebAuthn, section 5.8.4), in the order in which they are kept. */
export const TRANSPORTS = ['usb', 'nfc', 'ble', 'smart-card', 'hybrid', 'internal'] as const

interface Answer<Response> {
  /** Base64url, as every text of the response is. */
  readonly id: string
  readonly rawId: string
  readonly type: 'public-key'
  readonly response: Response
}

/** What a browser answers to `navigator.credentials.create`: RegistrationResponseJSON, of which the rest is dropped. */
export type RegistrationAnswer = Answer<{
  readonly clientDataJSON: string
  readonly attestationObject: string
  readonly transports: readonly string[]
}>

/** What a browser answers to `navigator.credentials.get`: AuthenticationResponseJSON, of which the rest is dropped. */
export type AssertionAnswer = Answer<{
  readonly clientDataJSON: string
  readonly authenticatorData: string
  readonly signature: string
  readonly userHandle?: string
}>

const base64url = { type: 'string', maxLength: CREDENTIAL_MAX_LENGTH, pattern: '^[A-Za-z0-9_-]+$' } as const
const id = { ...base64url, minLength: 1, maxLength: ID_MAX_LENGTH } as const

/** A credential in a body: the properties of its response, and which of them it must have. */
function credential (description: string, required: readonly string[], properties: Readonly<Record<string, object>>): object {
  return {
    type: 'object',
    description,
    required: ['id', 'rawId', 'type', 'response'],
    properties: { id, rawId: id, type: { type: 'string', const: 'public-key' }, response: { type: 'object', required, properties } }
  }
}

export const registrationCredential = credential(
  'What `navigator.credentials.create` answered, as `toJSON()` writes it (RegistrationResponseJSON)',
  ['clientDataJSON', 'attestationObject'],
  {
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: { type: 'array', maxItems: TRANSPORTS_MAX, items: { type: 'string' } }
  }
)

export const assertionCredential = credential(
  'What `navigator.credentials.get` answered, as `toJSON()` writes it (AuthenticationResponseJSON)',
  ['clientDataJSON', 'authenticatorData', 'signature'],
  {
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: { ...base64url, pattern: '^[A-Za-z0-9_-]*$', nullable: true }
  }
)

/** The answer that is to register a credential, read field by field. Throws 400 for what is none; unknown transports are dropped. */
export function requireRegistrationAnswer (given: unknown): RegistrationAnswer {
  const { response, ...answer } = requireAnswer(given)
  const transports = requireTransports(response['transports'])
  return {
    ...answer,
    response: {
      clientDataJSON: requireText(response, 'clientDataJSON'),
      attestationObject: requireText(response, 'attestationObject'),
      transports: TRANSPORTS.filter(transport => transports.includes(transport))
    }
  }
}

/** The answer that is to prove somebody, read field by field. Throws 400 for what is none. */
export function requireAssertionAnswer (given: unknown): AssertionAnswer {
  const { response, ...answer } = requireAnswer(given)
  const userHandle = response['userHandle'] ?? undefined
  return {
    ...answer,
    response: {
      clientDataJSON: requireText(response, 'clientDataJSON'),
      authenticatorData: requireText(response, 'authenticatorData'),
      signature: requireText(response, 'signature'),
      // empty is something else than none: it is nobody's handle
      ...(userHandle !== undefined && { userHandle: userHandle === '' ? '' : requireText(response, 'userHandle') })
    }
  }
}

function requireAnswer (given: unknown): Answer<Readonly<Record<string, unknown>>> {
  const answer = requireObject(given, 'an object')
  const id = requireText(answer, 'id', ID_MAX_LENGTH)
  if (answer['rawId'] !== id) throw malformed('an object whose rawId is its id')
  if (answer['type'] !== 'public-key') throw malformed('an object of type public-key')
  return { id, rawId: id, type: 'public-key', response: requireObject(answer['response'], 'an object with a response') }
}

function requireObject (given: unknown, expected: string): Readonly<Record<string, unknown>> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw malformed(expected)
  return given as Record<string, unknown>
}

function requireText (from: Readonly<Record<string, unknown>>, key: string, maxLength = CREDENTIAL_MAX_LENGTH): string {
  const text = from[key]
  if (typeof text === 'string' && text.length <= maxLength && /^[A-Za-z0-9_-]+$/.test(text)) return text
  throw malformed(`an object whose ${key} is base64url of 1 to ${maxLength} characters`)
}

function requireTransports (given: unknown): readonly unknown[] {
  const transports = given ?? []
  if (Array.isArray(transports) && transports.length <= TRANSPORTS_MAX && transports.every(transport => typeof transport === 'string')) {
    return transports
  }
  throw malformed(`an object whose transports are at most ${TRANSPORTS_MAX} texts`)
}

function malformed (expected: string): Error {
  return invalidInput(`The credential must be ${expected}.`, 'credential')
}
