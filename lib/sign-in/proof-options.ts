import { provableTypes } from '../methods/index.js'
import { barrierOf, type TwoFactorBarrier } from '../record/status.js'
import type { Visit } from '../session/visit.js'

export interface ProofOptions extends TwoFactorBarrier {
  /** Types of authenticators that can prove something here and now; none where only a recovery code helps. */
  methods: string[]
}

/** What a proof may be given with, in a complete sign-in. */
export async function proofOptions (visit: Visit): Promise<ProofOptions> {
  const { record, now } = await visit.require(['complete'])
  return { methods: provableTypes(record), ...barrierOf(record, now) }
}
