import { randomId } from '../crypto/random.js'
import { hasCode } from '../errors.js'
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
  const signIn = readSignIn(visit.request)
  visit.forget()
  if (signIn === undefined) return
  try {
    await visit.change(signIn, ['challenge', 'enrollment', 'complete'], {
      // also of a user who is gone: they may come back, and their session with them
      asksUser: 'never',
      decide: ({ record, now }) => decide(record, signIn, randomId(), now)
    })
  } catch (error) {
    if (!hasCode(error, 'TWO_FACTOR_SIGN_IN_REQUIRED')) throw error
  }
}
