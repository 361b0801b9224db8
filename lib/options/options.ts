import type { FastifyRequest, Session } from 'fastify'
import type { KeyRing } from '../crypto/key-ring.js'
import type { OnEvent } from '../events.js'
import type { TwoFactorMethod } from '../record/sign-in-method.js'
import type { SendCode } from '../methods/sent-code/send-code.js'
import { readRelyingParty, type Passkeys, type RelyingParty } from '../methods/passkey/relying-party.js'
import type { UserRepository } from '../repositories/user-repository.js'
import {
  isBoolean, isFunction, isHelpUrl, isHttpsUrl, isIntegerBetween, isIssuerName, isKeptKeys, isOrigin, isPrefix, isUrlOrPath
} from './checks.js'
import { check, group, optional, requiredGroup, type Given, type Kept, type Option } from './option.js'
import { readSecret, type TwoFactorKeyRing } from './service-secret.js'

type VerifyPassword = (userId: string, password: string, request: FastifyRequest) => boolean | Promise<boolean>
type OnSignIn = (request: FastifyRequest, signIn: { userId: string, method: TwoFactorMethod }) => void | Promise<void>

/** A route as `protect` is asked about it: its method, and its pattern with the prefixes of all scopes, never a URL. */
export interface ProtectableRoute { readonly method: string, readonly url: string }

/** Which routes of the application are guarded by `requireSignIn`. */
type Protect = 'manual' | 'all' | ((route: ProtectableRoute) => boolean)

const serviceOptions = {
  /** Shown in the authenticator app, 1–64 characters without `:`. Default: the host name of `origin`. */
  issuerName: { read: given => given } as Option<string | undefined, string | undefined>,
  /** A secret of at least 32 random bytes, or several to rotate them. */
  secret: { read: readSecret } as Option<string | Uint8Array | TwoFactorKeyRing, KeyRing>,
  /** URL of an image that the authenticator app shows: https, at most 256 characters. */
  imageUrl: { read: readImageUrl } as Option<string | undefined, string | undefined>,
  /** Days for which a client is remembered, 1–365; 0 means never. Default 30. */
  expiryDays: optional<number>(isIntegerBetween(0, 365), 'a whole number from 0 to 365', 30)
}

/** A path of the application, or an absolute http(s) URL. */
const place = optional<string>(isUrlOrPath, 'a path that begins with one /, or an http(s) URL')

const urlOptions = {
  /**
   * What a proxy takes off each path, like `/shop`: put in front of everything that a browser is told. The other URLs, `next`
   * and what the application sees are without it.
   */
  base: optional<string>(isPrefix, 'a path like /shop'),
  /** Default `/login`. */
  login: place,
  /** Default `/`. */
  home: place,
  /** Default: the plugin's page, as for the ones below. */
  challenge: place,
  enrollment: place,
  preferences: place,
  stepUp: place,
  /** Where somebody who is stuck finds help: a path, or an http(s), mailto or tel URL, linked on the pages. Default none. */
  help: optional<string>(isHelpUrl, 'a path that begins with one /, or an http(s), mailto or tel URL')
}

/** A year, in seconds. */
const LONGEST_SIGN_IN = 31_536_000

/** 30 days, in seconds. */
const USUAL_SIGN_IN = 2_592_000

const sessionOptions = {
  /** How long a sign-in counts as fresh, before changes ask for the password again, 60–86400 s. Default 900. */
  freshSeconds: optional<number>(isIntegerBetween(60, 86_400), 'a whole number from 60 to 86400', 900),
  /** Life of a pending sign-in and of an unconfirmed enrollment, 60–3600 s. Default 600. */
  pendingSeconds: optional<number>(isIntegerBetween(60, 3600), 'a whole number from 60 to 3600', 600),
  /**
   * How long a complete sign-in may last, however its session is prolonged, 60–31536000 s. Default: 30 days (NIST SP 800-63B,
   * AAL1), or the `maxAge` of the session's cookie where that is longer, up to a year.
   */
  maxSeconds: optional<number>(isIntegerBetween(60, LONGEST_SIGN_IN), 'a whole number from 60 to 31536000'),
  /** Session keys that survive when a sign-in starts a new session (a cart, a language). Default none. */
  keepKeys: { read: readKeptKeys } as Option<readonly (keyof Session & string)[] | undefined, readonly string[]>,
  /**
   * Whether users see on which browsers they are signed in, and end those sign-ins. Each sign-in writes the user's row then, for a
   * user without two-factor authentication and by a remembered client too. Default `false`.
   */
  list: optional<boolean>(isBoolean, 'true or false', false)
}

const totpOptions = {
  /** Accepted time steps on either side of the current one. Default 1. */
  window: optional<0 | 1>(isIntegerBetween(0, 1), '0 or 1', 1),
  /** Whether users may choose a Secret that goes into their key. Default `true`. */
  chosenSecret: optional<boolean>(isBoolean, 'true or false', true)
}

