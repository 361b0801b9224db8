import type { NamedAuthenticator } from '../record/events.js'
import { rename as decide } from '../record/preferences/rename.js'
import type { Visit } from '../session/visit.js'
import { requireId, requireName, requireObject } from '../web/input.js'
import { changeWhileFresh, type PasswordProof } from './change.js'

export interface RenameOptions extends PasswordProof {
  /** The new name: 1–64 characters as people count them, at most 512 bytes. */
  name: string
}

/** Gives an authenticator another name. */
export async function rename (visit: Visit, id: string, options: RenameOptions): Promise<NamedAuthenticator> {
  visit.requireSession()
  requireId(id)
  const name = requireName(requireObject(options).name)
  return await changeWhileFresh(visit, options, ({ record, now }, input) => decide(record, { ...input, id, name }, now))
}
