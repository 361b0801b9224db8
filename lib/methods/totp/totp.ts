import { createHmac, timingSafeEqual } from 'node:crypto'
import { counterToBytes, createGuardrails, dynamicTruncate, truncateDigits, validateSecret } from '@otplib/core'

/** Seconds of one time step (RFC 6238, section 4.1). */
export const STEP_SECONDS = 30

/** The shortest key that may be imported, 80 bits; RFC 4226 (section 4, R6) asks for 128. */
export const SHORTEST_KEY_BYTES = 10

/** How many authenticators of this type a user may have: the budget of guesses is calculated for that many. */
export const TOTP_LIMIT = 5

const DIGITS = 6

const guardrails = createGuardrails({ MIN_SECRET_BYTES: SHORTEST_KEY_BYTES })

/** The time step of a moment in milliseconds (RFC 6238, section 4.2; T0 = 0). */
export function timeStep (now: number): number {
  return Math.floor(now / 1000 / STEP_SECONDS)
}

/** The six digits of a key at a time step: HMAC-SHA-1 (RFC 4226, section 5.3). */
export function codeAt (key: Uint8Array, step: number): string {
  validateSecret(key, guardrails)
  const mac = createHmac('sha1', key).update(counterToBytes(step)).digest()
  return truncateDigits(dynamicTruncate(mac), DIGITS)
}

/**
 * The time steps within `window` of the current one that have this code. Every step is computed,
 * even after one matched, and compared in constant time.
 */
export function matchingSteps (key: Uint8Array, code: string, now: number, window: number): number[] {
  const given = Buffer.from(code)
  const current = timeStep(now)
  const steps: number[] = []
  for (let step = Math.max(0, current - window); step <= current + window; step++) {
    const expected = Buffer.from(codeAt(key, step))
    if (expected.length === given.length && timingSafeEqual(expected, given)) steps.push(step)
  }
  return steps
}
