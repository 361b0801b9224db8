import { workingTypes } from '../methods/index.js'
import { usedAddressHash } from '../methods/sent-code/address.js'
import { isConfirmed } from '../methods/sent-code/sent-code.js'
import type { NamedAuthenticator } from '../record/events.js'
import { remove as decide } from '../record/preferences/remove.js'
import type { Visit } from '../session/visit.js'
import { requireId } from '../web/input.js'
import { changeWithProof, type Proof } from './change.js'

/** Removes one authenticator, but never the last that works. Every other session ends. */
export async function remove (visit: Visit, id: string, proof: Proof): Promise<NamedAuthenticator> {
  requireId(id)
  const { passkeys, sendCode } = visit.installation.settings
  const { removed } = await changeWithProof(
    visit, proof, ({ record, user, policy, now }, input) => {
      const addressHash = usedAddressHash(sendCode !== undefined, input.signIn.userId, user)
      const provable = workingTypes(passkeys !== undefined, isConfirmed(record, addressHash))
      return decide(record, { ...input, id, provable, resistantOnly: policy!.phishingResistant }, now)
    }
  )
  return removed
}
