import type { FastifyReply, FastifyRequest } from 'fastify'
import { errors, refusalError, unavailable } from '../errors.js'
import type { Refused } from '../record/decision.js'
import type { TwoFactorRecord } from '../record/record.js'
import { admit, refusalFor, signInStatus, type SignInStatus } from '../record/sign-in/status.js'
import type { SignIn } from '../record/sign-in/sign-in.js'
import type { KnownUser } from '../repositories/known-user.js'
import type { AsksUser, Change, Situation } from '../storage/storage.js'
import type { Place } from '../web/addresses.js'
import { outward } from '../web/base.js'
import { assertSameOrigin } from '../web/same-origin.js'
import { placeUrl } from '../web/urls.js'
import { watchCookieLife, type CookieLife } from './cookie-life.js'
import type { Installation } from './installation.js'
import { hasSession, isSignInOf, readSignIn } from './session.js'

/**
 * Where a request keeps its visit, out of the application's way. A guard of a second copy of this package finds it too; one of
 * another release does not, to which a visit may mean something else.
 */
export const kVisit = Symbol.for('fastify-two-factor.visit@0.1.0')

declare module 'fastify' {
  interface FastifyRequest { [kVisit]: Visit | null | undefined }
}

/** How long guards and pages of one request may share a read, in milliseconds. */
const SHARED_READ_LASTS = 1000

/** What a session counts for, and the situation that it was found in. */
export interface Inspection extends Situation {
  readonly signIn: SignIn | undefined
  readonly status: SignInStatus
}

/** The same for an admitted session: every change and every read in a user's name is made on this. */
export interface Admitted extends Inspection {
  readonly record: TwoFactorRecord
  readonly signIn: SignIn
}

/** One request's way to the records: every session is checked here, on the same record that is decided on. */
export class Visit {
  readonly installation: Installation
  readonly request: FastifyRequest
  readonly #reply: FastifyReply | undefined
  /** The life that this request gave to the cookie of its session, if it did. */
  readonly cookieLifeSet: () => CookieLife | undefined
  /** The complete sign-in that a check of this request found. */
  found: SignIn | undefined
  #seen: { readonly inspection: Inspection, readonly at: number, readonly saves: number, readonly session: object } | undefined

  constructor (installation: Installation, request: FastifyRequest, reply?: FastifyReply) {
    this.installation = installation
    this.request = request
    this.#reply = reply
    this.cookieLifeSet = watchCookieLife(request)
  }

