import type { FastifyReply, FastifyRequest } from 'fastify'
import type { TwoFactorEnrollment } from '../enrollment/show.js'
import type { TwoFactorPreferences } from '../preferences/show.js'
import type { Links } from '../web/addresses.js'
import type { TwoFactorMessages } from './messages/en.js'

export interface PageContext {
  request: FastifyRequest
  reply: FastifyReply
  messages: TwoFactorMessages
  /** Language of the messages, for `lang` and for dates. */
  language: string
  /** The direction that it is written in, for `dir`. */
  dir: 'ltr' | 'rtl'
  /** The user's time zone (IANA), or UTC. */
  timeZone: string
  /** Where the built-in routes are, by their names, as a browser calls them. */
  links: Links
  /** The link that was posted to, where the page answers a form. */
  postedTo: string | undefined
}

/** Gives the HTML of a page. `action` is where its main form posts to, `error` what went wrong with the last post. */
export type TwoFactorPage<Model> = (
  model: Model & { action: string, error: string | undefined },
  context: PageContext
) => string | Promise<string>

export interface PreferencesModel extends TwoFactorPreferences {
  /** Types of authenticators that can prove something here and now; none where a change cannot be made. */
  methods: string[]
  /** Whether an authenticator was confirmed in this session a moment ago. */
  enrolled: boolean
  /** Whether recovery codes were shown in this session a moment ago. */
  codesGiven: boolean
  /** Whether each change asks for the password. */
  passwordField: boolean
  /** Seconds until a code is accepted again. */
  lockedSeconds: number | undefined
  /** Where to sign in again, for a user whose changes need that. */
  signInUrl: string | undefined
  homeUrl: string
}

export interface EnrollmentModel extends TwoFactorEnrollment {
  /** Whether there are other authenticators that the new one may replace. */
  replaceable: boolean
  cancelAction: string
}

export interface RecoveryCodesModel { recoveryCodes: string[], location: string }

/** An action is empty where its route was left out. */
export interface ChallengeModel {
  /** Types of authenticators whose codes sign in; empty where only a recovery code does. */
  methods: string[]
  blocked: boolean
  /** Seconds until a code is accepted again. */
  lockedSeconds: number | undefined
  trustDays: number
  recoveryAction: string
  signOutAction: string
}

export interface StepUpModel {
  /** Types of authenticators whose codes count; empty where none does. */
  methods: string[]
  blocked: boolean
  /** Seconds until a code is accepted again. */
  lockedSeconds: number | undefined
  /** Whether a recovery code signed in: the authenticator may be lost. */
  recovered: boolean
  preferencesUrl: string
  signOutAction: string
  /** Where a recovery code is posted instead; empty where that does not help. */
  recoveryAction: string
  homeUrl: string
}

/** Leads on to an address that is too long to be a header. */
export interface GoOnModel { location: string }

export interface FailureModel {
  /** Where it can be tried again; `undefined` where nothing tells. */
  tryAgainUrl: string | undefined
  homeUrl: string
}

export interface LayoutModel {
  title: string
  body: string
  /** Where the browser goes on to by itself. */
  refresh?: string | undefined
  /** Address of the page that an answer to a form stands for: a reload and the way back belong there. */
  address?: string | undefined
}
