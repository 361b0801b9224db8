import { amrOf } from '../record/sign-in/amr.js'
import { barrierOf } from '../record/status.js'
import { toDate } from '../record/time.js'
import type { TwoFactorMethod } from '../record/sign-in-method.js'
import { isPending } from '../session/session.js'
import type { Inspection, Visit } from '../session/visit.js'
import { trustDays } from '../trusted-clients/days.js'
import { offered, type ProofOptions } from './proof-options.js'

/** What this session counts for, for pages that anybody may see. */
export type TwoFactorState =
  | { status: 'anonymous' }
  | { status: 'challenge', trustDays: number, expiresAt: Date } & ProofOptions
  | { status: 'enrollment' }
  | CompleteState

/** A complete sign-in. */
export interface CompleteState {
  status: 'complete'
  userId: string
  /** Id of the sign-in, the same in its events and until it is over, as `sid` names one in tokens. */
  signInId: string
  method: TwoFactorMethod
  /** When it began: the first factor was right then, unless it began with `fresh: false`. */
  signedInAt: Date
  /** When something was last proved in this session, as `auth_time` of a token; `undefined` where nothing was. */
  verifiedAt: Date | undefined
  /** How it was authenticated (RFC 8176): its first factor, as `signIn` was told, `otp`, `pop` for a passkey, and `mfa` where two were. */
  amr: string[]
  /** When the role will require two-factor authentication, while the grace period lasts. */
  requiredFrom: Date | undefined
}

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
    const { userId, id, method, signedInAt, verifiedAt } = signIn!
    return {
      status,
      userId,
      signInId: id,
      method,
      signedInAt: new Date(signedInAt),
      verifiedAt: toDate(verifiedAt),
      amr: amrOf(signIn!),
      requiredFrom: toDate(policy?.requiredFrom)
    }
  }
  if (status !== 'challenge') return { status }
  return {
    status,
    ...offered(visit, { signIn: signIn!, record: record!, user, policy, now }),
    ...barrierOf(record, now),
    trustDays: trustDays(service.expiryDays, { signIn: signIn!, user, policy }),
    expiresAt: new Date(signIn!.signedInAt + sessions.pendingSeconds * 1000)
  }
}
