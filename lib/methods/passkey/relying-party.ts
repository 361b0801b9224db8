import { isIP } from 'node:net'
import { inspect } from 'node:util'
import { optionInvalid } from '../../errors.js'
import type { AssertionAnswer, RegistrationAnswer } from './answer.js'

/** Registered, so that a second copy of this module knows what the first one made. */
export const kPasskeys: unique symbol = Symbol.for('fastify-two-factor.passkeys')

const USER_VERIFICATIONS = ['discouraged', 'preferred', 'required'] as const

export type UserVerification = typeof USER_VERIFICATIONS[number]

export interface PasskeysOptions {
  /**
   * Whose credentials they are: the host name of `origin`, or a parent of it. Default: the host name of the first `origin`.
   * Never change it: all credentials would be lost.
   */
  rpId?: string | undefined
  /** Whether the device asks for a PIN or a fingerprint. Default `'discouraged'`: the password was the other factor. */
  userVerification?: UserVerification | undefined
  /** Whether credentials may be copied to other devices of their owner. Default `true`. */
  syncable?: boolean | undefined
}

/** Passkeys and security keys, switched on: for the option `passkeys`. Only `passkeys()` makes one. */
export interface Passkeys {
  readonly [kPasskeys]: Pick<RelyingParty, 'userVerification' | 'syncable' | 'verifier'> & { readonly rpId: string | undefined }
}

/** What the authenticator said, once it has been verified. */
export interface AuthenticatorFacts {
  readonly signCount: number
  readonly userVerified: boolean
  readonly backupEligible: boolean
  readonly backedUp: boolean
}

/** What a registration made. */
export interface CredentialFacts extends AuthenticatorFacts {
  readonly credentialId: string
  /** COSE, base64url. */
  readonly publicKey: string
}

/** What a registration brings, before anything of it has been judged. */
export interface Attestation {
  readonly format: unknown
  readonly statement: unknown
  readonly key: unknown
}

/** What an answer must fit. The challenge is judged elsewhere, on the record. */
export interface Expected {
  readonly rpId: string
  readonly origins: readonly string[]
  readonly userVerification: UserVerification
}

/** What reads and verifies the answers of browsers. Each of these may throw whatever it likes: then nothing has been verified. */
export interface Verifier {
  attestation (attestationObject: string): Attestation
  /** The key of the credential, decoded. */
  key (publicKey: string): unknown
  registration (answer: RegistrationAnswer, expected: Expected): Promise<CredentialFacts | undefined>
  assertion (answer: AssertionAnswer, publicKey: string, expected: Expected): Promise<AuthenticatorFacts | undefined>
}

/** Who asks for credentials and assertions. */
export interface RelyingParty extends Expected {
  readonly syncable: boolean
  readonly verifier: Verifier
}

/** Checks the options of `passkeys()`, as far as they can be without `origin`. */
export function createPasskeys (options: PasskeysOptions, verifier: Verifier): Passkeys {
  check('', options, typeof options === 'object' && options !== null, 'an object')
  const { rpId, userVerification = 'discouraged', syncable = true, ...others } = options
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) throw optionInvalid(`passkeys.${unknown}`, 'is unknown. Known are: rpId, userVerification, syncable')
  check('.rpId', rpId, rpId === undefined || typeof rpId === 'string', 'a host name')
  const isKnown = USER_VERIFICATIONS.includes(userVerification)
  check('.userVerification', userVerification, isKnown, '\'discouraged\', \'preferred\' or \'required\'')
  check('.syncable', syncable, typeof syncable === 'boolean', 'true or false')
  return Object.freeze({ [kPasskeys]: Object.freeze({ rpId, userVerification, syncable, verifier }) })
}

/**
 * Reads the option `passkeys`, with the site's origins: those that may use credentials lie under the RP ID, and the first of them
 * must. `undefined` where the option was not given.
 */
export function readRelyingParty (given: unknown, name: string, origins: ReadonlySet<string>): RelyingParty | undefined {
  if (given === undefined) return undefined
  const passkeys = (given as Partial<Passkeys> | null)?.[kPasskeys]
  if (passkeys === undefined) {
    throw optionInvalid(name, `must be what passkeys() from fastify-two-factor/passkeys gives, got ${show(given)}`)
  }
  const [first] = origins
  if (first === undefined) throw optionInvalid(name, 'needs origin: nothing about passkeys is taken from the request')
  if (!isSecure(first)) {
    throw optionInvalid(name, `needs a first origin with https and a host name, or http://localhost, got ${show(first)}`)
  }
  const { rpId = new URL(first).hostname, userVerification, syncable, verifier } = passkeys
  if (!liesUnder(rpId, first)) {
    throw optionInvalid(`${name}.rpId`, `must be the host name of ${first} or a parent of it, got ${show(rpId)}`)
  }
  const usable = [...origins].filter(origin => isSecure(origin) && liesUnder(rpId, origin))
  return Object.freeze({ rpId, origins: Object.freeze(usable), userVerification, syncable, verifier })
}

/** Whether browsers give credentials there: https, or this machine, and a host that has a name. */
function isSecure (origin: string): boolean {
  const { protocol, hostname } = new URL(origin)
  if (protocol === 'http:') return hostname === 'localhost'
  return protocol === 'https:' && !hostname.startsWith('[') && isIP(hostname) === 0 && !hostname.endsWith('.')
}

/** Whether an RP ID is the host name of an origin or, on a dot, a parent of it; a name without any dot is nobody's parent. */
function liesUnder (rpId: string, origin: string): boolean {
  const { hostname } = new URL(origin)
  return hostname === rpId || (/[^.]\.[^.]/.test(rpId) && hostname.endsWith(`.${rpId}`))
}

function check (name: string, value: unknown, isExpected: boolean, expected: string): void {
  if (!isExpected) throw optionInvalid(`passkeys${name}`, `must be ${expected}, got ${show(value)}`)
}

function show (value: unknown): string {
  return inspect(value, { depth: 0, breakLength: Infinity, maxStringLength: 100 })
}
