import { requireOneTimeCode } from '../methods/one-time-code.js'
import { randomId } from '../crypto/random.js'
import type { Decision } from '../record/decision.js'
import type { ChangeInput } from '../record/preferences/change.js'
import type { SignIn } from '../record/sign-in/sign-in.js'
import { goOn, keep } from '../session/moves.js'
import { provePassword } from '../session/password.js'
import type { Admitted, Visit } from '../session/visit.js'
import { optionalPassword, requireObject } from '../web/input.js'

/** What a change takes: a one-time code, and the password where it is due. */
export interface Proof {
  code: string
  password?: string | null | undefined
}

/** Makes a change of the preferences that takes a proof. The session goes on, under a new id where the stamp changed. */
export async function changeWithProof (
  visit: Visit,
  proof: Proof,
  decide: (on: Admitted, input: ChangeInput) => Decision<SignIn>
): Promise<void> {
  const signIn = visit.requireSession()
  const { code, password } = requireObject(proof)
  const digits = requireOneTimeCode(code)
  const passwordProved = await provePassword(visit, signIn, optionalPassword(password), ['complete'])
  const { freshSeconds } = visit.installation.settings.sessions
  await visit.change(signIn, ['complete'], {
    asksUser: 'always',
    decide: on => decide(on, { signIn, passwordProved, freshSeconds, proof: visit.proof(signIn, 'code', digits), stamp: randomId() }),
    afterSave: changed => changed.stamp === signIn.stamp ? keep(visit, changed) : goOn(visit, changed)
  })
}
