import { randomId } from '../crypto/random.js'
import type { LabeledClient } from '../record/events.js'
import { revokeOtherSessions as decideOthers, revokeSession as decide } from '../record/preferences/revoke-session.js'
import { goOn, leave } from '../session/moves.js'
import type { Visit } from '../session/visit.js'
import { requireId, requireObject } from '../web/input.js'
import { changeWhileFresh, type PasswordProof } from './change.js'

/** Ends one listed sign-in. Where that is this one, the session is a new, empty one. */
export async function revokeSession (visit: Visit, id: string, options: PasswordProof = {}): Promise<LabeledClient> {
  const before = visit.requireSession()
  requireId(id)
  const { revoked } = await changeWhileFresh(
    visit,
    requireObject(options),
    ({ record, now }, input) => decide(record, { ...input, id, stamp: randomId() }, now),
    async ({ signIn }) => {
      if (id === before.id) await leave(visit)
      else if (signIn.stamp !== before.stamp) await goOn(visit, signIn)
    }
  )
  return revoked
}

/** Ends every sign-in but this one, and the trust in every client. */
export async function revokeOtherSessions (visit: Visit, options: PasswordProof = {}): Promise<void> {
  await changeWhileFresh(
    visit,
    requireObject(options),
    ({ record, now }, input) => decideOthers(record, { ...input, stamp: randomId() }, now),
    async ({ signIn }) => await goOn(visit, signIn)
  )
}
