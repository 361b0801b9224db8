import { accept, type Decision } from '../decision.js'
import type { TwoFactorRecord } from '../record.js'
import type { SignIn } from '../sign-in/sign-in.js'

/** Drops the pending enrollment of this sign-in; without one there is nothing to do. */
export function cancel (record: TwoFactorRecord, signIn: SignIn): Decision<undefined> {
  return accept(record.enrollment?.signInId === signIn.id ? { ...record, enrollment: undefined } : record, undefined)
}
