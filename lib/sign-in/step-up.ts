import { requireOneTimeCode } from '../methods/one-time-code.js'
import { stepUp as decide } from '../record/sign-in/step-up.js'
import { keep } from '../session/moves.js'
import type { Visit } from '../session/visit.js'

/** Proves a one-time code again in this session. */
export async function stepUp (visit: Visit, code: string): Promise<{ verifiedAt: Date }> {
  const signIn = visit.requireSession()
  const digits = requireOneTimeCode(code)
  const verified = await visit.change(signIn, ['complete'], {
    decide: ({ record, now }) => decide(record, { signIn, proof: visit.proof(signIn, 'code', digits) }, now),
    afterSave: verified => keep(visit, verified)
  })
  return { verifiedAt: new Date(verified.verifiedAt!) }
}
