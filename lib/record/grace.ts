import type { Policy } from './policy.js'
import { isEnabled, type TwoFactorRecord } from './record.js'
import { hasPasskey } from './sign-in/resistance.js'

/** What a role will require that its user does not have yet. */
export interface Due {
  readonly from: number
  /** Whether it will be a passkey; two-factor authentication otherwise. */
  readonly passkey: boolean
}

/**
 * What the role will require of this user once its grace period is over; `undefined` where they have it, or none lasts. Where no
 * passkeys can be registered, whatever can be set up is all that is asked for.
 */
export function dueAfterGrace (
  record: TwoFactorRecord,
  policy: Policy | null | undefined,
  takesPasskeys: boolean
): Due | undefined {
  const { requiredFrom: from, requiresPasskey = false } = policy ?? {}
  const passkey = requiresPasskey && takesPasskeys
  const isDone = passkey ? hasPasskey(record) : isEnabled(record)
  return from === undefined || isDone ? undefined : { from, passkey }
}
