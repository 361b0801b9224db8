import { accept, refuse, type Decision } from '../../record/decision.js'
import type { TwoFactorRecord } from '../../record/record.js'
import { isEnrollmentStepUpDue, isLastWayBack, refuseStale, type Freshness } from '../../record/sign-in/freshness.js'
import type { SignIn } from '../../record/sign-in/sign-in.js'

export interface StartInput extends Freshness {
  readonly signIn: SignIn
  /** The user can be asked for their password in place. */
  readonly passwordAskable: boolean
  /** Whether the role takes nothing but a passkey. */
  readonly resistant: boolean
  /** What authenticators are to know the user by, where nothing was drawn yet. */
  readonly userHandle: string
}

/**
 * Whether a registration may be started, also beside as many as there can be, since the new one may replace them. Nothing is
 * written but the handle, once for all registrations of this user.
 */
export function start (record: TwoFactorRecord, input: StartInput, now: number): Decision<TwoFactorRecord> {
  const { signIn, passwordAskable, resistant, userHandle } = input
  const stale = isLastWayBack(record, signIn, passwordAskable) ? undefined : refuseStale(record, signIn, input, now)
  if (stale !== undefined) return stale
  if (isEnrollmentStepUpDue(record, signIn, resistant, now)) return refuse(record, 'TWO_FACTOR_STEP_UP_REQUIRED')
  const known = record.userHandle === undefined ? { ...record, userHandle } : record
  return accept(known, known)
}
