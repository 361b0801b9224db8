import type { FastifyReply, FastifyRequest } from 'fastify'
import { openAuthenticatorKeys } from '../methods/totp/sealed-keys.js'
import { errors, refusalError } from '../errors.js'
import type { Settings } from '../options/options.js'
import { admit } from '../record/sign-in/admit.js'
import type { Decision } from '../record/decision.js'
import type { CodeProof } from '../methods/totp/proof.js'
import { policyAt, type Policy } from '../record/policy.js'
import type { TwoFactorRecord } from '../record/record.js'
import { refusalFor, signInStatus, type SignIn, type SignInStatus } from '../record/sign-in/sign-in.js'
import type { TwoFactorUser } from '../repositories/user-repository.js'
import type { Links } from '../web/urls.js'
import { isOff, type Service, type Situation } from '../storage/storage.js'
import { requireSameSite } from '../web/same-origin.js'
import { readSignIn } from './session.js'

/** Where a request keeps its context, out of the application's way. */
export const kSessionContext = Symbol('fastify-two-factor.session-context')

declare module 'fastify' {
  interface FastifyRequest { [kSessionContext]: SessionContext | null | undefined }
}

/** What every request shares. */
export interface Application {
  readonly settings: Settings
  readonly service: Service
  readonly links: Links
}

/** An operation on the record in the name of this session's user. */
export interface SessionChange<Outcome> {
  readonly admitted: readonly SignInStatus[]
  /** Whether the decision needs the user though two-factor authentication is on. */
  readonly needsUser?: boolean
  decide (record: TwoFactorRecord, situation: AdmittedSituation): Decision<Outcome>
  afterSave?: (outcome: Outcome, record: TwoFactorRecord) => Promise<void>
}

export interface AdmittedSituation {
  readonly status: SignInStatus
  readonly user: TwoFactorUser | undefined
  readonly policy: Policy | undefined
  readonly now: number
}

export interface Inspection extends Situation {
  readonly signIn: SignIn | undefined
  readonly status: SignInStatus
  readonly policy: Policy | undefined
}

/** One request's way to the records: every check of a session is made here, on the record that is decided on. */
export class SessionContext {
  readonly application: Application
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  /** The complete sign-in that a check of this request found. */
  found: SignIn | undefined

  constructor (application: Application, request: FastifyRequest, reply: FastifyReply) {
    this.application = application
    this.request = request
    this.reply = reply
  }

  /** What this session counts for now. */
  async inspect ({ needsUser = false } = {}): Promise<Inspection> {
    this.found = undefined
    const { service, settings } = this.application
    const signIn = readSignIn(this.request)
    if (signIn === undefined) return { signIn, status: 'anonymous', record: undefined, user: undefined, policy: undefined, now: service.now() }
    const { record, user, now } = await service.read(signIn.userId, record => needsUser || isOff(record))
    const policy = policyOf(user, now)
    const status = user === null ? 'anonymous' : signInStatus(record, signIn, policy, settings.pendingSeconds, now)
    if (status === 'complete') this.found = signIn
    return { record, user, now, signIn, status, policy }
  }

  /** The same, or the error of a session that is not admitted. */
  async require (admitted: readonly SignInStatus[], options?: { needsUser: boolean }): Promise<Inspection & { signIn: SignIn, record: TwoFactorRecord }> {
    const inspection = await this.inspect(options)
    const { signIn, record, status } = inspection
    const code = refusalFor(status, admitted)
    if (code !== undefined || signIn === undefined || record === undefined) throw refusalError({ code: code ?? 'TWO_FACTOR_SIGN_IN_REQUIRED' })
    return { ...inspection, signIn, record }
  }

  /** The sign-in that a change is asked for: a request of this site, with a session that has one. */
  requireSignIn (): SignIn {
    requireSameSite(this.request, this.application.settings.origins)
    const signIn = readSignIn(this.request)
    if (signIn === undefined) throw new errors.TWO_FACTOR_SIGN_IN_REQUIRED()
    return signIn
  }

  /** Decides for a session: its stamp and sign-in id are held against the record again at each try. */
  async change<Outcome> (signIn: SignIn, { admitted, needsUser = false, decide, afterSave }: SessionChange<Outcome>): Promise<Outcome> {
    const { service, settings } = this.application
    return await service.change<Outcome>(signIn.userId, {
      request: this.request,
      needsUser: record => needsUser || isOff(record),
      decide: situation => {
        const policy = policyOf(situation.user, situation.now)
        const admission = admit(situation.record, { signIn, admitted, policy: situation.user === null ? null : policy, pendingSeconds: settings.pendingSeconds }, situation.now)
        if ('refusal' in admission) return admission
        return decide(admission.record, { status: admission.status, user: situation.user ?? undefined, policy, now: situation.now })
      },
      afterSave
    })
  }

  /** A typed code with this user's keys in the clear. */
  proof (record: TwoFactorRecord, signIn: SignIn, code: string): CodeProof {
    const { ring, window } = this.application.settings
    return { code, keys: openAuthenticatorKeys(ring, signIn.userId, record.authenticators), window }
  }
}

function policyOf (user: TwoFactorUser | null | undefined, now: number): Policy | undefined {
  return user === undefined || user === null ? undefined : policyAt(user, now)
}
