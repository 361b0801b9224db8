import { stepUp as decide } from '../record/sign-in/step-up.js'
import { keep } from '../session/moves.js'
import { asProof, readProof, type CodeOrCredential } from '../session/proof.js'
import type { Visit } from '../session/visit.js'

/** Proves a one-time code or a passkey again in this session. */
export async function stepUp (visit: Visit, proof: string | CodeOrCredential): Promise<{ verifiedAt: Date }> {
  const signIn = visit.requireSession()
  const given = readProof(visit, signIn, asProof(proof))
  const { signIn: { verifiedAt } } = await visit.change(signIn, ['complete'], {
    // what the role takes is read anew, as it is for what the page offers
    asksUser: 'always',
    prepare: given.prepare,
    decide: (on, prepared) => decide(on.record, { signIn, proof: given.judge(on, prepared) }, on.now),
    afterSave: async ({ signIn, method }) => {
      await keep(visit, signIn)
      return [{ type: 'stepped-up', method }]
    }
  })
  return { verifiedAt: new Date(verifiedAt!) }
}
