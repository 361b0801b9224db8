import type { TwoFactorMethod } from './sign-in-method.js'

/** What a wrong code or password was tried for. */
export type AttemptPurpose = 'sign-in' | 'step-up' | 'enrollment' | 'disable' | 'recovery' | 'password'

/** An authenticator as it is told of. */
export interface NamedAuthenticator { id: string, type: string, name: string }

/** A client as it is told of: `label` in English, its parts for other languages. */
export interface LabeledClient { id: string, label: string, browser?: string | undefined, system?: string | undefined }

/** The client of a sign-in, by what it says of itself, which proves nothing. */
export interface SignInClient extends Omit<LabeledClient, 'id'> {
  /** Whether it is one of the user's remembered clients: it was before, or is from this sign-in on. */
  remembered: boolean
  /** Whether it was remembered before, or one with the same label was, or was among the listed sessions. */
  known: boolean
}

/** Who did it. Neither, where a script did. */
export interface Actor {
  /** The sign-in of this user that did it. */
  signInId?: string
  /** Whose request did it, where that was somebody else: an administrator, with the sign-in that this request was found to have. */
  by?: { userId: string, signInId: string }
}

/** Every event by its type, with what it tells besides the user and the time. No event holds a secret. */
export interface EventDetails {
  /** The first authenticator turned two-factor authentication on; no `authenticator-added` says the same. */
  enabled: { authenticator: NamedAuthenticator }
  /** An authenticator came from another system. */
  imported: { authenticator: NamedAuthenticator }
  disabled: {}
  reset: {}
  'authenticator-added': { authenticator: NamedAuthenticator }
  'authenticator-removed': { authenticator: NamedAuthenticator }
  /** With its new name; `from` is the one before. */
  'authenticator-renamed': { authenticator: NamedAuthenticator, from: string }
  /** A passkey counted backward: it was copied, or is broken. It was refused. */
  'authenticator-suspect': { authenticator: NamedAuthenticator }
  /**
   * The first factor was right, and a code or passkey is due: where none follows, the sign of a stolen password. Not `fresh`: nothing
   * was proved just now, as by a remember-me cookie.
   */
  challenged: { signInId: string, client: SignInClient, fresh: boolean }
  'signed-in': { signInId: string, method: TwoFactorMethod, client: SignInClient }
  'signed-out': { signInId: string }
  /** Something was proved again in a complete sign-in, for its own sake; a change that takes a proof tells of itself. */
  'stepped-up': { signInId: string, method: TwoFactorMethod }
  /** A code or a password was wrong. */
  failed: { purpose: AttemptPurpose }
  /** Too many wrong codes in a row: no code is accepted before `until`. Told at the first lock only. */
  locked: { until: Date }
  /** 100 wrong codes: only a recovery code or an administrator helps. */
  blocked: {}
  /** The lock was lifted by its owner, or the lock or block by an administrator. */
  unlocked: {}
  /** A code was sent to the address that the application gave. */
  'code-sent': { purpose: 'sign-in' | 'step-up' | 'enrollment' }
  'recovery-code-used': { left: number }
  'recovery-codes-regenerated': {}
  'recovery-codes-saved': {}
  'client-trusted': { client: LabeledClient }
  'client-revoked': { client: LabeledClient }
  /** One session was ended that was listed, by its owner or an administrator; `id` is that of its sign-in. */
  'session-revoked': { session: LabeledClient }
  /** Every session ended, or every one except the session that asked for it. */
  'sessions-revoked': {}
  /** A sealed key did not open: its service key is missing, or it was damaged or moved. */
  'key-missing': {}
}

/** What happened to a record or a sign-in. The user, the time and who did it are added to it. */
export type RecordEvent = { [Type in keyof EventDetails]: { type: Type } & Omit<EventDetails[Type], keyof Actor> }[keyof EventDetails]
