import type { SignIn } from './sign-in/sign-in.js'
import { constant, count, countsByName, listOf, moment, objectOf, text, type Shape, type ValueOf } from './shape.js'

/** The version this release writes, and the highest it reads. */
export const RECORD_VERSION = 1

/** What every authenticator has, even one of a type that this release does not know; the rest is its method's. */
export const authenticatorShape = objectOf({
  id: text,
  /** Names the method that it belongs to. */
  type: text,
  name: text,
  createdAt: moment
}, {
  lastUsedAt: moment
})

/** An enrollment that waits for its first code. It belongs to the sign-in that started it. */
export const enrollmentShape = objectOf({
  /** Id of the authenticator that it becomes. */
  id: text,
  type: text,
  name: text,
  signInId: text,
  startedAt: moment,
  failures: count
})

/** Failures in a row, and the lock they led to. */
const lockableAttempts = objectOf({ failures: count }, { lockedUntil: moment })

/** Wrong one-time codes, over everything that takes one. */
const codeAttempts = objectOf({
  failures: count,
  /** Failures by day (days since 1970, UTC), even where a right code came in between. */
  days: countsByName
}, {
  lockedUntil: moment,
  blockedAt: moment,
  /** When their owner lifted a lock, within 24 hours: at most three. */
  unlockedAt: listOf(moment),
  /** When an administrator last lifted a block. */
  unblockedAt: moment
})

/** Wrong recovery codes within the hour that began at `since`. */
const recoveryAttempts = objectOf({ failures: count, since: moment })

const trustedClient = objectOf({
  id: text,
  /** SHA-256 of purpose, user id and the token's secret. */
  hash: text,
  createdAt: moment,
  /** Only to the day: its start, in UTC. */
  lastUsedAt: moment,
  expiresAt: moment
}, {
  /** What it is, as far as it said so: names that Bowser knows. */
  browser: text,
  system: text
})

/** A code that was sent and waits to be typed, in one sign-in and for one purpose. */
const pendingSentCode = objectOf({
  /** A MAC of the code under the service secret. */
  hash: text,
  signInId: text,
  purpose: text,
  /** Digest of the address that it went to. */
  addressHash: text,
  sentAt: moment
}, {
  used: constant<true>(true)
})

const sentCodes = objectOf({
  /** When the last ten codes of the last day were sent, oldest first. */
  sends: listOf(moment),
  pending: listOf<PendingSentCode>(pendingSentCode)
})

const signedOut = objectOf({ id: text, endsAt: moment })

/** A complete sign-in that did not sign out, with the names of its client as of a trusted one. */
const session = objectOf({ id: text, method: text, at: moment, endsAt: moment }, { browser: text, system: text })

/** Everything the plugin keeps about one user. Properties it does not know survive every change. */
export const recordShape = objectOf({
  version: constant<number>(RECORD_VERSION),
  /** A session counts only while it carries this stamp. */
  stamp: text,
  /** Random part of the trusted-client cookie's name. */
  cookieName: text,
  authenticators: listOf<Authenticator>(authenticatorShape),
  codeAttempts: codeAttempts as Shape<CodeAttempts>,
  passwordAttempts: lockableAttempts as Shape<LockableAttempts>,
  recoveryAttempts: recoveryAttempts as Shape<RecoveryAttempts>,
  /** Digests of the codes that are left. */
  recoveryCodes: listOf(text),
  trustedClients: listOf<TrustedClient>(trustedClient),
  /** Complete sign-ins that signed out under this stamp, until they end by themselves. */
  signedOut: listOf<SignedOut>(signedOut)
}, {
  /** When the user said that they saved the recovery codes, or used one of them. */
  recoveryCodesSavedAt: moment,
  /** What authenticators know the user by: random, drawn with the first registration, kept for good. */
  userHandle: text,
  /** How many assertions were accepted: each one spends all challenges that were given out before. */
  assertions: count,
  /** The codes that were sent by message. */
  sentCodes: sentCodes as Shape<SentCodes>,
  /** The latest sign-ins, where they are to be listed; the newest last. */
  sessions: listOf<Session>(session),
  /** The latest end of those that are not kept any more: a sign-in that ends no later is nobody's. */
  endedUntil: moment,
  enrollment: enrollmentShape as Shape<PendingEnrollment>
})

export interface Authenticator extends ValueOf<typeof authenticatorShape> {}
export interface PendingEnrollment extends ValueOf<typeof enrollmentShape> {}
export interface LockableAttempts extends ValueOf<typeof lockableAttempts> {}
export interface CodeAttempts extends ValueOf<typeof codeAttempts> {}
export interface RecoveryAttempts extends ValueOf<typeof recoveryAttempts> {}
export interface PendingSentCode extends ValueOf<typeof pendingSentCode> {}
export interface SentCodes extends ValueOf<typeof sentCodes> {}
export interface SignedOut extends ValueOf<typeof signedOut> {}
export interface Session extends ValueOf<typeof session> {}
export interface TrustedClient extends ValueOf<typeof trustedClient> {}
export interface TwoFactorRecord extends ValueOf<typeof recordShape> {}

/** Cleared counters, to be spread over what is there, so that properties of a later release survive. */
export const noCodeAttempts: CodeAttempts = {
  failures: 0, lockedUntil: undefined, days: {}, blockedAt: undefined, unlockedAt: undefined, unblockedAt: undefined
}
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

/** Two-factor authentication is on while there is a confirmed authenticator, even one of a type that is unknown here. */
export function isEnabled (record: TwoFactorRecord): boolean {
  return record.authenticators.length > 0
}

/** Another set of recovery codes, which nobody has saved yet. */
export function withRecoveryCodes (record: TwoFactorRecord, recoveryCodes: readonly string[]): TwoFactorRecord {
  return { ...record, recoveryCodes, recoveryCodesSavedAt: undefined }
}

/**
 * Gives the record a new stamp, which ends every session except the one that is written with it: the sign-in that goes on. The
 * trusted clients, the list of signed-out ids, the other listed sign-ins, the pending enrollment and the codes that wait to be
 * typed go too.
 */
export function withNewStamp (record: TwoFactorRecord, stamp: string, goesOn?: Pick<SignIn, 'id' | 'method'>): TwoFactorRecord {
  const { sentCodes, sessions } = record
  return {
    ...record,
    stamp,
    trustedClients: [],
    signedOut: [],
    endedUntil: undefined,
    enrollment: undefined,
    ...sentCodes !== undefined && { sentCodes: { ...sentCodes, pending: [] } },
    ...sessions !== undefined && {
      sessions: sessions.filter(({ id }) => id === goesOn?.id).map(session => ({ ...session, method: goesOn!.method }))
    }
  }
}
