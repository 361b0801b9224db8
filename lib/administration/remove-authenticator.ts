import { randomId } from '../crypto/random.js'
import { codeTypes } from '../methods/index.js'
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
  return await changeStored(installation, userId, by, record => decide(record, { id, provable: codeTypes, stamp: randomId() }))
}
