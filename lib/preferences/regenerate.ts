import { drawRecoveryCodes } from '../methods/recovery-code/codes.js'
import { regenerate as decide } from '../record/preferences/regenerate.js'
import type { Visit } from '../session/visit.js'
import { changeWithProof, type Proof } from './change.js'

/** Makes new recovery codes in place of all that were left. */
export async function regenerate (visit: Visit, proof: Proof): Promise<{ recoveryCodes: string[] }> {
  const { userId } = visit.requireSession()
  const drawn = drawRecoveryCodes(userId)
  await changeWithProof(visit, proof, ({ record, now }, input) => decide(record, { ...input, codeHashes: drawn.hashes }, now))
  return { recoveryCodes: drawn.codes }
}
