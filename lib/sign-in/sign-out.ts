import { randomId } from '../crypto/random.js'
import { hasCode } from '../errors.js'
import { labelOf } from '../record/client-label.js'
import { accept, andThen, refuse } from '../record/decision.js'
import { knowsClient, signOut as decide } from '../record/sign-in/sign-out.js'
import { leave } from '../session/moves.js'
import { readSignIn } from '../session/session.js'
import type { Visit } from '../session/visit.js'
import { clientNames } from '../trusted-clients/label.js'

/** Ends this session's sign-in for good, and starts a new, empty session. */
export async function signOut (visit: Visit): Promise<void> {
  visit.requireChangeable()
  if (readSignIn(visit.request) === undefined) return
  await retire(visit)
  await leave(visit)
}

/**
 * Signs out whoever is signed in with this session; for a pending or stale sign-in there is nothing to do. Gives the id of the
 * user by whose sign-in this client was known.
 */
export async function retire (visit: Visit): Promise<string | undefined> {
  const { request, installation: { storage } } = visit
  const signIn = readSignIn(request)
  visit.forget()
  if (signIn === undefined) return undefined
  const { userId } = signIn
  const label = labelOf(clientNames(request.headers['user-agent']))
  try {
    return await storage.decide<string | undefined>(userId, {
      request,
      actor: { signInId: signIn.id },
      // whatever else this session counts for, also that of a user who is gone: they may come back, and it with them
      decide: ({ record, now }) => record === undefined
        ? refuse(record, 'TWO_FACTOR_SIGN_IN_REQUIRED')
        : andThen(decide(record, signIn, randomId(), now), left => (
          accept(left, knowsClient(record, signIn, label, now) ? userId : undefined)
        ))
    })
  } catch (error) {
    if (!hasCode(error, 'TWO_FACTOR_SIGN_IN_REQUIRED')) throw error
    return undefined
  }
}
