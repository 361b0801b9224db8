import type { LabeledClient } from '../record/events.js'
import { revoke as decide } from '../record/preferences/revoke.js'
import type { Installation } from '../session/installation.js'
import { requireId } from '../web/input.js'
import { changeStored, type By } from './user.js'

export async function revokeTrustedClient (installation: Installation, userId: string, id: string, by: By = {}): Promise<LabeledClient> {
  requireId(id)
  return await changeStored(installation, userId, by, record => decide(record, id))
}
