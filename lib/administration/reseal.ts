import { typedMethods } from '../methods/index.js'
import { reseal as decide } from '../record/administration/reseal.js'
import { refuse } from '../record/decision.js'
import { requireUserId } from '../repositories/user-id.js'
import type { Installation } from '../session/installation.js'
import { doneBy, type By } from './user.js'

export async function reseal ({ storage, settings }: Installation, userId: string, { by }: By = {}): Promise<boolean> {
  requireUserId(userId)
  const opener = { ring: settings.service.secret, userId }
  return await storage.decide<boolean>(userId, {
    ...doneBy(by, userId),
    decide: ({ record }) => {
      if (record === undefined) return refuse(record, 'TWO_FACTOR_NOT_FOUND')
      let sealed = record
      let keyMissing = false
      for (const method of typedMethods) {
        const resealed = method.reseal?.(sealed, opener)
        sealed = resealed?.record ?? sealed
        keyMissing ||= resealed?.keyMissing === true
      }
      return decide(record, sealed, keyMissing)
    }
  })
}
