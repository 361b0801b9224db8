import { randomId } from '../crypto/random.js'
import { hasCode } from '../errors.js'
import { refuse } from '../record/decision.js'
import { signOut as decide } from '../record/sign-in/sign-out.js'
import { leave } from '../session/moves.js'
import { readSignIn } from '../session/session.js'
import type { Visit } from '../session/visit.js'

/** Ends this session's sign-in for good, and starts a new, empty session. */
export async function signOut (visit: Visit): Promise<void> {
  visit.requireChangeable()
  if (readSignIn(visit.request) === undefined) return
  await retire(visit)
  await leave(visit)
}

/** Signs out whoever is signed in with this session; for a pending or stale sign-in there is nothing to do. */
export async function retire (visit: Visit): Promise<void> {
  const { request, installation: { storage } } = visit
  const signIn = readSignIn(request)
  visit.forget()
  if (signIn === undefined) return
  try {
    await storage.decide<undefined>(signIn.userId, {
      request,
      actor: { signInId: signIn.id },
      // whatever else this session counts for, also that of a user who is gone: they may come back, and it with them
      decide: ({ record, now }) => record === undefined
        ? refuse(record, 'TWO_FACTOR_SIGN_IN_REQUIRED')
        : decide(record, signIn, randomId(), now)
    })
  } catch (error) {
    if (!hasCode(error, 'TWO_FACTOR_SIGN_IN_REQUIRED')) throw error
  }
}
