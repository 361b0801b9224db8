import { guard, type GuardedReply, type GuardedRequest } from './guard.js'

/**
 * Lets a request pass when its sign-in is complete and the user has two-factor authentication on. Otherwise throws as
 * `requireSignIn` does, or `TWO_FACTOR_ENROLLMENT_REQUIRED`.
 */
export async function requireTwoFactor (request: GuardedRequest, reply: GuardedReply): Promise<unknown> {
  return await guard(request, reply, arguments, ({ method }) => method === 'none' ? { code: 'TWO_FACTOR_ENROLLMENT_REQUIRED' } : undefined)
}
