import { randomId } from '../crypto/random.js'
import { codeTypes } from '../methods/index.js'
import { drawRecoveryCodes } from '../methods/recovery-code/codes.js'
import { accept, andThen, type Decision } from '../record/decision.js'
import type { Activated, ActivateInput } from '../record/enrollment/activate.js'
import type { SignIn } from '../record/sign-in/sign-in.js'
import { enter, goOn } from '../session/moves.js'
import type { Admitted, Visit } from '../session/visit.js'
import { enrolling } from './enrolling.js'

export interface ConfirmedEnrollment {
  status: 'complete'
  location: string
  /** Shown only this once; empty where the user still has some. */
  recoveryCodes: string[]
}

/**
 * Makes a change that turns an authenticator on, whatever its method. Every other session ends; a sign-in that was
 * held back for the enrollment becomes complete. Recovery codes are given once, where none are left.
 */
export async function activateBy (
  visit: Visit,
  signIn: SignIn,
  replace: boolean,
  decide: (on: Admitted, input: Omit<ActivateInput, 'type' | 'limit'>) => Decision<Activated>
): Promise<ConfirmedEnrollment> {
  const drawn = drawRecoveryCodes(signIn.userId)
  const { held, newRecoveryCodes } = await visit.change(signIn, enrolling, {
    decide: on => andThen(
      decide(on, { signIn, replace, blockable: codeTypes, stamp: randomId(), codeHashes: drawn.hashes }),
      (record, activated) => accept(record, { ...activated, held: on.status === 'enrollment' })
    ),
    afterSave: async ({ signIn, held }) => {
      if (held) await enter(visit, signIn)
      else await goOn(visit, { ...signIn, next: undefined })
    }
  })
  return {
    status: 'complete',
    location: visit.destination(signIn, held ? 'home' : 'preferences'),
    recoveryCodes: newRecoveryCodes ? drawn.codes : []
  }
}
