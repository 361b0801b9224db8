import { date, flag, method, noContent, object, passkeyOptions, text, texts } from './schemas.js'
import type { Wire } from './wire.js'

const number = { type: 'integer' } as const
const proofOptions = { methods: texts, passkeyOptions, codeTo: text, codeExpiresAt: date, blocked: flag, lockedUntil: date }
const maybe = ['passkeyOptions', 'codeTo', 'codeExpiresAt', 'lockedUntil'] as const
const waiting = { status: { type: 'string', enum: ['challenge'] }, ...proofOptions, trustDays: number, expiresAt: date } as const
const complete = { status: { type: 'string', enum: ['complete'] }, method, location: text } as const
/** `enrollment`: the role asks for a passkey, which is still to be registered. */
const status = { type: 'string', enum: ['complete', 'enrollment'] } as const
const through = { ...complete, status }

const pendingEnrollment = object({ secret: text, uri: text, qrCode: text, name: text, accountName: text, expiresAt: date })
const confirmedEnrollment = object({ status, location: text, recoveryCodes: texts })

const authenticator = object(
  { id: text, type: text, name: text, createdAt: date, lastUsedAt: date, synced: flag },
  ['lastUsedAt', 'synced']
)
const trustedClient = object(
  { id: text, label: text, browser: text, system: text, createdAt: date, lastUsedAt: date, expiresAt: date, current: flag },
  ['browser', 'system']
)
const session = object(
  { id: text, label: text, browser: text, system: text, method, signedInAt: date, current: flag },
  ['browser', 'system']
)
const preferences = object({
  enabled: flag,
  required: flag,
  requiredFrom: date,
  phishingResistant: flag,
  blocked: flag,
  lockedUntil: date,
  method,
  methods: texts,
  authenticators: { type: 'array', items: authenticator },
  recoveryCodesLeft: number,
  recoveryCodesSaved: flag,
  trustedClients: { type: 'array', items: trustedClient },
  sessions: { type: 'array', items: session },
  trustDays: number,
  codeTo: text,
  codeConfirmed: flag,
  codeExpiresAt: date,
  passwordRequired: flag,
  stepUpRequired: flag,
  unlocksLeft: number
}, ['requiredFrom', 'lockedUntil', 'sessions', 'codeTo', 'codeExpiresAt'])

/** What each route answers to a client when all went well, by the route's name. */
export const answerSchemas = {
  preferences,
  startEnrollment: pendingEnrollment,
  enrollment: pendingEnrollment,
  confirmEnrollment: confirmedEnrollment,
  cancelEnrollment: noContent,
  challenge: { anyOf: [object(waiting, maybe), object(complete)] },
  verify: object({ ...through, requiredFrom: date }, ['requiredFrom']),
  recover: object({ ...through, recoveryCodesLeft: number }, ['recoveryCodesLeft']),
  signOut: noContent,
  stepUpOptions: object(proofOptions, maybe),
  stepUp: object({ verifiedAt: date }),
  startPasskey: object({ options: passkeyOptions, expiresAt: date }),
  confirmPasskey: confirmedEnrollment,
  requestCode: object({ to: text, expiresAt: date }),
  confirmSentCodes: confirmedEnrollment,
  regenerateRecoveryCodes: object({ recoveryCodes: texts }),
  markRecoveryCodesSaved: noContent,
  renameAuthenticator: noContent,
  removeAuthenticator: noContent,
  unlock: noContent,
  disable: object({ enabled: { type: 'boolean', enum: [false] } }),
  revokeTrustedClient: noContent,
  revokeTrustedClients: noContent,
  revokeSession: noContent,
  revokeOtherSessions: noContent
} as const

type Answers = typeof answerSchemas

/** What `GET /` answers with, as a front end reads it: dates are ISO texts. */
export type TwoFactorPreferencesJson = Wire<Answers['preferences']>
/** What `POST /enrollment` and `GET /enrollment` answer with. */
export type TwoFactorEnrollmentJson = Wire<Answers['enrollment']>
/** What confirms an authenticator: `POST /enrollment/confirm`, `POST /passkeys/confirm`. */
export type ConfirmedEnrollmentJson = Wire<Answers['confirmEnrollment']>
/** What `GET /challenge` answers with. */
export type ChallengeJson = Wire<Answers['challenge']>
/** What `POST /challenge` answers with. */
export type VerifiedJson = Wire<Answers['verify']>
/** What `POST /recovery` answers with; without `recoveryCodesLeft` where this sign-in was complete already. */
export type RecoveredJson = Wire<Answers['recover']>
/** What `GET /step-up` answers with. */
export type ProofOptionsJson = Wire<Answers['stepUpOptions']>
/** What `POST /step-up` answers with. */
export type SteppedUpJson = Wire<Answers['stepUp']>
/** What `POST /passkeys` answers with. */
export type StartedPasskeyJson = Wire<Answers['startPasskey']>

/** What `POST /sent-code` answers with. */
export type SentCodeJson = Wire<Answers['requestCode']>

/** The answer of a route to a client, by the route's name. */
export type AnswerOf<Name> = Name extends keyof Answers ? Wire<Answers[Name]> : unknown
