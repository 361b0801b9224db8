import { requireOneTimeCode } from '../methods/one-time-code.js'
import { randomId } from '../crypto/random.js'
import { codeTypes, enrollingWith } from '../methods/index.js'
import { drawRecoveryCodes } from '../methods/recovery-code/codes.js'
import { accept, andThen } from '../record/decision.js'
import { confirm as decide } from '../record/enrollment/confirm.js'
import type { Visit } from '../session/visit.js'
import { optionalFlag } from '../web/input.js'
import { enrolling } from './enrolling.js'

export interface ConfirmedEnrollment {
  status: 'complete'
  location: string
  /** Shown this once; none where the user has some left. */
  recoveryCodes: string[]
}

/**
 * A right code of the new authenticator turns it on. Every other session ends; an enrollment-only
 * sign-in is complete by it. Recovery codes are given once, where none are left.
 */
export async function confirm (visit: Visit, code: string, options: { replace?: boolean | undefined } = {}): Promise<ConfirmedEnrollment> {
  const signIn = visit.requireSession()
  const digits = requireOneTimeCode(code)
  const replace = optionalFlag('replace', options.replace)
  const drawn = drawRecoveryCodes(signIn.userId)
  const { held, newRecoveryCodes } = await visit.change(signIn, enrolling, {
    decide: ({ record, status, now }) => andThen(
      decide(record, {
        signIn,
        method: enrollingWith(visit.typed(signIn, 'code', digits)),
        pendingSeconds: visit.installation.settings.sessions.pendingSeconds,
        replace,
        blockable: codeTypes,
        stamp: randomId(),
        codeHashes: drawn.hashes
      }, now),
      (record, confirmed) => accept(record, { ...confirmed, held: status === 'enrollment' })
    ),
    afterSave: async ({ signIn, held }) => {
      if (held) await visit.enter(signIn)
      else await visit.goOn({ ...signIn, next: undefined })
    }
  })
  return {
    status: 'complete',
    location: held ? visit.destination(signIn) : signIn.next ?? visit.place('preferences'),
    recoveryCodes: newRecoveryCodes ? drawn.codes : []
  }
}
