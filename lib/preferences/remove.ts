import { codeTypes } from '../methods/index.js'
import type { NamedAuthenticator } from '../record/events.js'
import { remove as decide } from '../record/preferences/remove.js'
import type { Visit } from '../session/visit.js'
import { requireId } from '../web/input.js'
import { changeWithProof, type Proof } from './change.js'

/** Removes one authenticator, but never the last that works. Every other session ends. */
export async function remove (visit: Visit, id: string, proof: Proof): Promise<NamedAuthenticator> {
  requireId(id)
  const { removed } = await changeWithProof(
    visit, proof, ({ record, now }, input) => decide(record, { ...input, id, provable: codeTypes }, now)
  )
  return removed
}
