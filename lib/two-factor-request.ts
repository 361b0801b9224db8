import type { Bound } from './bound.js'
import { cancel } from './enrollment/cancel.js'
import { confirm } from './enrollment/confirm.js'
import { show as showEnrollment } from './enrollment/show.js'
import { start } from './enrollment/start.js'
import { errors } from './errors.js'
import { confirmPasskey, startPasskey } from './methods/passkey/operations.js'
import { confirmSentCodes, requestCode } from './methods/sent-code/operations.js'
import { disable } from './preferences/disable.js'
import { markSaved } from './preferences/mark-saved.js'
import { regenerate } from './preferences/regenerate.js'
import { remove } from './preferences/remove.js'
import { rename } from './preferences/rename.js'
import { revoke, revokeAll } from './preferences/revoke.js'
import { revokeOtherSessions, revokeSession } from './preferences/revoke-session.js'
import { show as showPreferences } from './preferences/show.js'
import { unlock } from './preferences/unlock.js'
import type { SignIn } from './record/sign-in/sign-in.js'
import type { TwoFactorMethod } from './record/sign-in-method.js'
import type { Visit } from './session/visit.js'
import { begin, beginExternally } from './sign-in/begin.js'
import { check } from './sign-in/check.js'
import { proofOptions } from './sign-in/proof-options.js'
import { recover } from './sign-in/recover.js'
import { signOut } from './sign-in/sign-out.js'
import { stepUp } from './sign-in/step-up.js'
import { verify } from './sign-in/verify.js'

const operations = {
  /** What this session counts for now. Refuses nobody. */
  check,
  /** Begins the sign-in after the first factor: call it on every way in, after the password was right. */
  signIn: begin,
  /**
   * The same where another system (an OpenID provider) asked for the second factor too, and you checked that it says so: complete with
   * the method `external`, also where the role requires two-factor authentication. A user who has it on here is asked all the same
   * unless `findUser` gives `externalSecondFactor: true`. It is no proof for a step-up or a change, and counts for nothing where
   * the role is `phishing-resistant`.
   */
  signInExternally: beginExternally,
  /** Signs out: starts a new, empty session; trusted clients stay. */
  signOut,
  /**
   * Completes a pending sign-in with a one-time code, or with `{ credential }` of a passkey; `trustClient` remembers this client.
   */
  verify,
  /**
   * Completes a pending sign-in, or one in which something stood in for the code, with a recovery code. Other sessions and trusted
   * clients end.
   */
  recover,
  /** Proves a one-time code again, or a passkey by `{ credential }`. */
  stepUp,
  /** What a proof may be given with in this complete sign-in; at the challenge `check()` tells it. */
  proofOptions,
  /** What the user may know about their two-factor authentication. */
  preferences: showPreferences,
  /** Starts an enrollment; while two-factor authentication is on it adds an authenticator and needs a step-up. */
  startEnrollment: start,
  /** The pending enrollment of this sign-in; throws `TWO_FACTOR_NO_ENROLLMENT` without one. */
  enrollment: showEnrollment,
  /**
   * Turns the new authenticator on; with `replace` it takes the place of all others, and `name` that of its first name.
   * Recovery codes are given once.
   */
  confirmEnrollment: confirm,
  /** Ends the pending enrollment of this sign-in, if there is one. */
  cancelEnrollment: cancel,
  /**
   * Starts the registration of a passkey or security key, as for `startEnrollment`; throws `TWO_FACTOR_METHOD_NOT_ALLOWED`
   * where the option `passkeys` is not given.
   */
  startPasskey,
  /**
   * Registers the passkey that the browser made: throws `TWO_FACTOR_INVALID_CREDENTIAL`, `TWO_FACTOR_NO_ENROLLMENT` where its
   * options no longer count, `TWO_FACTOR_ALREADY_REGISTERED`, `TWO_FACTOR_TOO_MANY_AUTHENTICATORS`, `TWO_FACTOR_METHOD_NOT_ALLOWED`
   * for a synced one where those are refused. With `replace` it takes the place of all others. Recovery codes are given once.
   */
  confirmPasskey,
  /**
   * Sends a code to the user's `codeAddress`: for the sign-in that is pending, for a step-up or, where that address is not confirmed
   * yet, to confirm it, as for `startEnrollment`. One in a minute, five in an hour, ten in a day: throws
   * `TWO_FACTOR_TOO_MANY_CODES` beyond that, `TWO_FACTOR_LOCKED` and `TWO_FACTOR_BLOCKED` while no code is taken,
   * `TWO_FACTOR_NOT_FOUND` where the user has no address or has not confirmed it, `TWO_FACTOR_METHOD_NOT_ALLOWED` where the role
   * takes only a passkey or the option `sendCode` is not given, `TWO_FACTOR_UNAVAILABLE` where sending it failed.
   */
  requestCode,
  /** Confirms the user's address by the code that was sent to it; throws `TWO_FACTOR_NO_ENROLLMENT` where none waits here. */
  confirmSentCodes,
  /** Makes new recovery codes in place of all that were left. */
  regenerateRecoveryCodes: regenerate,
  /** Notes that the user saved their recovery codes: preferences and administration say so, and nothing depends on it. */
  markRecoveryCodesSaved: markSaved,
  /** Gives an authenticator another name, in a fresh sign-in or by the password; throws `TWO_FACTOR_NOT_FOUND`. */
  renameAuthenticator: rename,
  /** Removes an authenticator; throws `TWO_FACTOR_NOT_FOUND`, or `TWO_FACTOR_LAST_AUTHENTICATOR`. */
  removeAuthenticator: remove,
  /**
   * Lifts the lock of one-time codes for one try, in a fresh sign-in or by the password, at most three times in 24 hours:
   * the next one is `TWO_FACTOR_LOCKED` as long as the lock lasts. A block stays: `TWO_FACTOR_BLOCKED`.
   */
  unlock,
  /** Turns two-factor authentication off; throws `TWO_FACTOR_REQUIRED_BY_POLICY`, or `TWO_FACTOR_NOT_ENABLED`. */
  disable,
  /** Ends the trust in one client; throws `TWO_FACTOR_NOT_FOUND`. */
  revokeTrustedClient: revoke,
  /** Ends the trust in every client. */
  revokeTrustedClients: revokeAll,
  /**
   * Ends one of the user's listed sign-ins (the option `sessions.list`), in a fresh sign-in or by the password; throws
   * `TWO_FACTOR_NOT_FOUND`. Where that is this one, it is a sign-out.
   */
  revokeSession,
  /** Ends every sign-in but this one, listed or not, and the trust in every client, in a fresh sign-in or by the password. */
  revokeOtherSessions
}

