import { randomId } from '../crypto/random.js'
import { workingTypes } from '../methods/index.js'
import { usedAddressHash } from '../methods/sent-code/address.js'
import { isConfirmed } from '../methods/sent-code/sent-code.js'
import type { NamedAuthenticator } from '../record/events.js'
import { removeUnproved as decide } from '../record/preferences/remove.js'
import type { Installation } from '../session/installation.js'
import { requireId } from '../web/input.js'
import { changeStored, type By } from './user.js'

export async function removeAuthenticator (
  installation: Installation,
  userId: string,
  id: string,
  by: By = {}
): Promise<NamedAuthenticator> {
  requireId(id)
  const { passkeys, sendCode } = installation.settings
  return await changeStored(installation, userId, by, (record, _now, user) => {
    const sentCodes = isConfirmed(record, usedAddressHash(sendCode !== undefined, userId, user))
    return decide(record, { id, provable: workingTypes(passkeys !== undefined, sentCodes), resistantOnly: false, stamp: randomId() })
  }, 'always')
}
