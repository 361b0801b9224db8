import { accept, andThen, type Decision } from '../decision.js'
import { withNewStamp, type SignedOut, type TwoFactorRecord } from '../record.js'
import { isListedAlike, withoutEnded, withoutListed } from '../sessions.js'
import { wasEnded } from './life.js'
import type { SignIn } from './sign-in.js'

/** How many sign-ins that signed out are kept under one stamp. */
export const SIGNED_OUT_LIMIT = 50

/** Ends this sign-in for good. For one that waits for a code nothing is written: it gives no access. */
export function signOut (stored: TwoFactorRecord, signIn: SignIn, stamp: string, now: number): Decision<undefined> {
  const { id, status, endsAt } = signIn
  if (status === 'challenge' || endsAt === undefined || wasEnded(stored, signIn)) return accept(stored, undefined)
  return andThen(endSignIn(stored, { id, endsAt }, stamp, now), record => accept(record, undefined, [{ type: 'signed-out' }]))
}

/** Whether the client of a session is known, of which the sign-in is about to end. */
export function knowsClient (record: TwoFactorRecord, { status, stamp, known }: SignIn, label: string, now: number): boolean {
  return isListedAlike(record, label, now) || (known === true && status !== 'complete' && stamp === record.stamp)
}

/**
 * The record in which a sign-in is over: its id is kept until it would have ended by itself or the stamp changes, so that a
 * session which a slow request writes back stays signed out, also where this clock says that it has ended already and another
 * does not. One id too many changes the stamp: every session ends, and only the sign-in that `goesOn` stays.
 */
export function endSignIn (
  stored: TwoFactorRecord,
  { id, endsAt }: SignedOut,
  stamp: string,
  now: number,
  goesOn?: SignIn
): Decision<undefined> {
  const record = withoutListed(withoutEnded(stored, now), id)
  if (record.signedOut.length >= SIGNED_OUT_LIMIT) {
    const { trustedClients } = record
    return accept({ ...withNewStamp(record, stamp, goesOn), trustedClients }, undefined, [{ type: 'sessions-revoked' }])
  }
  const enrollment = record.enrollment?.signInId === id ? undefined : record.enrollment
  return accept({ ...record, enrollment, signedOut: [...record.signedOut, { id, endsAt }] }, undefined)
}
