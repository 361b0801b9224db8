import type { LabeledClient } from '../record/events.js'
import { revoke as decide, revokeAll as decideAll } from '../record/preferences/revoke.js'
import type { Visit } from '../session/visit.js'
import { requireId } from '../web/input.js'

/** Ends the trust in one client. */
export async function revoke (visit: Visit, id: string): Promise<LabeledClient> {
  const signIn = visit.requireSession()
  requireId(id)
  return await visit.change(signIn, ['complete'], { decide: ({ record }) => decide(record, id) })
}

/** Ends the trust in every client. */
export async function revokeAll (visit: Visit): Promise<void> {
  const signIn = visit.requireSession()
  await visit.change(signIn, ['complete'], { decide: ({ record }) => decideAll(record) })
}
