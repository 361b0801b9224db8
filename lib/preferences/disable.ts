import { disable as decide } from '../record/preferences/disable.js'
import type { Visit } from '../session/visit.js'
import { changeWithProof, type Proof } from './change.js'

/** Turns two-factor authentication off. Every other session ends. */
export async function disable (visit: Visit, proof: Proof): Promise<void> {
  await changeWithProof(visit, proof, ({ record, policy, now }, input) => decide(record, { ...input, required: policy!.required }, now))
}
