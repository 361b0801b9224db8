/** The version this release writes, and the highest it reads. */
export const RECORD_VERSION = 1

/** Authenticators of one user. */
export const AUTHENTICATORS_LIMIT = 5

/** A confirmed authenticator. */
export interface Authenticator {
  readonly id: string
  readonly name: string
  /** The shared secret, sealed. */
  readonly key: string
  /** Milliseconds, like every moment in a record. */
  readonly createdAt: number
  readonly lastUsedAt?: number | undefined
  /** The highest time step whose code was accepted; codes up to it are used (RFC 6238, section 5.2). */
  readonly lastStep: number
}

/** An enrollment that waits for its first code. It belongs to the sign-in that started it. */
export interface PendingEnrollment {
  /** Id of the authenticator it becomes. */
  readonly id: string
  readonly name: string
  readonly key: string
  readonly signInId: string
  readonly startedAt: number
  readonly failures: number
}

/** Failures in a row, and the lock they led to. */
export interface LockableAttempts {
  readonly failures: number
  readonly lockedUntil?: number | undefined
}

/** Attempts at one-time codes, over everything that takes one. */
export interface CodeAttempts extends LockableAttempts {
  /** Failures by day (days since 1970, UTC), whatever succeeded in between. */
  readonly days: Readonly<Record<string, number>>
  readonly blockedAt?: number | undefined
}

/** Wrong recovery codes within the hour that began at `since`. */
export interface RecoveryAttempts {
  readonly failures: number
  readonly since: number
}

export interface TrustedClient {
  readonly id: string
  /** SHA-256 of purpose, user id and the token's secret. */
  readonly hash: string
  readonly label: string
  readonly createdAt: number
  /** To the day. */
  readonly lastUsedAt: number
  readonly expiresAt: number
}

/** Everything the plugin keeps about one user. Properties it does not know survive every change. */
export interface TwoFactorRecord {
  readonly version: number
  /** Sessions count only while they carry it. */
  readonly stamp: string
  /** Random part of the trusted-client cookie's name. */
  readonly cookieName: string
  readonly authenticators: readonly Authenticator[]
  readonly enrollment?: PendingEnrollment | undefined
  readonly codeAttempts: CodeAttempts
  readonly passwordAttempts: LockableAttempts
  readonly recoveryAttempts: RecoveryAttempts
  /** Digests of the codes that are left. */
  readonly recoveryCodes: readonly string[]
  readonly trustedClients: readonly TrustedClient[]
  /** Ids of complete sign-ins that signed out under this stamp. */
  readonly signedOut: readonly string[]
}

/** Spread over what is there, so that properties of a later release survive. */
export const noCodeAttempts: CodeAttempts = { failures: 0, lockedUntil: undefined, days: {}, blockedAt: undefined }
export const noPasswordAttempts: LockableAttempts = { failures: 0, lockedUntil: undefined }
export const noRecoveryAttempts: RecoveryAttempts = { failures: 0, since: 0 }

/** The record of a user without two-factor authentication. */
export function createRecord (stamp: string, cookieName: string): TwoFactorRecord {
  return {
    version: RECORD_VERSION,
    stamp,
    cookieName,
    authenticators: [],
    codeAttempts: noCodeAttempts,
    passwordAttempts: noPasswordAttempts,
    recoveryAttempts: noRecoveryAttempts,
    recoveryCodes: [],
    trustedClients: [],
    signedOut: []
  }
}

/** Two-factor authentication is on while there is a confirmed authenticator. */
export function isEnabled (record: TwoFactorRecord): boolean {
  return record.authenticators.length > 0
}

/**
 * Gives the record a new stamp: every session but the one that is written with it is over, and
 * with them the trusted clients, the list of signed-out ids and the pending enrollment.
 */
export function withNewStamp (record: TwoFactorRecord, stamp: string): TwoFactorRecord {
  return { ...record, stamp, trustedClients: [], signedOut: [], enrollment: undefined }
}
