import { enrollingWith } from '../methods/index.js'
import { requireOneTimeCode } from '../methods/one-time-code.js'
import { confirm as decide } from '../record/enrollment/confirm.js'
import type { Visit } from '../session/visit.js'
import { optionalFlag } from '../web/input.js'
import { activateBy, type ConfirmedEnrollment } from './activate.js'

/** A right code of the pending authenticator turns it on. */
export async function confirm (
  visit: Visit,
  code: string,
  options: { replace?: boolean | null | undefined } = {}
): Promise<ConfirmedEnrollment> {
  const signIn = visit.requireSession()
  const typed = visit.typed(signIn, 'code', requireOneTimeCode(code))
  const replace = optionalFlag('replace', options.replace)
  const { pendingSeconds } = visit.installation.settings.sessions
  const method = enrollingWith(typed)
  return await activateBy(visit, signIn, replace, ({ record, now }, input) => decide(record, { ...input, method, pendingSeconds }, now))
}
