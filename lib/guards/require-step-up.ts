import { errors } from '../errors.js'
import { isStepUpDue } from '../record/sign-in/freshness.js'
import { guard, type Guard } from './guard.js'

/**
 * Lets a request pass when its sign-in is complete and a one-time code was proved in its session within `maxAgeSeconds`:
 * at the challenge, by a confirmed enrollment, or by a step-up. Otherwise throws as `requireSignIn` does, or
 * `TWO_FACTOR_STEP_UP_REQUIRED`; for a user without two-factor authentication, `TWO_FACTOR_ENROLLMENT_REQUIRED`.
 */
export function requireStepUp ({ maxAgeSeconds }: { maxAgeSeconds: number }): Guard {
  if (!Number.isFinite(maxAgeSeconds) || maxAgeSeconds <= 0) {
    throw new errors.TWO_FACTOR_OPTION_INVALID(`requireStepUp needs maxAgeSeconds above 0, got ${maxAgeSeconds}`)
  }
  return async function requireStepUp (request, reply) {
    return await guard(request, reply, arguments, (signIn, now) => {
      if (signIn.method === 'none') return 'TWO_FACTOR_ENROLLMENT_REQUIRED'
      return isStepUpDue(signIn, maxAgeSeconds, now()) ? 'TWO_FACTOR_STEP_UP_REQUIRED' : undefined
    })
  }
}
