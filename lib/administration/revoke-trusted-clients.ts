import { errors } from '../errors.js'
import { refuse } from '../record/decision.js'
import { revokeAll as decide } from '../record/preferences/revoke.js'
import { requireUserId } from '../repositories/user-id.js'
import type { Installation } from '../session/installation.js'
import type { By } from './user.js'

export async function revokeTrustedClients ({ storage }: Installation, userId: string, { by }: By = {}): Promise<void> {
  requireUserId(userId)
  const { record, user } = await storage.read(userId, 'without-record')
  if (user === null) throw new errors.TWO_FACTOR_NOT_FOUND()
  if (record === undefined) return
  await storage.decide<undefined>(userId, {
    request: by,
    decide: ({ record }) => record === undefined ? refuse(record, 'TWO_FACTOR_NOT_FOUND') : decide(record)
  })
}
