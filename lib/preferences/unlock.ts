import { unlock as decide } from '../record/preferences/unlock.js'
import type { Visit } from '../session/visit.js'
import { requireObject } from '../web/input.js'
import { changeWhileFresh, type PasswordProof } from './change.js'

/** Lifts the lock of one-time codes for one try. */
export async function unlock (visit: Visit, options: PasswordProof = {}): Promise<void> {
  await changeWhileFresh(visit, requireObject(options), ({ record, now }, input) => decide(record, input, now))
}
