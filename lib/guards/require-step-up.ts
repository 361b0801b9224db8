import { errors } from '../errors.js'
import { isEnabled } from '../record/record.js'
import { isStepUpDue } from '../record/sign-in/freshness.js'
import { hasPasskey } from '../record/sign-in/resistance.js'
import { isWithin } from '../record/time.js'
import { guard, type Guard } from './guard.js'

export interface StepUpOptions {
  /** How old the proof may be, in seconds. */
  maxAgeSeconds: number
  /** `true`: it must have been by a passkey or security key. */
  phishingResistant?: boolean | undefined
}

const KNOWN = ['maxAgeSeconds', 'phishingResistant']

/**
 * Lets a request pass when its sign-in is complete and a one-time code or a passkey was proved in its session within
 * `maxAgeSeconds`: at the challenge, by a confirmed enrollment, or by a step-up; with `phishingResistant`, a passkey. Otherwise
 * throws as `requireSignIn` does, or `TWO_FACTOR_STEP_UP_REQUIRED`; for a user who has nothing to prove it with,
 * `TWO_FACTOR_ENROLLMENT_REQUIRED`.
 */
export function requireStepUp (options: StepUpOptions): Guard {
  const { maxAgeSeconds, phishingResistant = false } = options
  const unknown = Object.keys(options).find(name => !KNOWN.includes(name))
  if (unknown !== undefined) throw invalid(`has no option ${unknown}, it has: ${KNOWN.join(', ')}`)
  if (!Number.isFinite(maxAgeSeconds) || maxAgeSeconds <= 0) throw invalid(`needs maxAgeSeconds above 0, got ${maxAgeSeconds}`)
  if (typeof phishingResistant !== 'boolean') throw invalid(`needs phishingResistant as a boolean, got ${String(phishingResistant)}`)
  return async function requireStepUp (request, reply) {
    return await guard(request, reply, arguments, (signIn, now, record) => {
      const isThere = phishingResistant ? hasPasskey(record) : isEnabled(record)
      if (!isThere) return { code: 'TWO_FACTOR_ENROLLMENT_REQUIRED', passkeyOnly: phishingResistant }
      const isDue = phishingResistant ? !isWithin(signIn.assertedAt, maxAgeSeconds, now()) : isStepUpDue(signIn, maxAgeSeconds, now())
      return isDue ? { code: 'TWO_FACTOR_STEP_UP_REQUIRED', passkeyOnly: phishingResistant } : undefined
    })
  }
}

function invalid (problem: string): Error {
  return new errors.TWO_FACTOR_OPTION_INVALID(`requireStepUp ${problem}`)
}
