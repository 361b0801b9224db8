import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AcceptedCredentials } from '../methods/passkey/credential-options.js'
import type { TwoFactorEnrollment } from '../enrollment/show.js'
import type { TwoFactorPreferences } from '../preferences/show.js'
import type { Links } from '../web/addresses.js'
import type { TwoFactorMessages } from './messages/en.js'

/** The field of a form that an error is about. */
export type FieldName = 'code' | 'credential' | 'password' | 'name' | 'secret'

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
  /** Seconds to wait until that can be tried again, where the error says so. */
  waitSeconds: number | undefined
  /** The field that the error is about; `undefined` where it is about none. */
  errorField: FieldName | undefined
  /** Name of the site: that of the user's tenant, or of the service. */
  siteName: string
  /** The user's account name: masked before the sign-in is complete, empty where nobody is signed in. */
  account: string
  /** Where somebody who is stuck finds help. */
  helpUrl: string | undefined
  /** What was done a moment ago, which stands above the page. */
  notice: string | undefined
}

/** Gives the HTML of a page. `action` is where its main form posts to, `error` what went wrong with the last post. */
export type TwoFactorPage<Model> = (
  model: Model & { action: string, error: string | undefined },
  context: PageContext
) => string | Promise<string>

/** A page of the application's own; it may call the built-in one. */
export type TwoFactorPageOverride<Model> = (
  model: Model & { action: string, error: string | undefined },
  context: PageContext,
  builtIn: TwoFactorPage<Model>
) => string | Promise<string>

/** What can be proved with. */
export interface ProofModel {
  /** Types of authenticators that can prove something here and now; empty where none can. */
  methods: string[]
  /** What the browser is asked for a passkey (PublicKeyCredentialRequestOptionsJSON); `undefined` where none can be used. */
  passkeyOptions: object | undefined
  /** Where a code can be sent to, masked; `undefined` where none would be. */
  codeTo: string | undefined
  /** Until when the code can be used that was sent last; `undefined` where none waits. */
  codeExpiresAt: Date | undefined
}

export interface PreferencesModel extends TwoFactorPreferences, ProofModel {
  /** Whether an authenticator was confirmed in this session a moment ago. */
  enrolled: boolean
  /** Whether recovery codes were shown in this session a moment ago. */
  codesGiven: boolean
  /** Whether a recovery code signed in, and no authenticator was confirmed since. */
  recovered: boolean
  /** Whether nothing but this session leads to a working authenticator: it may enroll, though it is too old for other changes. */
  lastWayBack: boolean
  /** Whether passkeys can be registered. */
  passkeys: boolean
  /** When the role will require a passkey, which the user does not have yet. */
  passkeyRequiredFrom: Date | undefined
  /** Whether the page that the browser was going to takes a passkey, which the user cannot give: it led here to add one. */
  wantsPasskey: boolean
  /** Whether the user is held until they register a passkey: nothing else can be done here. */
  heldForPasskey: boolean
  /** The passkeys that still work, so that the browser offers no others; `undefined` for a user who never had any. */
  acceptedCredentials: AcceptedCredentials | undefined
  /** Whether the user may choose a Secret that goes into the key. */
  chosenSecret: boolean
  /** Whether each change asks for the password. */
  passwordField: boolean
  /** Seconds until a code is accepted again. */
  lockedSeconds: number | undefined
  /** Where to sign in again, for a user whose changes need that. */
  signInUrl: string | undefined
  /** Where the browser was going before it was led here; `undefined` unless it may go on without a change. */
  notNowUrl: string | undefined
  homeUrl: string
}

export interface NewAuthenticatorModel {
  /** What it is called unless the user calls it otherwise. */
  name: string
  /** The other authenticators, which the new one may replace. */
  others: { id: string, name: string }[]
  /** Whether a recovery code signed in: the others may be lost. */
  recovered: boolean
}

export interface EnrollmentModel extends TwoFactorEnrollment, NewAuthenticatorModel {
  cancelAction: string
}

export interface RegistrationModel extends NewAuthenticatorModel {
  /** What the browser is asked to make (PublicKeyCredentialCreationOptionsJSON). */
  options: object
  /** Whether the user has no other method: they are advised to add one. */
  onlyMethod: boolean
  expiresAt: Date
  cancelUrl: string
}

export interface RecoveryCodesModel {
  recoveryCodes: string[]
  /** Whether they came with the first authenticator; otherwise they replace others. */
  first: boolean
  createdAt: Date
  /** Where the browser goes on to. */
  location: string
}

/** An action is empty where its route was left out. */
export interface ChallengeModel extends ProofModel {
  blocked: boolean
  /** Seconds until a code is accepted again. */
  lockedSeconds: number | undefined
  trustDays: number
  /** Where a code is asked for; empty where none is sent. */
  sendCodeAction: string
  recoveryAction: string
  signOutAction: string
}

export interface StepUpModel extends ProofModel {
  blocked: boolean
  /** Seconds until a code is accepted again. */
  lockedSeconds: number | undefined
  /** Whether a recovery code signed in: the authenticator may be lost. */
  recovered: boolean
  preferencesUrl: string
  /** Where a code is asked for; empty where none is sent. */
  sendCodeAction: string
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
  /** The title of the window: the page, after an error that word too, and the site. */
  title: string
  /** The page with its heading, to print as it is. */
  body: string
  /** What belongs into the head, to print as it is: stylesheets, script, how forms say where they come from. */
  head: string
  /** What the application puts above and below, HTML to print as it is; empty where it gives none. */
  header: string
  footer: string
}
