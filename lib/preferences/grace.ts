import { dueAfterGrace } from '../record/grace.js'
import type { Visit } from '../session/visit.js'

/** What a user may put off for now. */
export interface Grace {
  /** When their role will require it. */
  requiredFrom: Date
  /** Whether it will be a passkey; two-factor authentication otherwise. */
  passkey: boolean
  /** Where "Not now" leads: where the browser was going when it signed in, else home. */
  nextUrl: string
}

/** What the user of a complete sign-in may put off; `undefined` where they have it, or nothing will require it. */
export async function graceOf (visit: Visit): Promise<Grace | undefined> {
  const { status, signIn, record, policy } = await visit.inspect({ asksUser: 'always', shared: true })
  const { settings: { passkeys }, paths } = visit.installation
  const due = status === 'complete' ? dueAfterGrace(record!, policy, passkeys !== undefined) : undefined
  if (due === undefined) return undefined
  const { next } = signIn!
  const leadsHere = next?.split(/[?#]/)[0] === paths.preferences
  return { requiredFrom: new Date(due.from), passkey: due.passkey, nextUrl: leadsHere ? visit.place('home') : visit.destination(signIn!) }
}
