import type { FastifyRequest, Session } from 'fastify'
import type { KeyRing } from '../crypto/key-ring.js'
import type { OnEvent } from '../events.js'
import { check, checkKnown, isFalseOrObject, isFunction, isHttpsUrl, isIntegerBetween, isIssuerName, isKeptKeys, isObject, isOrigin, isPrefix, isUrlOrPath, optional } from './checks.js'
import type { TwoFactorMessageOverrides } from '../pages/messages.js'
import type { TwoFactorPages } from '../pages/pages.js'
import type { TwoFactorMethod } from '../record/sign-in/sign-in.js'
import type { UserRepository } from '../repositories/user-repository.js'
import type { TwoFactorRouteOverrides } from '../routes/route.js'
import { readSecret, type TwoFactorKeyRing } from './service-secret.js'
import type { TwoFactorUrls } from '../web/urls.js'

export interface TwoFactorServiceOptions {
  /** Shown in the authenticator app, 1–64 characters without `:`. Default: the host name of `origin`. */
  issuerName?: string | undefined
  /** At least 32 random bytes, or several to rotate. */
  secret: string | Uint8Array | TwoFactorKeyRing
  /** Image shown by the authenticator app, https, at most 256 characters. */
  imageUrl?: string | undefined
  /** Days for which a client is remembered, 1–365; 0: never. Default 30. */
  expiryDays?: number | undefined
}

export interface TwoFactorOptions {
  service: TwoFactorServiceOptions
  userRepository: UserRepository
  /** Where the routes go, below the enclosing scope's prefix. Default `/two-factor`. */
  prefix?: string
  /** The site's public origins. State changes from them pass; with none given, the request's own host must match. */
  origin?: string | readonly string[] | undefined
  urls?: TwoFactorUrls | undefined
  /** Session keys that survive the new session ids of a sign-in (a cart, a language). Default none. */
  keepSessionKeys?: readonly (keyof Session & string)[] | undefined
  /** Runs in the new session of each completed sign-in, before it is saved. Throws: no access. */
  onSignIn?: ((request: FastifyRequest, signIn: { userId: string, method: TwoFactorMethod }) => void | Promise<void>) | undefined
  /** Lets pages and routes ask the password again in place. Without it a new sign-in is due. */
  verifyPassword?: ((userId: string, password: string, request: FastifyRequest) => boolean | Promise<boolean>) | undefined
  /** How old a fresh sign-in may be before changes ask for the password again, 60–86400 s. Default 900. */
  reauthenticateSeconds?: number | undefined
  /** Life of a pending sign-in and of an unconfirmed enrollment, 60–3600 s. Default 600. */
  pendingSeconds?: number | undefined
  totp?: {
    /** Accepted time steps on either side of the current one. Default 1. */
    window?: 0 | 1 | undefined
  } | undefined
  /** `'all'`: `requireSignIn` on every route of the application, but those with `config: { twoFactor: false }`. Default `'manual'`. */
  protect?: 'manual' | 'all' | undefined
  /** Overrides of the built-in routes by name, or `false` for none of them. */
  routes?: false | TwoFactorRouteOverrides | undefined
  /** Overrides of the built-in pages by name, or `false` for JSON only. */
  pages?: false | TwoFactorPages | undefined
  /** Texts by language; adds languages, or changes some texts of one. English and Italian are built in. */
  messages?: TwoFactorMessageOverrides | undefined
  /** Told of everything that happened, after the save. Awaited; its failure is logged. */
  onEvent?: OnEvent | undefined
  /** Milliseconds since 1970; for tests. Default `Date.now`. */
  clock?: (() => number) | undefined
}

/** The options, checked, with their defaults. */
export interface Settings {
  readonly issuerName: string
  readonly ring: KeyRing
  readonly imageUrl: string | undefined
  readonly expiryDays: number
  readonly userRepository: UserRepository
  readonly prefix: string
  readonly origins: ReadonlySet<string>
  /** As given: where nothing is given, `placeUrl` knows the default. */
  readonly urls: Readonly<TwoFactorUrls>
  readonly keepSessionKeys: readonly string[]
  readonly onSignIn: TwoFactorOptions['onSignIn']
  readonly verifyPassword: TwoFactorOptions['verifyPassword']
  readonly reauthenticateSeconds: number
  readonly pendingSeconds: number
  readonly window: number
  readonly protect: 'manual' | 'all'
  readonly routes: false | TwoFactorRouteOverrides
  readonly pages: false | TwoFactorPages
  readonly messages: TwoFactorMessageOverrides
  readonly onEvent: OnEvent | undefined
  readonly clock: () => number
}

