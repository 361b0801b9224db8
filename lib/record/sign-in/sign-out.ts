import { accept, type Decision } from '../decision.js'
import { withNewStamp, type SignedOut, type TwoFactorRecord } from '../record.js'
import { withoutEnded, withoutListed } from '../sessions.js'
import { wasEnded } from './life.js'
import type { SignIn } from './sign-in.js'

/** How many sign-ins that signed out are kept under one stamp. */
export const SIGNED_OUT_LIMIT = 50

/** Ends this sign-in for good. For one that waits for a code nothing is written: it gives no access. */
export function signOut (stored: TwoFactorRecord, signIn: SignIn, stamp: string, now: number): Decision<undefined> {
  const { id, status, endsAt } = signIn
  if (status === 'challenge' || endsAt === undefined || wasEnded(stored, signIn)) return accept(stored, undefined)
  return accept(endSignIn(stored, { id, endsAt }, stamp, now), undefined, [{ type: 'signed-out' }])
}

/**
 * The record in which a sign-in is over: its id is kept until it would have ended by itself or the stamp changes, so that a
 * session which a slow request writes back stays signed out, also where this clock says that it has ended already and another
 * does not. One id too many changes the stamp, and only the sign-in that `goesOn` stays.
 */
export function endSignIn (
  stored: TwoFactorRecord,
  { id, endsAt }: SignedOut,
  stamp: string,
  now: number,
  goesOn?: SignIn
): TwoFactorRecord {
  const record = withoutListed(withoutEnded(stored, now), id)
  if (record.signedOut.length >= SIGNED_OUT_LIMIT) return { ...withNewStamp(record, stamp, goesOn), trustedClients: record.trustedClients }
  const enrollment = record.enrollment?.signInId === id ? undefined : record.enrollment
  return { ...record, enrollment, signedOut: [...record.signedOut, { id, endsAt }] }
}
