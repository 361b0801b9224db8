import { randomId } from '../crypto/random.js'
import type { Decision } from '../record/decision.js'
import type { Changed, ChangeInput, FreshInput } from '../record/preferences/change.js'
import { goOn, keep } from '../session/moves.js'
import { provePassword } from '../session/password.js'
import { readProof, type CodeOrCredential } from '../session/proof.js'
import type { Admitted, Visit } from '../session/visit.js'
import { optionalPassword, requireObject } from '../web/input.js'

/** The password, where it is due. */
export interface PasswordProof {
  password?: string | null | undefined
}

/** What a change takes: a one-time code or a passkey, and the password where it is due. */
export type Proof = CodeOrCredential & PasswordProof

/** Makes a change of the preferences that takes a proof. The session goes on, under a new id where the stamp changed. */
export async function changeWithProof<Outcome extends Changed> (
  visit: Visit,
  proof: Proof,
  decide: (on: Admitted, input: ChangeInput) => Decision<Outcome>
): Promise<Outcome> {
  const signIn = visit.requireSession()
  const given = readProof(visit, signIn, requireObject(proof), true)
  const passwordProved = await provePassword(visit, signIn, optionalPassword(proof.password), ['complete'])
  const { freshSeconds } = visit.installation.settings.sessions
  return await visit.change(signIn, ['complete'], {
    asksUser: 'always',
    prepare: given.prepare,
    decide: (on, prepared) => decide(on, { signIn, passwordProved, freshSeconds, proof: given.judge(on, prepared), stamp: randomId() }),
    afterSave: changed => changed.signIn.stamp === signIn.stamp ? keep(visit, changed.signIn) : goOn(visit, changed.signIn)
  })
}

/**
 * Makes a change that takes a fresh sign-in or the password, but no code. The session stays as it is unless `afterSave` changes
 * it.
 */
export async function changeWhileFresh<Outcome> (
  visit: Visit,
  { password }: PasswordProof,
  decide: (on: Admitted, input: FreshInput) => Decision<Outcome>,
  afterSave?: (outcome: Outcome) => Promise<void>
): Promise<Outcome> {
  const signIn = visit.requireSession()
  const passwordProved = await provePassword(visit, signIn, optionalPassword(password), ['complete'])
  const { freshSeconds } = visit.installation.settings.sessions
  return await visit.change(signIn, ['complete'], { decide: on => decide(on, { signIn, passwordProved, freshSeconds }), afterSave })
}
