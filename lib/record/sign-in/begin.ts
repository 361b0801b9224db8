import { accept, type Decision } from '../decision.js'
import type { Policy } from '../policy.js'
import { createRecord, isEnabled, type TwoFactorRecord } from '../record.js'
import type { SignIn } from './sign-in.js'
import { withEnd } from './life.js'
import { useTrustedClient, type ShownToken } from '../trusted-clients.js'

export interface BeginInput {
  readonly userId: string
  readonly signInId: string
  readonly fresh: boolean
  readonly next: string | undefined
  readonly sessionSeconds: number | undefined
  readonly maxSeconds: number
  readonly policy: Policy
  /** What the client's cookie showed, where the user may have trusted clients. */
  readonly shown: ShownToken | undefined
  readonly expiryDays: number
  /** The random parts of the record that a user without one gets. */
  readonly created: { readonly stamp: string, readonly cookieName: string }
}

/**
 * Begins a sign-in once the first factor passed. A live trusted client completes it, but only if something
 * was proved just now; otherwise a code is due. Without two-factor authentication the policy decides.
 */
export function begin (stored: TwoFactorRecord | undefined, input: BeginInput, now: number): Decision<SignIn> {
  const record = stored ?? createRecord(input.created.stamp, input.created.cookieName)
  const begun = {
    id: input.signInId,
    userId: input.userId,
    stamp: record.stamp,
    signedInAt: now,
    fresh: input.fresh,
    next: input.next,
    sessionSeconds: input.sessionSeconds
  }
  const lasting = (signIn: SignIn): SignIn => withEnd(record, signIn, input.maxSeconds, now)
  if (!isEnabled(record)) {
    return accept(record, lasting({ ...begun, status: input.policy.required ? 'enrollment' : 'complete', method: 'none' }))
  }
  const use = input.shown === undefined || !input.fresh
    ? { trusted: false, record }
    : useTrustedClient(record, input.shown, input.expiryDays, now)
  return accept(use.record, use.trusted
    ? lasting({ ...begun, status: 'complete', method: 'trusted-client' })
    : { ...begun, status: 'challenge', method: 'none' })
}