  /** The answer; none where the session plugin failed before this plugin saw the request. */
  get reply (): FastifyReply {
    if (this.#reply === undefined) throw unavailable(new Error('The session plugin failed before this request came here.'))
    return this.#reply
  }

  /** What this session counts for now; with `shared`, perhaps by what this request read within the last second. */
  async inspect ({ asksUser = 'while-off', shared = false }: { asksUser?: AsksUser, shared?: boolean } = {}): Promise<Inspection> {
    this.found = undefined
    const inspection = (shared ? this.#stillSeen(asksUser) : undefined) ?? await this.#look(asksUser)
    if (inspection.status === 'complete') this.found = inspection.signIn
    return inspection
  }

  /** The same for an admitted session; throws the error of one that is not admitted. */
  async require (admits: readonly SignInStatus[], options?: { asksUser: AsksUser }): Promise<Admitted> {
    const inspection = await this.inspect(options)
    const { signIn, record, status } = inspection
    const code = refusalFor(status, admits)
    if (code !== undefined || signIn === undefined || record === undefined) {
      throw refusalError({ code: code ?? 'TWO_FACTOR_SIGN_IN_REQUIRED' })
    }
    return { ...inspection, signIn, record }
  }

  /** The user of this session, as this request read them last; `null` where there is none. */
  async user (): Promise<KnownUser | null> {
    const seen = this.#stillSeen('always')?.user
    if (seen !== undefined) return seen
    const signIn = readSignIn(this.request)
    return signIn === undefined ? null : await this.installation.storage.findUser(signIn.userId)
  }

  /** Something can be changed: by a request of this site, for which there is a session. */
  requireChangeable (): void {
    assertSameOrigin(this.request, this.installation.settings.origin)
    this.requireLoaded()
  }

  /** There is a session to be changed. */
  requireLoaded (): void {
    if (hasSession(this.request)) return
    throw unavailable(new Error(
      'This request has no session: its store failed, the path of its cookie leaves this route out, the target of the request is ' +
      'a whole URL, or the application destroyed it.'
    ))
  }

  /** The sign-in of this session, even a pending one. Throws unless there is one and the request comes from this site. */
  requireSession (): SignIn {
    this.requireChangeable()
    const signIn = readSignIn(this.request)
    if (signIn === undefined) throw new errors.TWO_FACTOR_SIGN_IN_REQUIRED()
    return signIn
  }

  /** Decides for a session, whose stamp and sign-in id are checked against the record again at each try. */
  async change<Outcome, Prepared = undefined> (
    signIn: SignIn,
    admits: readonly SignInStatus[],
    { prepare, decide, ...change }: Change<Outcome, Prepared, Admitted>
  ): Promise<Outcome> {
    const { storage, settings: { sessions: lifetimes } } = this.installation
    const admitted = (situation: Situation): Admitted | Refused => {
      const policy = situation.user === null ? null : situation.policy
      const admission = admit(situation.record, { signIn, admits, policy, lifetimes }, situation.now)
      return 'refusal' in admission ? admission : { ...situation, ...admission, signIn }
    }
    return await storage.decide<Outcome, Prepared | undefined>(signIn.userId, {
      asksUser: 'while-off',
      request: this.request,
      actor: { signInId: signIn.id },
      ...change,
      prepare: prepare && (async situation => {
        const on = admitted(situation)
        return 'refusal' in on ? undefined : await prepare(on)
      }),
      decide: (situation, prepared) => {
        const on = admitted(situation)
        return 'refusal' in on ? on : decide(on, prepared as Prepared)
      }
    })
  }

  /** Forgets whatever was found, because it may no longer hold. */
  forget (): void {
    this.found = undefined
    this.#seen = undefined
  }

  /** The URL of a place, for answers that always name one. */
  place (place: Place): string {
    const { settings, links } = this.installation
    return placeUrl(settings.urls, links, place)
  }

  /** A path of the application, as a browser is told of it. */
  outward (path: string): string {
    return outward(this.installation.settings.urls.base, path)
  }

  /** Where the browser goes on to: where it was going or, where nothing is known of that, to this place. */
  destination ({ next }: SignIn, otherwise: Place = 'home'): string {
    return next === undefined ? this.place(otherwise) : this.outward(next)
  }

  async #look (asksUser: AsksUser): Promise<Inspection> {
    const { storage, settings } = this.installation
    this.#seen = undefined
    const signIn = readSignIn(this.request)
    if (signIn === undefined) {
      return { signIn, status: 'anonymous', record: undefined, user: undefined, policy: undefined, now: storage.now() }
    }
    const { saves } = storage
    const at = performance.now()
    const { record, user, policy, now } = await storage.read(signIn.userId, asksUser)
    const status = user === null ? 'anonymous' : signInStatus(record, signIn, policy, settings.sessions, now)
    const inspection = { record, user, policy, now, signIn, status }
    this.#seen = { inspection, at, saves, session: this.request.session }
    return inspection
  }

  /** What this request read, while it holds: for a second, in the same session and sign-in, and until this process saves. */
  #stillSeen (asksUser: AsksUser): Inspection | undefined {
    if (this.#seen === undefined) return undefined
    const { inspection, at, saves, session } = this.#seen
    const same = this.request.session === session && isSignInOf(this.request, inspection.signIn)
    const recent = performance.now() - at <= SHARED_READ_LASTS && saves === this.installation.storage.saves
    return same && recent && (asksUser !== 'always' || inspection.user !== undefined) ? inspection : undefined
  }
}
