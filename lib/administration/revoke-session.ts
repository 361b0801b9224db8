import { randomId } from '../crypto/random.js'
import type { LabeledClient } from '../record/events.js'
import { revokeUnproved as decide } from '../record/preferences/revoke-session.js'
import type { Installation } from '../session/installation.js'
import { requireId } from '../web/input.js'
import { changeStored, type By } from './user.js'

export async function revokeSession (installation: Installation, userId: string, id: string, by: By = {}): Promise<LabeledClient> {
  requireId(id)
  return await changeStored(installation, userId, by, (record, now) => decide(record, { id, stamp: randomId() }, now))
}
