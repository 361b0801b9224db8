import { randomId } from '../crypto/random.js'
import { codeTypes } from '../methods/index.js'
import { drawRecoveryCodes } from '../methods/recovery-code/codes.js'
import { accept, andThen, type Decision } from '../record/decision.js'
import type { Activated, ActivateInput } from '../record/enrollment/activate.js'
import type { SignInClient } from '../record/events.js'
import { asksForPasskey } from '../record/sign-in/resistance.js'
import type { SignIn } from '../record/sign-in/sign-in.js'
import { enter, goOn } from '../session/moves.js'
import type { Admitted, Visit } from '../session/visit.js'
import { clientOf, withListed } from '../trusted-clients/sign-in-client.js'
import { enrolling } from './enrolling.js'

export interface ConfirmedEnrollment {
  /** `enrollment`: the role asks for a passkey, which is still to be registered. */
  status: 'complete' | 'enrollment'
  location: string
  /** Shown only this once; empty where the user still has some. */
  recoveryCodes: string[]
}

/** The client of a sign-in that was held back for the enrollment. */
interface Held { readonly held: SignInClient | undefined }

/** How a method judges what confirms its new authenticator. */
export interface Activation<Prepared> {
  readonly prepare?: ((on: Admitted) => Promise<Prepared>) | undefined
  decide (on: Admitted, input: Omit<ActivateInput, 'type' | 'limit'>, prepared: Prepared): Decision<Activated>
}

/**
 * Makes a change that turns an authenticator on, whatever its method. Every other session ends; a sign-in that was
 * held back for the enrollment becomes complete. Recovery codes are given once, where none are left.
 */
export async function activateBy<Prepared = undefined> (
  visit: Visit,
  signIn: SignIn,
  replace: boolean,
  { prepare, decide }: Activation<Prepared>
): Promise<ConfirmedEnrollment> {
  const drawn = drawRecoveryCodes(signIn.userId)
  const { signIn: { status }, held, newRecoveryCodes } = await visit.change<Activated & Held, Prepared>(signIn, enrolling, {
    asksUser: 'always',
    prepare,
    decide: (on, prepared) => andThen(
      decide(on, {
        signIn,
        resistant: asksForPasskey(signIn, on.policy),
        replace,
        blockable: codeTypes,
        stamp: randomId(),
        codeHashes: drawn.hashes
      }, prepared),
      (record, activated) => accept(on.status === 'enrollment' ? withListed(visit, record, activated.signIn, on.now) : record, {
        ...activated,
        held: on.status === 'enrollment' ? { ...clientOf(visit, signIn, on), remembered: false } : undefined
      })
    ),
    afterSave: async ({ signIn, held }) => {
      if (held !== undefined) return await enter(visit, signIn, held)
      return await goOn(visit, { ...signIn, next: undefined })
    }
  })
  const isStillHeld = status === 'enrollment'
  return {
    status: isStillHeld ? 'enrollment' : 'complete',
    location: isStillHeld ? visit.place('enrollment') : visit.destination(signIn, held === undefined ? 'preferences' : 'home'),
    recoveryCodes: newRecoveryCodes ? drawn.codes : []
  }
}
