import { revokeSessions } from '../administration/revoke-sessions.js'
import { accept, andThen, refuse, type Decision } from '../decision.js'
import type { LabeledClient } from '../events.js'
import type { TwoFactorRecord } from '../record.js'
import { labeledSession } from '../sessions.js'
import { refuseStale } from '../sign-in/freshness.js'
import { endSignIn } from '../sign-in/sign-out.js'
import type { SignIn } from '../sign-in/sign-in.js'
import type { Changed, FreshInput } from './change.js'

export interface RevocationInput {
  /** Id of the sign-in. */
  readonly id: string
  /** Used where the sign-outs that are kept are too many. */
  readonly stamp: string
}

/** Ends one listed sign-in, for its owner. Others stay, and so does the trust in its client. */
export function revokeSession (
  record: TwoFactorRecord,
  input: FreshInput & RevocationInput,
  now: number
): Decision<Changed & { revoked: LabeledClient }> {
  const { signIn } = input
  return refuseStale(record, signIn, input, now) ?? andThen(
    revokeUnproved(record, input, now, signIn.id === input.id ? undefined : signIn),
    (record, revoked) => accept(record, { signIn: { ...signIn, stamp: record.stamp }, revoked })
  )
}

/** The same for administration. `goesOn`: the sign-in that stays where all end, because there are too many to be kept. */
export function revokeUnproved (
  record: TwoFactorRecord,
  { id, stamp }: RevocationInput,
  now: number,
  goesOn?: SignIn
): Decision<LabeledClient> {
  const session = record.sessions?.find(session => session.id === id)
  if (session === undefined) return refuse(record, 'TWO_FACTOR_NOT_FOUND')
  const revoked = labeledSession(session)
  return andThen(
    endSignIn(record, session, stamp, now, goesOn),
    record => accept(record, revoked, [{ type: 'session-revoked', session: revoked }])
  )
}

/** Ends every sign-in of the user but this one, listed or not, and the trust in every client. */
export function revokeOtherSessions (
  record: TwoFactorRecord,
  input: FreshInput & Pick<RevocationInput, 'stamp'>,
  now: number
): Decision<Changed> {
  const { signIn, stamp } = input
  return refuseStale(record, signIn, input, now) ??
    andThen(revokeSessions(record, signIn, stamp), record => accept(record, { signIn: { ...signIn, stamp } }))
}
