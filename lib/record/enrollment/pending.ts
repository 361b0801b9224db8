import type { PendingEnrollment, TwoFactorRecord } from '../record.js'
import type { SignIn } from '../sign-in/sign-in.js'
import { isWithin } from '../time.js'

/** The pending enrollment, for the sign-in that started it and nobody else. */
export function pendingEnrollment (
  record: TwoFactorRecord,
  signIn: SignIn,
  pendingSeconds: number,
  now: number
): PendingEnrollment | undefined {
  const { enrollment } = record
  return enrollment?.signInId === signIn.id && isWithin(enrollment.startedAt, pendingSeconds, now) ? enrollment : undefined
}
