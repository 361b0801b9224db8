import type { Enrolled } from '../../record/enrollment/confirm.js'
import type { Typed } from '../method.js'
import type { TotpAuthenticator, TotpEnrollment } from './authenticator.js'
import { matchingSteps } from './totp.js'

/** A right first code turns the enrollment into an authenticator, and its time step is used. `key`: in the clear, if it opened. */
export function enrollTotp (
  enrollment: TotpEnrollment,
  { text, window }: Pick<Typed, 'text' | 'window'>,
  key: Uint8Array | undefined,
  now: number
): Enrolled {
  if (key === undefined) return { is: 'unknown' }
  const steps = matchingSteps(key, text, now, window)
  if (steps.length === 0) return { is: 'wrong' }
  const { signInId, startedAt, failures, ...kept } = enrollment
  const authenticator: TotpAuthenticator = { ...kept, createdAt: now, lastUsedAt: now, lastStep: Math.max(...steps) }
  return { is: 'right', authenticator }
}
