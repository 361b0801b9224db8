import { guard, type GuardedReply, type GuardedRequest } from './guard.js'

/**
 * Lets a request pass when its sign-in is complete. Otherwise throws `TWO_FACTOR_SIGN_IN_REQUIRED`,
 * `…_CHALLENGE_REQUIRED` or `…_ENROLLMENT_REQUIRED`, or leads a browser to the page where it can go on.
 * Throws 503 where the plugin is not registered.
 */
export async function requireSignIn (request: GuardedRequest, reply: GuardedReply): Promise<unknown> {
  return await guard(request, reply, arguments)
}
