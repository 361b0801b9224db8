import { randomId } from '../crypto/random.js'
import { reset as decide } from '../record/administration/reset.js'
import { refuse } from '../record/decision.js'
import { requireUserId } from '../repositories/user-id.js'
import type { Installation } from '../session/installation.js'
import { doneBy, emptyRecord, type By } from './user.js'

export async function reset ({ storage }: Installation, userId: string, { by }: By = {}): Promise<void> {
  requireUserId(userId)
  await storage.decide<undefined>(userId, {
    ...doneBy(by, userId),
    asksUser: 'without-record',
    decide: ({ record = emptyRecord(), user }) => user === null ? refuse(undefined, 'TWO_FACTOR_NOT_FOUND') : decide(record, randomId())
  })
}
