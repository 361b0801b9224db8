import { cancel as decide } from '../record/enrollment/cancel.js'
import type { Visit } from '../session/visit.js'
import { enrolling } from './enrolling.js'

/** Ends the pending enrollment of this sign-in, if there is one. */
export async function cancel (visit: Visit): Promise<void> {
  const signIn = visit.requireSession()
  await visit.change(signIn, enrolling, { decide: ({ record }) => decide(record, signIn) })
}
