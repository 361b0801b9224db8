import { accept, type Decision } from '../decision.js'
import { withNewStamp, type TwoFactorRecord } from '../record.js'
import { wasEnded } from '../sign-in/life.js'
import type { SignIn } from '../sign-in/sign-in.js'

/** Ends every session and every trusted client; the sign-in to keep goes on with the new stamp. */
export function revokeSessions (record: TwoFactorRecord, kept: SignIn | undefined, stamp: string): Decision<SignIn | undefined> {
  const goesOn = kept === undefined || wasEnded(record, kept) ? undefined : { ...kept, stamp }
  return accept(withNewStamp(record, stamp, goesOn), goesOn, [{ type: 'sessions-revoked' }])
}
