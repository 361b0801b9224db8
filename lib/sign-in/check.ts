import { provableTypes } from '../methods/index.js'
import { barrierOf, type TwoFactorBarrier } from '../record/status.js'
import { toDate } from '../record/time.js'
import type { TwoFactorMethod } from '../record/sign-in-method.js'
import { isPending } from '../session/session.js'
import type { Inspection, Visit } from '../session/visit.js'

/** What this session counts for, for pages that anybody may see. */
export type TwoFactorState =
  | { status: 'anonymous' }
  | { status: 'challenge', methods: string[], trustDays: number, expiresAt: Date } & TwoFactorBarrier
  | { status: 'enrollment' }
  | { status: 'complete', userId: string, method: TwoFactorMethod, verifiedAt: Date | undefined, requiredFrom: Date | undefined }

/** Reads anew what this session counts for now. */
export async function check (visit: Visit): Promise<TwoFactorState> {
  return stateOf(visit, await visit.inspect({ asksUser: isPending(visit.request) ? 'always' : 'while-off' }))
}

/** The same for a page, which needs the user, perhaps by what its request read already. */
export async function checkForPage (visit: Visit): Promise<TwoFactorState> {
  return stateOf(visit, await visit.inspect({ asksUser: 'always', shared: true }))
}

function stateOf (visit: Visit, { status, signIn, record, user, policy, now }: Inspection): TwoFactorState {
  const { service, sessions } = visit.installation.settings
  if (status === 'complete') {
    const { userId, method, verifiedAt } = signIn!
    return { status, userId, method, verifiedAt: toDate(verifiedAt), requiredFrom: toDate(policy?.requiredFrom) }
  }
  if (status !== 'challenge') return { status }
  return {
    status,
    methods: provableTypes(record),
    ...barrierOf(record, now),
    trustDays: user?.trustClients ? service.expiryDays : 0,
    expiresAt: new Date(signIn!.signedInAt + sessions.pendingSeconds * 1000)
  }
}
