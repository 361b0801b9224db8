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
  readonly firstFactor?: string | undefined
  /** Whether the session that it takes the place of knew its client. */
  readonly known?: boolean | undefined
  /** Where another system asked for a second factor: whether that `suffices` for a user who has two-factor authentication on here. */
  readonly external?: { readonly suffices: boolean } | undefined
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
 * was proved just now and no passkey is asked for; otherwise a proof is due. Without two-factor authentication the policy
 * decides, and another system's second factor satisfies it unless a passkey is asked for. What the policy says of passkeys
 * holds for this sign-in until it ends.
 */
export function begin (stored: TwoFactorRecord | undefined, input: BeginInput, now: number): Decision<SignIn> {
  const record = stored ?? createRecord(input.created.stamp, input.created.cookieName)
  const begun = {
    id: input.signInId,
    userId: input.userId,
    stamp: record.stamp,
    signedInAt: now,
    fresh: input.fresh,
    firstFactor: input.firstFactor,
    known: input.known || undefined,
    next: input.next,
    sessionSeconds: input.sessionSeconds,
    phishingResistant: input.policy.phishingResistant || undefined
  }
  const lasting = (signIn: SignIn): SignIn => withEnd(record, signIn, input.maxSeconds, now)
  const external = input.policy.phishingResistant ? undefined : input.external
  if (external !== undefined && (external.suffices || !isEnabled(record))) {
    return accept(record, lasting({ ...begun, status: 'complete', method: 'external' }))
  }
  if (!isEnabled(record)) {
    return accept(record, lasting({ ...begun, status: input.policy.required ? 'enrollment' : 'complete', method: 'none' }))
  }
  const use = input.shown === undefined || !input.fresh || input.policy.phishingResistant
    ? { trusted: false, record }
    : useTrustedClient(record, input.shown, input.expiryDays, now)
  return accept(use.record, use.trusted
    ? lasting({ ...begun, status: 'complete', method: 'trusted-client' })
    : { ...begun, status: 'challenge', method: 'none' })
}
