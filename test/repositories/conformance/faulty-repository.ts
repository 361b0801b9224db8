import type { TwoFactorRow, TwoFactorUser, UserRepository } from '../../../lib/index.js'
import type { ConformanceErrorCode } from '../../../lib/repositories/conformance.js'

export const userIds = ['aB3x', 'bob'] as const

type Rows = Map<string, TwoFactorRow>

/** A fault: what it is, what the check calls it, and the methods that have it. */
export interface Fault {
  what: string
  code: ConformanceErrorCode
  /** Part of the message, where the code does not say it all. */
  message?: RegExp
  faulty (sound: UserRepository, rows: Rows): Partial<UserRepository>
}

/** A sound repository but for this fault. */
export function faultyRepository ({ faulty }: Fault): UserRepository {
  const rows: Rows = new Map()
  const sound = soundRepository(rows)
  return { ...sound, ...faulty(sound, rows) }
}

export function isUser (userId: string): boolean {
  return (userIds as readonly string[]).includes(userId)
}

function soundRepository (rows: Rows): UserRepository {
  return {
    async findUser (userId) {
      return isUser(userId) ? { accountName: userId } : undefined
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

/** Users that are changed on the way out. */
export function giving (change: (user: TwoFactorUser | undefined) => object | undefined): Fault['faulty'] {
  return sound => ({
    async findUser (userId) {
      return change(await sound.findUser(userId) ?? undefined) as TwoFactorUser | undefined
    }
  })
}

/** Rows that are changed on the way out. */
export function finding (change: (row: TwoFactorRow) => object): Fault['faulty'] {
  return sound => ({
    async findTwoFactor (userId) {
      const row = await sound.findTwoFactor(userId)
      return row && change(row) as TwoFactorRow
    }
  })
}

/** Rows that are changed on the way in. */
export function storing (change: (row: TwoFactorRow) => TwoFactorRow): Fault['faulty'] {
  return sound => ({
    async saveTwoFactor (userId, row, expected) {
      return await sound.saveTwoFactor(userId, change(row), expected)
    }
  })
}

/** Rows under ids that several users share. */
export function under (idOf: (userId: string) => string): Fault['faulty'] {
  return sound => ({
    async findTwoFactor (userId) {
      return await sound.findTwoFactor(idOf(userId))
    },
    async saveTwoFactor (userId, row, expected) {
      return await sound.saveTwoFactor(idOf(userId), row, expected)
    }
  })
}

/** What a save of one's own making may use, for its user. */
export interface Saving {
  userId: string
  /** The stored revision. */
  stored (): number | undefined
  /** As it should be. */
  save (row: TwoFactorRow, expected: number | undefined): Promise<boolean>
  /** Without looking; `false`, so that it can end a save. */
  put (row: TwoFactorRow): false
}

export function saving (save: (saving: Saving, row: TwoFactorRow, expected: number | undefined) => Promise<unknown>): Fault['faulty'] {
  return (sound, rows) => ({
    async saveTwoFactor (userId, row, expected) {
      const answer = await save({
        userId,
        stored: () => rows.get(userId)?.revision,
        save: async (...args) => await sound.saveTwoFactor(userId, ...args),
        put (row) {
          rows.set(userId, { ...row })
          return false
        }
      }, row, expected)
      return answer as boolean
    }
  })
}
