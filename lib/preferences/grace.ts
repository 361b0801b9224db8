import { isEnabled } from '../record/record.js'
import { toDate } from '../record/time.js'
import type { Visit } from '../session/visit.js'

/** What a user may put off for now. */
export interface Grace {
  /** When their role will require two-factor authentication. */
  requiredFrom: Date
  /** Where "Not now" leads: where the browser was going when it signed in, else home. */
  nextUrl: string
}

/** What the user of a complete sign-in may put off; `undefined` where they have it on, or nothing will require it. */
export async function graceOf (visit: Visit): Promise<Grace | undefined> {
  const { status, signIn, record, policy } = await visit.inspect({ asksUser: 'always', shared: true })
  const requiredFrom = toDate(policy?.requiredFrom)
  if (status !== 'complete' || requiredFrom === undefined || isEnabled(record!)) return undefined
  const { next } = signIn!
  const leadsHere = next?.split(/[?#]/)[0] === visit.installation.paths.preferences
  return { requiredFrom, nextUrl: leadsHere ? visit.place('home') : visit.destination(signIn!) }
}