/**
 * `request.twoFactor`: what this session's user may do, with every check inside. The built-in routes only call
 * these methods, so that an application's own routes are just as safe.
 *
 * Every method throws the plugin's errors: `TWO_FACTOR_SIGN_IN_REQUIRED`, `…_CHALLENGE_REQUIRED` or
 * `…_ENROLLMENT_REQUIRED` where this session is not admitted, `…_UNAVAILABLE` where something failed;
 * those that change something `…_CROSS_ORIGIN`, and Fastify's 400 for malformed input; those that take a code
 * `…_INVALID_CODE`, `…_LOCKED`, `…_BLOCKED`, `…_METHOD_NOT_ALLOWED`; those that take a credential `…_INVALID_CREDENTIAL`;
 * those that take a password `…_INVALID_PASSWORD`, `…_LOCKED`, `…_REAUTHENTICATION_REQUIRED`.
 */
export interface TwoFactorRequest extends Bound<typeof operations> {
  /**
   * The user's id; throws `TWO_FACTOR_SIGN_IN_REQUIRED` unless a guard, `check()` or a completing call of this request
   * found a complete sign-in.
   */
  readonly userId: string
  /** How the sign-in proved itself; throws like `userId`. */
  readonly method: TwoFactorMethod
}

/** `TwoFactorRequest` over a visit: the operations of the table as its methods. */
export class VisitOperations {
  readonly #visit: Visit

  constructor (visit: Visit) {
    this.#visit = visit
  }

  get userId (): string {
    return this.#found.userId
  }

  get method (): TwoFactorMethod {
    return this.#found.method
  }

  get #found (): SignIn {
    const { found } = this.#visit
    if (found === undefined) {
      throw new errors.TWO_FACTOR_SIGN_IN_REQUIRED({
        cause: new Error(
          'request.twoFactor.userId and .method are known once a guard, check() or a completing call of this request ' +
          'found a complete sign-in. Is a guard missing on this route?'
        )
      })
    }
    return found
  }

  static {
    for (const [name, operation] of Object.entries(operations) as [string, (visit: Visit, ...given: unknown[]) => unknown][]) {
      Object.defineProperty(this.prototype, name, {
        value (this: VisitOperations, ...given: unknown[]) { return operation(this.#visit, ...given) }
      })
    }
  }
}
