import { requireOneTimeCode } from '../methods/one-time-code.js'
import { randomId } from '../crypto/random.js'
import type { Decision } from '../record/decision.js'
import type { Changed, ChangeInput, FreshInput } from '../record/preferences/change.js'
import { goOn, keep } from '../session/moves.js'
import { provePassword } from '../session/password.js'
import type { Admitted, Visit } from '../session/visit.js'
import { optionalPassword, requireObject } from '../web/input.js'

/** The password, where it is due. */
export interface PasswordProof {
  password?: string | null | undefined
}

/** What a change takes: a one-time code, and the password where it is due. */
export interface Proof extends PasswordProof {
  code: string
}

/** Makes a change of the preferences that takes a proof. The session goes on, under a new id where the stamp changed. */
export async function changeWithProof<Outcome extends Changed> (
  visit: Visit,
  proof: Proof,
  decide: (on: Admitted, input: ChangeInput) => Decision<Outcome>
): Promise<Outcome> {
  const signIn = visit.requireSession()
  const { code, password } = requireObject(proof)
  const digits = requireOneTimeCode(code)
  const passwordProved = await provePassword(visit, signIn, optionalPassword(password), ['complete'])
  const { freshSeconds } = visit.installation.settings.sessions
  return await visit.change(signIn, ['complete'], {
    asksUser: 'always',
    decide: on => decide(on, { signIn, passwordProved, freshSeconds, proof: visit.proof(signIn, 'code', digits), stamp: randomId() }),
    afterSave: changed => changed.signIn.stamp === signIn.stamp ? keep(visit, changed.signIn) : goOn(visit, changed.signIn)
  })
}

/** Makes a change that takes a fresh sign-in or the password, but no code. The session stays as it is. */
export async function changeWhileFresh<Outcome> (
  visit: Visit,
  { password }: PasswordProof,
  decide: (on: Admitted, input: FreshInput) => Decision<Outcome>
): Promise<Outcome> {
  const signIn = visit.requireSession()
  const passwordProved = await provePassword(visit, signIn, optionalPassword(password), ['complete'])
  const { freshSeconds } = visit.installation.settings.sessions
  return await visit.change(signIn, ['complete'], { decide: on => decide(on, { signIn, passwordProved, freshSeconds }) })
}
