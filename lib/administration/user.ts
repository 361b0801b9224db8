import type { FastifyRequest } from 'fastify'
import { randomId } from '../crypto/random.js'
import { errors } from '../errors.js'
import { refuse, type Decision } from '../record/decision.js'
import { createRecord, type TwoFactorRecord } from '../record/record.js'
import type { KnownUser } from '../repositories/known-user.js'
import { requireUserId } from '../repositories/user-id.js'
import type { Installation } from '../session/installation.js'
import { kVisit } from '../session/visit.js'
import type { AsksUser, DoneBy } from '../storage/storage.js'

/** Who made the change. */
export interface By {
  /** The request of an administrator, for the events. */
  by?: FastifyRequest | undefined
}

/** Whose doing a change of that user is: their own, or an administrator's, where this request was found to have a complete sign-in. */
export function doneBy (by: FastifyRequest | undefined, userId: string): DoneBy {
  const found = by?.[kVisit]?.found
  if (found === undefined) return { request: by }
  return { request: by, actor: found.userId === userId ? { signInId: found.id } : { by: { userId: found.userId, signInId: found.id } } }
}

/** The record of a user who has none yet. */
export function emptyRecord (): TwoFactorRecord {
  return createRecord(randomId(), randomId())
}

/** Changes the record of a user who has one; throws `TWO_FACTOR_NOT_FOUND` for any other. */
export async function changeStored<Outcome> (
  { storage }: Installation,
  userId: string,
  { by }: By,
  decide: (record: TwoFactorRecord, now: number, user: KnownUser | null | undefined) => Decision<Outcome>,
  asksUser?: AsksUser
): Promise<Outcome> {
  requireUserId(userId)
  return await storage.decide<Outcome>(userId, {
    ...doneBy(by, userId),
    ...(asksUser && { asksUser }),
    decide: ({ record, user, now }) => record === undefined ? refuse(record, 'TWO_FACTOR_NOT_FOUND') : decide(record, now, user)
  })
}

/** The same where there is nothing to do for a user without a record. */
export async function changeIfStored (
  installation: Installation,
  userId: string,
  by: By,
  decide: (record: TwoFactorRecord, now: number) => Decision<undefined>
): Promise<void> {
  requireUserId(userId)
  const { record, user } = await installation.storage.read(userId, 'without-record')
  if (user === null) throw new errors.TWO_FACTOR_NOT_FOUND()
  if (record !== undefined) await changeStored(installation, userId, by, decide)
}
