import { labelOf, UNKNOWN_CLIENT, type ClientNames } from './client-label.js'
import type { LabeledClient } from './events.js'
import type { Session, TwoFactorRecord } from './record.js'
import type { TwoFactorMethod } from './sign-in-method.js'
import type { SignIn } from './sign-in/sign-in.js'

/** How many of a user's sign-ins are listed. One more, and the oldest is listed no longer, but lives on. */
export const SESSIONS_LIMIT = 20

/** A sign-in as it is listed. */
export interface ListedSession extends LabeledClient {
  method: TwoFactorMethod
  signedInAt: Date
}

/** Puts a complete sign-in into the list of its user's, with the client that it is in, or what is new of it. */
export function listSession (stored: TwoFactorRecord, signIn: SignIn, { browser, system }: ClientNames, now: number): TwoFactorRecord {
  const { id, status, method, endsAt } = signIn
  if (status !== 'complete' || endsAt === undefined) return stored
  const record = withoutEnded(stored, now)
  const { sessions = [] } = record
  const before = sessions.find(other => other.id === id)
  const others = sessions.filter(other => other.id !== id).slice(1 - SESSIONS_LIMIT)
  return { ...record, sessions: [...others, { ...before, id, browser, system, method, at: before?.at ?? now, endsAt }] }
}

/** The record in which this sign-in is not listed. */
export function withoutListed (record: TwoFactorRecord, id: string): TwoFactorRecord {
  return record.sessions === undefined ? record : { ...record, sessions: record.sessions.filter(session => session.id !== id) }
}

/**
 * Forgets the sign-ins that have ended by themselves. The latest of their ends is kept, so that none of them comes back where
 * another clock says that it has not ended yet.
 */
export function withoutEnded (record: TwoFactorRecord, now: number): TwoFactorRecord {
  const { signedOut, sessions } = record
  const isOver = ({ endsAt }: { readonly endsAt: number }): boolean => endsAt <= now
  const ended = [...signedOut, ...sessions ?? []].filter(isOver).map(({ endsAt }) => endsAt)
  if (ended.length === 0) return record
  return {
    ...record,
    signedOut: signedOut.filter(other => !isOver(other)),
    ...sessions !== undefined && { sessions: sessions.filter(session => !isOver(session)) },
    endedUntil: Math.max(record.endedUntil ?? 0, ...ended)
  }
}

/** The sign-ins that are listed and have not ended by themselves, the newest first. */
export function listedSessions (record: TwoFactorRecord, maxSeconds: number, now: number): ListedSession[] {
  const isLive = ({ endsAt, at }: Session): boolean => now < Math.min(endsAt, at + maxSeconds * 1000)
  return (record.sessions ?? []).filter(isLive).toReversed().map(session => {
    return { ...labeledSession(session), method: session.method as TwoFactorMethod, signedInAt: new Date(session.at) }
  })
}

/** Whether a sign-in is listed whose client says the same of itself. One that says nothing is like no other. */
export function isListedAlike ({ sessions = [] }: TwoFactorRecord, label: string, now: number): boolean {
  return label !== UNKNOWN_CLIENT && sessions.some(session => now < session.endsAt && labelOf(session) === label)
}

export function labeledSession ({ id, browser, system }: Session): LabeledClient {
  return { id, label: labelOf({ browser, system }), browser, system }
}
