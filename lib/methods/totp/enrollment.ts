import type { Enrolled } from '../../record/enrollment/confirm.js'
import type { Typed } from '../method.js'
import type { TotpAuthenticator, TotpEnrollment } from './authenticator.js'
import { matchingSteps } from './totp.js'

/** A right first code makes an authenticator of the enrollment, and burns its step. `key`: in the clear, where it opened. */
export function enrollTotp (enrollment: TotpEnrollment, { text, window }: Pick<Typed, 'text' | 'window'>, key: Uint8Array | undefined, now: number): Enrolled {
  if (key === undefined) return { is: 'unknown' }
  const steps = matchingSteps(key, text, now, window)
  if (steps.length === 0) return { is: 'wrong' }
  const { signInId, startedAt, failures, ...kept } = enrollment
  const authenticator: TotpAuthenticator = { ...kept, createdAt: now, lastUsedAt: now, lastStep: Math.max(...steps) }
  return { is: 'right', authenticator }
}
