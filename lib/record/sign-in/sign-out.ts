import { accept, type Decision } from '../decision.js'
import { withNewStamp, type TwoFactorRecord } from '../record.js'
import type { SignIn } from './sign-in.js'

/** How many ids of signed-out sign-ins are kept under one stamp. */
export const SIGNED_OUT_LIMIT = 50

/**
 * Ends a sign-in for good: its id is kept until the stamp changes, so that a session which a slow
 * request writes back stays signed out. One id too many changes the stamp. For a sign-in that waits
 * for a code nothing is written: it gives no access.
 */
export function signOut (record: TwoFactorRecord, signIn: SignIn, stamp: string): Decision<undefined> {
  if (signIn.status === 'challenge') return accept(record, undefined)
  const enrollment = record.enrollment?.signInId === signIn.id ? undefined : record.enrollment
  const left: TwoFactorRecord = record.signedOut.length < SIGNED_OUT_LIMIT
    ? { ...record, enrollment, signedOut: [...record.signedOut, signIn.id] }
    : { ...withNewStamp(record, stamp), trustedClients: record.trustedClients }
  return accept(left, undefined, [{ type: 'signed-out' }])
}
