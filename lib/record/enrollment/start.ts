import { accept, refuse, type Decision } from '../decision.js'
import { refuseName } from '../names.js'
import type { PendingEnrollment, TwoFactorRecord } from '../record.js'
import { isEnrollmentStepUpDue, isLastWayBack, refuseStale, type Freshness } from '../sign-in/freshness.js'
import type { SignIn } from '../sign-in/sign-in.js'

export interface StartInput extends Freshness {
  readonly signIn: SignIn
  /** The user can be asked for their password in place. */
  readonly passwordAskable: boolean
  /** Whether the role takes nothing but a passkey. */
  readonly resistant: boolean
  /** The authenticator to be confirmed, with what its method keeps of it until then. */
  readonly enrollment: Pick<PendingEnrollment, 'id' | 'type' | 'name'> & Readonly<Record<string, unknown>>
}

/** Starts an enrollment in place of one that was pending. The confirmed authenticators stay as they are. */
export function start (record: TwoFactorRecord, input: StartInput, now: number): Decision<PendingEnrollment> {
  const stale = isLastWayBack(record, input.signIn, input.passwordAskable) ? undefined : refuseStale(record, input.signIn, input, now)
  if (stale !== undefined) return stale
  if (isEnrollmentStepUpDue(record, input.signIn, input.resistant, now)) return refuse(record, 'TWO_FACTOR_STEP_UP_REQUIRED')
  const unfit = refuseName(record, input.enrollment.name, record.authenticators)
  if (unfit !== undefined) return unfit
  const enrollment = { ...input.enrollment, signInId: input.signIn.id, startedAt: now, failures: 0 }
  return accept({ ...record, enrollment }, enrollment)
}
