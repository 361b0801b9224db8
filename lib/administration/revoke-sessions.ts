import type { FastifyRequest } from 'fastify'
import { randomId } from '../crypto/random.js'
import { revokeSessions as decide } from '../record/administration/revoke-sessions.js'
import { refuse } from '../record/decision.js'
import type { SignIn } from '../record/sign-in/sign-in.js'
import { requireUserId } from '../repositories/user-id.js'
import type { Installation } from '../session/installation.js'
import { goOn } from '../session/moves.js'
import { readSignIn } from '../session/session.js'
import { kVisit } from '../session/visit.js'
import { doneBy, emptyRecord, type By } from './user.js'

export interface RevokeSessionsOptions extends By {
  /** The request whose session goes on. */
  keep?: FastifyRequest | undefined
}

export async function revokeSessions (
  { storage }: Installation,
  userId: string,
  { keep, by = keep }: RevokeSessionsOptions = {}
): Promise<void> {
  requireUserId(userId)
  const visit = keep?.[kVisit] ?? undefined
  const signIn = keep && readSignIn(keep)
  const kept = signIn?.userId === userId && signIn.status === 'complete' ? signIn : undefined
  await storage.decide<SignIn | undefined>(userId, {
    ...doneBy(by, userId),
    asksUser: 'without-record',
    decide: ({ record = emptyRecord(), user }) => user === null
      ? refuse(undefined, 'TWO_FACTOR_NOT_FOUND')
      : decide(record, kept, randomId()),
    afterSave: async goesOn => {
      if (visit !== undefined && goesOn !== undefined) await goOn(visit, goesOn)
    }
  })
}
