import type { TwoFactorMethod } from './sign-in-method.js'

/** What a wrong code or password was tried for. */
export type AttemptPurpose = 'sign-in' | 'step-up' | 'enrollment' | 'disable' | 'recovery' | 'password'

/** An authenticator as it is told of. */
export interface NamedAuthenticator { id: string, type: string, name: string }

/** A client as it is told of: `label` in English, its parts for other languages. */
export interface LabeledClient { id: string, label: string, browser?: string | undefined, system?: string | undefined }

/** Every event by its type, with what it tells besides the user and the time. No event holds a secret. */
export interface EventDetails {
  /** The first authenticator turned two-factor authentication on. */
  enabled: {}
  /** An authenticator came from another system. */
  imported: {}
  disabled: {}
  reset: {}
  'authenticator-added': { authenticator: NamedAuthenticator }
  'authenticator-removed': { authenticator: NamedAuthenticator }
  /** With its new name; `from` is the one before. */
  'authenticator-renamed': { authenticator: NamedAuthenticator, from: string }
  'signed-in': { method: TwoFactorMethod }
  'signed-out': {}
  /** A code or a password was wrong. */
  failed: { purpose: AttemptPurpose }
  /** Too many wrong codes in a row: no code is accepted before `until`. Told at the first lock only. */
  locked: { until: Date }
  /** 100 wrong codes: only a recovery code or an administrator helps. */
  blocked: {}
  /** The lock was lifted by its owner, or the lock or block by an administrator. */
  unlocked: {}
  'recovery-code-used': { left: number }
  'recovery-codes-regenerated': {}
  'recovery-codes-saved': {}
  'client-trusted': { client: LabeledClient }
  'client-revoked': { client: LabeledClient }
  /** Every session ended, or every one except the session that asked for it. */
  'sessions-revoked': {}
  /** A sealed key did not open: its service key is missing, or it was damaged or moved. */
  'key-missing': {}
}

/** What happened to a record or a sign-in; the user and the time are added when it is told. */
export type RecordEvent = { [Type in keyof EventDetails]: { type: Type } & EventDetails[Type] }[keyof EventDetails]