/** Every option except those that the pages and the routes read: what may be given, how it is checked, and its default. */
export const options = {
  service: requiredGroup(serviceOptions),
  userRepository: { read: readRepository } as Option<UserRepository, UserRepository>,
  /** Where the routes go, below the enclosing scope's prefix. Default `/two-factor`. */
  prefix: optional<string>(isPrefix, 'a path like /two-factor', '/two-factor'),
  /** The site's public origins. State changes from them pass; without any, `Origin` must match the request's own host. */
  origin: { read: readOrigins } as Option<string | readonly string[] | undefined, ReadonlySet<string>>,
  /** Where browsers are sent, for applications with pages of their own: paths, or absolute URLs. */
  urls: group(urlOptions),
  sessions: group(sessionOptions),
  totp: group(totpOptions),
  /** Passkeys and security keys: `passkeys()` of `fastify-two-factor/passkeys`; needs `origin`. Default: none. */
  passkeys: { read: given => given } as Option<Passkeys | undefined, Passkeys | undefined>,
  /**
   * Sends a code to the user's `codeAddress`, by e-mail, SMS or whatever you have: then it counts where a code of an
   * authenticator app does. Awaited for ten seconds; where it throws, the answer is 503. Default: no codes are sent.
   */
  sendCode: optional<SendCode>(isFunction, 'a function'),
  /** Lets pages and routes ask for the password again in place. Without it, a new sign-in is needed. */
  verifyPassword: optional<VerifyPassword>(isFunction, 'a function'),
  /** Runs in the new session of each completed sign-in, before it is saved. When it throws, nobody is signed in. */
  onSignIn: optional<OnSignIn>(isFunction, 'a function'),
  /**
   * `'all'`: `requireSignIn` on every route of the application except with `config: { twoFactor: false }`. A function
   * `({ method, url }) => boolean`: on those for which it gives `true`, with the route's pattern as `url`; `config.twoFactor` of a
   * route comes first. Default `'manual'`.
   * Hooks and middlewares run in the order in which they were registered: CORS before the plugin, so that it answers a
   * preflight; middlewares that are to be guarded (`@fastify/middie`, `@fastify/express`) after it.
   */
  protect: optional<Protect>(isProtect, '\'manual\', \'all\' or a function', 'manual'),
  /** Called with each event, after the save. It is awaited; its failure is logged. */
  onEvent: optional<OnEvent>(isFunction, 'a function'),
  /** The time in milliseconds since 1970, for tests. Default `Date.now`. */
  clock: optional<() => number>(isFunction, 'a function', Date.now)
}

export type TwoFactorServiceOptions = Given<typeof serviceOptions>
export type TwoFactorSessionOptions = Given<typeof sessionOptions>
export type TwoFactorUrls = Given<typeof urlOptions>

/** Options that others decide on too. */
type Completed = 'service' | 'sessions' | 'passkeys'

/** The options as they are kept: checked and copied, with their defaults. */
export interface Settings extends Omit<Kept<typeof options>, Completed> {
  readonly service: Kept<typeof serviceOptions> & { readonly issuerName: string }
  readonly sessions: Kept<typeof sessionOptions> & { readonly maxSeconds: number }
  readonly passkeys: RelyingParty | undefined
}

/**
 * Completes the options with what depends on others: the name of the service, where none is given, is the host name of the
 * first origin, and a sign-in may last as long as the cookie of a session, whose `maxAge` is in milliseconds.
 */
export function withDefaults<Read extends Kept<typeof options>> (read: Read, maxAge = 0): Omit<Read, Completed> & Settings {
  const [origin] = read.origin
  const given = read.service.issuerName
  const issuerName = given === undefined && origin !== undefined ? new URL(origin).hostname : given
  check(
    'service.issuerName',
    issuerName,
    isIssuerName,
    '1 to 64 characters without : and control characters (or give origin, whose host name is the default)'
  )
  const { maxSeconds = Math.min(LONGEST_SIGN_IN, Math.max(USUAL_SIGN_IN, Math.ceil(maxAge / 1000))) } = read.sessions
  return Object.freeze({
    ...read,
    service: Object.freeze({ ...read.service, issuerName: issuerName! }),
    sessions: Object.freeze({ ...read.sessions, maxSeconds }),
    passkeys: readRelyingParty(read.passkeys, 'passkeys', read.origin)
  })
}

function isProtect (value: unknown): boolean {
  return value === 'manual' || value === 'all' || isFunction(value)
}

function readImageUrl (given: unknown, name: string): string | undefined {
  return given === undefined ? undefined : new URL(check(name, given as string, isHttpsUrl, 'an https URL of at most 256 characters')).href
}

function readKeptKeys (given: unknown, name: string): readonly string[] {
  if (given === undefined) return []
  return [...check(name, given as readonly string[], isKeptKeys, 'a list of names, without cookie, twoFactor and _csrf')]
}

function readOrigins (given: unknown, name: string): ReadonlySet<string> {
  const origins = given === undefined ? [] : typeof given === 'string' ? [given] : given
  const areOrigins = (value: unknown): boolean => Array.isArray(value) && value.every(isOrigin)
  check(name, origins, areOrigins, 'an origin like https://acme.example, or a list of them', meantOrigin(origins))
  return new Set(origins as string[])
}

/** The origin that the first wrong one comes closest to: of many it is hard to see what is wrong with them. */
function meantOrigin (given: unknown): string {
  const wrong: unknown = [given].flat().find(origin => !isOrigin(origin))
  if (typeof wrong !== 'string' || !URL.canParse(wrong)) return ''
  const { protocol, host } = new URL(wrong)
  const meant = `${protocol}//${host}`
  return isOrigin(meant) ? ` (is ${meant} meant?)` : ''
}

/** Keeps the repository as the object that was given: its methods may need it as `this`. */
function readRepository (given: unknown, name: string): UserRepository {
  const repository = given as UserRepository
  for (const method of ['findUser', 'findTwoFactor', 'saveTwoFactor'] as const) {
    check(`${name}.${method}`, repository?.[method], isFunction, 'a function')
  }
  return repository
}
