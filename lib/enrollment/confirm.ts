import { enrollingWith } from '../methods/index.js'
import { requireOneTimeCode } from '../methods/one-time-code.js'
import { confirm as decide } from '../record/enrollment/confirm.js'
import { typedFor } from '../session/proof.js'
import type { Visit } from '../session/visit.js'
import { optionalFlag, optionalName } from '../web/input.js'
import { activateBy, type ConfirmedEnrollment } from './activate.js'

export interface ConfirmEnrollmentOptions {
  /** The new authenticator takes the place of all others. */
  replace?: boolean | null | undefined
  /** Takes the place of the name that was given at the start. */
  name?: string | null | undefined
}

/** A right code of the pending authenticator turns it on. */
export async function confirm (visit: Visit, code: string, options: ConfirmEnrollmentOptions = {}): Promise<ConfirmedEnrollment> {
  const signIn = visit.requireSession()
  const typed = typedFor(visit, signIn, 'code', requireOneTimeCode(code))
  const replace = optionalFlag('replace', options.replace)
  const name = optionalName(options.name)
  const { pendingSeconds } = visit.installation.settings.sessions
  const method = enrollingWith(typed)
  return await activateBy(
    visit, signIn, replace, { decide: ({ record, now }, input) => decide(record, { ...input, method, pendingSeconds, name }, now) }
  )
}
