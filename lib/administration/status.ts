import { errors } from '../errors.js'
import { statusOf, type TwoFactorStatus } from '../record/status.js'
import { requireUserId } from '../repositories/user-id.js'
import type { Installation } from '../session/installation.js'
import type { By } from './user.js'

export async function status ({ storage, settings }: Installation, userId: string, _options?: By): Promise<TwoFactorStatus> {
  requireUserId(userId)
  const { record, policy, now } = await storage.read(userId, 'always')
  if (policy === undefined) throw new errors.TWO_FACTOR_NOT_FOUND()
  return statusOf(record, policy, settings.service.expiryDays, now, settings.sessions)
}
