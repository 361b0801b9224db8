import { enrolling } from '../enrollment/enrolling.js'
import { markSaved as decide } from '../record/preferences/mark-saved.js'
import type { Visit } from '../session/visit.js'

/** Notes that the user saved their recovery codes. */
export async function markSaved (visit: Visit): Promise<void> {
  const signIn = visit.requireSession()
  await visit.change(signIn, enrolling, { decide: ({ record, now }) => decide(record, now) })
}
