import { errors } from './errors.js'
import type { SignIn, TwoFactorMethod } from './record/sign-in/sign-in.js'
import { cancelEnrollment, confirmEnrollment, enrollment, startEnrollment, type StartEnrollmentOptions, type TwoFactorEnrollment } from './enrollment/enrollment.js'
import { disable, regenerateRecoveryCodes, removeAuthenticator, revokeTrustedClient, revokeTrustedClients, stepUp, type Proof } from './preferences/changes.js'
import { preferences, trustDays, type TwoFactorPreferences } from './preferences/show.js'
import type { SessionContext } from './session/visit.js'
import { readSignIn } from './session/session.js'
import { recover, signIn, signOut, verify, type SignInOptions, type TwoFactorStep } from './sign-in/sign-in.js'

/** What this session counts for, for pages that anybody may see. */
export type TwoFactorState =
  | { status: 'anonymous' }
  | { status: 'challenge', trustDays: number, expiresAt: Date }
  | { status: 'enrollment' }
  | { status: 'complete', userId: string, method: TwoFactorMethod, verifiedAt: Date | undefined, requiredFrom: Date | undefined }

/**
 * This session's user, with every check inside: `request.twoFactor`. The built-in routes are one line over
 * these methods, and an application's own routes have the same safety.
 *
 * Every method throws the plugin's errors: `TWO_FACTOR_SIGN_IN_REQUIRED`, `…_CHALLENGE_REQUIRED` or
 * `…_ENROLLMENT_REQUIRED` where this session is not admitted, `…_UNAVAILABLE` where something failed;
 * those that change something `…_CROSS_SITE`, and Fastify's 400 for malformed input; those that take a code
 * `…_INVALID_CODE`, `…_LOCKED`, `…_BLOCKED`; those that take a password `…_INVALID_PASSWORD`, `…_LOCKED`,
 * `…_REAUTHENTICATION_REQUIRED`.
 */
export class SessionTwoFactor {
  readonly #context: SessionContext

  constructor (context: SessionContext) {
    this.#context = context
  }

  /** The user's id; throws `TWO_FACTOR_SIGN_IN_REQUIRED` unless a guard, `check()` or a completing call of this request found a complete sign-in. */
  get userId (): string {
    return this.#found.userId
  }

  /** How the sign-in proved itself; throws like `userId`. */
  get method (): TwoFactorMethod {
    return this.#found.method
  }

  get #found (): SignIn {
    const { found } = this.#context
    if (found === undefined) throw new errors.TWO_FACTOR_SIGN_IN_REQUIRED({ cause: new Error('request.twoFactor.userId and .method are known once a guard, check() or a completing call of this request found a complete sign-in. Is a guard missing on this route?') })
    return found
  }

  /** What this session counts for now. Refuses nobody. */
  async check (): Promise<TwoFactorState> {
    const { settings } = this.#context.application
    const { status, signIn, user, policy } = await this.#context.inspect({ needsUser: readSignIn(this.#context.request)?.status === 'challenge' })
    if (status === 'complete') {
      const { userId, method, verifiedAt } = signIn!
      return { status, userId, method, verifiedAt: toDate(verifiedAt), requiredFrom: toDate(policy?.requiredFrom) }
    }
    if (status !== 'challenge') return { status }
    return { status, trustDays: trustDays(settings.expiryDays, user), expiresAt: new Date(signIn!.signedInAt + settings.pendingSeconds * 1000) }
  }

  /** The first factor passed: to be called on every way in, after the password was right. */
  async signIn (userId: string, options?: SignInOptions): Promise<TwoFactorStep> {
    return await signIn(this.#context, userId, options)
  }

  /** A new, empty session; trusted clients stay. */
  async signOut (): Promise<void> {
    await signOut(this.#context)
  }

  /** Completes a pending sign-in with a one-time code; `trustClient` remembers this client. */
  async verify (code: string, options?: { trustClient?: boolean | undefined }): Promise<{ status: 'complete', method: 'totp', location: string }> {
    return await verify(this.#context, code, options)
  }

  /** Completes a pending sign-in, or one by a trusted client, with a recovery code. Other sessions and trusted clients end. */
  async recover (code: string): Promise<{ status: 'complete', method: 'recovery-code', location: string, recoveryCodesLeft: number }> {
    return await recover(this.#context, code)
  }

  /** Proves a one-time code again. */
  async stepUp (code: string): Promise<{ verifiedAt: Date }> {
    return await stepUp(this.#context, code)
  }

  /** What the user may know of his two-factor authentication. */
  async preferences (): Promise<TwoFactorPreferences> {
    return await preferences(this.#context)
  }

  /** Starts an enrollment; while two-factor authentication is on it adds an authenticator and needs a step-up. */
  async startEnrollment (options?: StartEnrollmentOptions): Promise<TwoFactorEnrollment> {
    return await startEnrollment(this.#context, options)
  }

  /** The pending enrollment of this sign-in; throws `TWO_FACTOR_NO_ENROLLMENT` without one. */
  async enrollment (): Promise<TwoFactorEnrollment> {
    return await enrollment(this.#context)
  }

  /** Turns the new authenticator on, with `replace` in place of all others. Recovery codes come along once. */
  async confirmEnrollment (code: string, options?: { replace?: boolean | undefined }): Promise<{ status: 'complete', location: string, recoveryCodes: string[] }> {
    return await confirmEnrollment(this.#context, code, options)
  }

  /** Ends the pending enrollment of this sign-in, if there is one. */
  async cancelEnrollment (): Promise<void> {
    await cancelEnrollment(this.#context)
  }

  /** New recovery codes in place of all that were left. */
  async regenerateRecoveryCodes (proof: Proof): Promise<{ recoveryCodes: string[] }> {
    return await regenerateRecoveryCodes(this.#context, proof)
  }

  /** Removes an authenticator; throws `TWO_FACTOR_NOT_FOUND`, or `TWO_FACTOR_LAST_AUTHENTICATOR`. */
  async removeAuthenticator (id: string, proof: Proof): Promise<void> {
    await removeAuthenticator(this.#context, id, proof)
  }

  /** Turns two-factor authentication off; throws `TWO_FACTOR_REQUIRED_BY_POLICY`, or `TWO_FACTOR_NOT_ENABLED`. */
  async disable (proof: Proof): Promise<void> {
    await disable(this.#context, proof)
  }

  /** Ends the trust in one client; throws `TWO_FACTOR_NOT_FOUND`. */
  async revokeTrustedClient (id: string): Promise<void> {
    await revokeTrustedClient(this.#context, id)
  }

  /** Ends the trust in every client. */
  async revokeTrustedClients (): Promise<void> {
    await revokeTrustedClients(this.#context)
  }
}

/** `request.twoFactor`. */
export type TwoFactorRequest = Pick<SessionTwoFactor, keyof SessionTwoFactor>

function toDate (moment: number | undefined): Date | undefined {
  return moment === undefined ? undefined : new Date(moment)
}