const known = [
  'service', 'userRepository', 'prefix', 'origin', 'urls', 'keepSessionKeys', 'onSignIn', 'verifyPassword', 'reauthenticateSeconds',
  'pendingSeconds', 'totp', 'protect', 'routes', 'pages', 'messages', 'onEvent', 'clock', 'logLevel', 'logSerializers'
]

/** Checks the options once and copies them; throws `TWO_FACTOR_OPTION_INVALID` naming the option and what it got. */
export function readOptions (options: TwoFactorOptions): Settings {
  checkKnown('', options, known)
  checkKnown('service', options.service, ['issuerName', 'secret', 'imageUrl', 'expiryDays'])
  checkKnown('urls', options.urls === undefined ? {} : options.urls, ['login', 'home', 'challenge', 'enrollment', 'preferences', 'stepUp'])
  checkKnown('totp', options.totp === undefined ? {} : options.totp, ['window'])
  const origins = readOrigins(options.origin)
  const urls = { ...options.urls }
  for (const [name, url] of Object.entries(urls)) check(`urls.${name}`, url, optional(isUrlOrPath), 'a path that begins with one /, or an http(s) URL')
  const repository = options.userRepository
  for (const method of ['findUser', 'findTwoFactor', 'saveTwoFactor'] as const) {
    check(`userRepository.${method}`, repository?.[method], isFunction, 'a function')
  }
  const settings: Settings = {
    issuerName: readIssuerName(options.service.issuerName, origins),
    ring: readSecret(options.service.secret),
    imageUrl: readImageUrl(options.service.imageUrl),
    expiryDays: check('service.expiryDays', options.service.expiryDays, optional(isIntegerBetween(0, 365)), 'a whole number from 0 to 365') ?? 30,
    userRepository: repository,
    prefix: check('prefix', options.prefix, optional(isPrefix), 'a path like /two-factor') ?? '/two-factor',
    origins,
    urls,
    keepSessionKeys: check('keepSessionKeys', options.keepSessionKeys, optional(isKeptKeys), 'a list of names, without cookie and twoFactor')?.slice() ?? [],
    onSignIn: check('onSignIn', options.onSignIn, optional(isFunction), 'a function'),
    verifyPassword: check('verifyPassword', options.verifyPassword, optional(isFunction), 'a function'),
    reauthenticateSeconds: check('reauthenticateSeconds', options.reauthenticateSeconds, optional(isIntegerBetween(60, 86_400)), 'a whole number from 60 to 86400') ?? 900,
    pendingSeconds: check('pendingSeconds', options.pendingSeconds, optional(isIntegerBetween(60, 3600)), 'a whole number from 60 to 3600') ?? 600,
    window: check('totp.window', options.totp?.window, optional(isIntegerBetween(0, 1)), '0 or 1') ?? 1,
    protect: check('protect', options.protect, optional(value => value === 'manual' || value === 'all'), '\'manual\' or \'all\'') ?? 'manual',
    routes: copy(check('routes', options.routes, optional(isFalseOrObject), 'false or an object')),
    pages: copy(check('pages', options.pages, optional(isFalseOrObject), 'false or an object')),
    messages: check('messages', options.messages, optional(isObject), 'an object of texts by language') ?? {},
    onEvent: check('onEvent', options.onEvent, optional(isFunction), 'a function'),
    clock: check('clock', options.clock, optional(isFunction), 'a function') ?? Date.now
  }
  return Object.freeze(settings)
}

function readOrigins (origin: TwoFactorOptions['origin']): ReadonlySet<string> {
  const origins = origin === undefined ? [] : typeof origin === 'string' ? [origin] : origin
  check('origin', origins, value => Array.isArray(value) && value.every(isOrigin), 'an origin like https://acme.example, or a list of them')
  return new Set(origins)
}

function readImageUrl (imageUrl: string | undefined): string | undefined {
  const url = check('service.imageUrl', imageUrl, optional(isHttpsUrl), 'an https URL of at most 256 characters')
  return url === undefined ? undefined : new URL(url).href
}

function readIssuerName (issuerName: string | undefined, origins: ReadonlySet<string>): string {
  const [origin] = origins
  const name = issuerName === undefined && origin !== undefined ? new URL(origin).hostname : issuerName
  check('service.issuerName', name, isIssuerName, '1 to 64 characters without : and control characters (or give origin, whose host name is the default)')
  return name!
}

function copy<Overrides extends object> (overrides: false | Overrides | undefined): false | Overrides {
  return overrides === false ? false : Object.freeze({ ...overrides as Overrides })
}
