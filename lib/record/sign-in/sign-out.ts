import { accept, type Decision } from '../decision.js'
import { withNewStamp, type SignedOut, type TwoFactorRecord } from '../record.js'
import { wasEnded } from './life.js'
import type { SignIn } from './sign-in.js'

/** How many sign-ins that signed out are kept under one stamp. */
export const SIGNED_OUT_LIMIT = 50

/**
 * Ends a sign-in for good: its id is kept until it would have ended by itself or the stamp changes, so that a session
 * which a slow request writes back stays signed out, also where this clock says that it has ended already and another
 * does not. One id too many changes the stamp. For a sign-in that waits for a code nothing is written: it gives no access.
 */
export function signOut (stored: TwoFactorRecord, signIn: SignIn, stamp: string, now: number): Decision<undefined> {
  const { id, status, endsAt } = signIn
  if (status === 'challenge' || endsAt === undefined || wasEnded(stored, signIn)) return accept(stored, undefined)
  const record = withoutEnded(stored, now)
  const enrollment = record.enrollment?.signInId === id ? undefined : record.enrollment
  const left: TwoFactorRecord = record.signedOut.length < SIGNED_OUT_LIMIT
    ? { ...record, enrollment, signedOut: [...record.signedOut, { id, endsAt }] }
    : { ...withNewStamp(record, stamp), trustedClients: record.trustedClients }
  return accept(left, undefined, [{ type: 'signed-out' }])
}

/**
 * Forgets the ids of sign-ins that have ended by themselves. The latest of their ends is kept, so that none of them comes
 * back where another clock says that it has not ended yet.
 */
function withoutEnded (record: TwoFactorRecord, now: number): TwoFactorRecord {
  const hasEnded = ({ endsAt }: SignedOut): boolean => endsAt <= now
  const ended = record.signedOut.filter(hasEnded).map(({ endsAt }) => endsAt)
  if (ended.length === 0) return record
  return {
    ...record,
    signedOut: record.signedOut.filter(signedOut => !hasEnded(signedOut)),
    endedUntil: Math.max(record.endedUntil ?? 0, ...ended)
  }
}
