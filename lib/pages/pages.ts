import type { FastifyReply, FastifyRequest } from 'fastify'
import type { TwoFactorEnrollment } from '../enrollment/enrollment.js'
import type { Links } from '../web/urls.js'
import type { TwoFactorPreferences } from '../preferences/show.js'
import { challengePage } from './challenge.js'
import { enrollmentPage } from './enrollment.js'
import { layout } from './layout.js'
import type { TwoFactorMessages } from './messages.js'
import { preferencesPage } from './preferences.js'
import { recoveryCodesPage } from './recovery-codes.js'
import { stepUpPage } from './step-up.js'

export interface PageContext {
  request: FastifyRequest
  reply: FastifyReply
  messages: TwoFactorMessages
  /** Language of the messages, for `lang` and for dates. */
  language: string
  /** Where the built-in routes are, by their names. */
  links: Links
}

/** Gives the HTML of a page. `action` is where its main form posts to, `error` what went wrong with the last post. */
export type TwoFactorPage<Model> = (model: Model & { action: string, error: string | undefined }, context: PageContext) => string | Promise<string>

export interface PreferencesModel extends TwoFactorPreferences {
  /** Ask for the password with each change. */
  passwordField: boolean
  /** Seconds for which no code is accepted yet. */
  lockedSeconds: number | undefined
  /** Where to sign in again, for a user whose changes need that. */
  signInUrl: string | undefined
  homeUrl: string
}

export interface EnrollmentModel extends TwoFactorEnrollment {
  /** There are other authenticators that the new one may replace. */
  replaceable: boolean
  cancelAction: string
}

export interface RecoveryCodesModel { recoveryCodes: string[], location: string }

/** An action is empty where its route was left out. */
export interface ChallengeModel { trustDays: number, recoveryAction: string, signOutAction: string }

export interface StepUpModel {
  /** Where a recovery code goes instead; empty where that does not help. */
  recoveryAction: string
  homeUrl: string
}

export interface LayoutModel { title: string, body: string }

export interface TwoFactorPages {
  preferences?: TwoFactorPage<PreferencesModel> | undefined
  enrollment?: TwoFactorPage<EnrollmentModel> | undefined
  recoveryCodes?: TwoFactorPage<RecoveryCodesModel> | undefined
  challenge?: TwoFactorPage<ChallengeModel> | undefined
  stepUp?: TwoFactorPage<StepUpModel> | undefined
  layout?: TwoFactorPage<LayoutModel> | undefined
}

export type PageName = Exclude<keyof TwoFactorPages, 'layout'>

export type PageModel<Name extends keyof TwoFactorPages> = Omit<Parameters<NonNullable<TwoFactorPages[Name]>>[0], 'action' | 'error'>

export const builtInPages = {
  preferences: preferencesPage,
  enrollment: enrollmentPage,
  recoveryCodes: recoveryCodesPage,
  challenge: challengePage,
  stepUp: stepUpPage,
  layout
} satisfies TwoFactorPages
