import { inspect } from 'node:util'
import { isIntegerBetween } from '../options/checks.js'
import type { Settings } from '../options/options.js'
import { isFirstFactor } from '../record/sign-in/amr.js'
import { isNothing, optionalFlag } from '../web/input.js'
import { listedUrl, localPath } from '../web/return-path.js'

export interface SignInOptions {
  /** A path of this site, or a URL on one of the origins of the option `origin`, to go on to afterwards; else `urls.home`. */
  next?: string | null | undefined
  /** `false` where nothing was proved just now (a remember-me cookie). Default `true`. */
  fresh?: boolean | null | undefined
  /**
   * "Keep me signed in": how long the sign-in lasts, and its cookie with it, from its completion on, 60 s up to
   * `sessions.maxSeconds`. Default: `sessions.maxSeconds`, and the cookie as it was registered.
   */
  sessionSeconds?: number | null | undefined
  /**
   * Whether what was checked still holds: that the user still has the hash which the password was checked against. Asked
   * each time that the record was read, before anybody is signed in; only `true` goes on. `false`:
   * `TWO_FACTOR_SIGN_IN_REQUIRED`, a failure: 503. It must have no effects, and call nothing of the plugin for this user.
   */
  stillValid?: (() => boolean | Promise<boolean>) | null | undefined
  /**
   * What the first factor is called in `amr` (RFC 8176): `pwd` for a password, or a name of your own, 1–32 of `a-z 0-9 . _ : -`.
   * Without one there is no `mfa` in it. Default: none.
   */
  firstFactor?: string | null | undefined
}

/** The options of a sign-in as they are gone by. */
export interface ReadSignInOptions {
  readonly next: string | undefined
  readonly fresh: boolean
  readonly sessionSeconds: number | undefined
  readonly stillValid: (() => boolean | Promise<boolean>) | undefined
  readonly firstFactor: string | undefined
}

const KNOWN: readonly (keyof SignInOptions)[] = ['next', 'fresh', 'sessionSeconds', 'stillValid', 'firstFactor']

/** Reads the options of a method. Throws a TypeError that says what is wrong with one: that is the application's mistake. */
export function readSignInOptions (
  method: 'signIn' | 'signInExternally',
  options: SignInOptions,
  { origin, sessions: { maxSeconds } }: Pick<Settings, 'origin' | 'sessions'>
): ReadSignInOptions {
  const unknown = Object.keys(options).find(name => !(KNOWN as readonly string[]).includes(name))
  if (unknown !== undefined) throw mistake(`${method} has no option ${unknown}. It has: ${KNOWN.join(', ')}`)
  const { next, fresh, sessionSeconds, stillValid, firstFactor } = options
  if (!isNothing(stillValid) && typeof stillValid !== 'function') throw mistake('stillValid must be a function')
  if (!isNothing(sessionSeconds) && !isIntegerBetween(60, maxSeconds)(sessionSeconds)) {
    throw mistake(
      `sessionSeconds must be a whole number from 60 to sessions.maxSeconds, which is ${maxSeconds}, got ${inspect(sessionSeconds)}`
    )
  }
  if (!isNothing(firstFactor) && !isFirstFactor(firstFactor)) {
    throw mistake(
      'firstFactor must be a name like pwd, 1 to 32 of a-z, 0-9, dot, _, : and -, and none of otp, pop, hwk, swk, sms and mfa, ' +
      `which say what was proved besides, got ${inspect(firstFactor, { depth: 0, maxStringLength: 64 })}`
    )
  }
  return {
    next: localPath(next) ?? listedUrl(next, origin),
    fresh: optionalFlag('fresh', fresh ?? true),
    sessionSeconds: sessionSeconds ?? undefined,
    stillValid: stillValid ?? undefined,
    firstFactor: firstFactor ?? undefined
  }
}

function mistake (problem: string): TypeError {
  return new TypeError(`fastify-two-factor: ${problem}.`)
}
