import type { TwoFactorRow, TwoFactorUser, UserRepository } from './user-repository.js'

/** A repository in memory over users by id, for tests and first tries: it is gone with the process. */
export function memoryUserRepository (users: Readonly<Record<string, TwoFactorUser>>): UserRepository {
  const rows = new Map<string, TwoFactorRow>()
  return {
    async findUser (userId) {
      return Object.hasOwn(users, userId) ? users[userId] : undefined
    },
    async findTwoFactor (userId) {
      const row = rows.get(userId)
      return row && { ...row }
    },
    async saveTwoFactor (userId, row, expectedRevision) {
      if (rows.get(userId)?.revision !== expectedRevision) return false
      rows.set(userId, { ...row })
      return true
    }
  }
}
