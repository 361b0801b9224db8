import type { Notice, SignIn } from '../record/sign-in/sign-in.js'
import { isWithin } from '../record/time.js'
import { updateSession } from './renewal.js'
import { readSignIn } from './session.js'
import type { Visit } from './visit.js'

/** For how long a notice is shown, in seconds. */
const NOTICE_SECONDS = 60

/** Puts what was done into the session, for the page that comes next; nothing where nobody is signed in completely. */
export async function noteDone (visit: Visit, text: string, name?: Notice['name']): Promise<void> {
  const signIn = readSignIn(visit.request)
  if (signIn?.status !== 'complete') return
  const noted = { ...signIn, notice: { text, name, at: visit.installation.storage.now() } }
  const { found } = visit
  visit.forget()
  await updateSession(visit, noted)
  // a notice checks nobody: who was not found before is not found by it
  visit.found = found && noted
}

/** The notice of this sign-in, while it is new. */
export function noticeOf ({ notice }: SignIn, now: number): Notice | undefined {
  return isWithin(notice?.at, NOTICE_SECONDS, now) ? notice : undefined
}
