import type { SavedTwoFactorEvent, TwoFactorRow, TwoFactorUser } from '../../../lib/index.js'
import type { CheckableRepository, ConformanceErrorCode } from '../../../lib/repositories/conformance.js'

export const userIds = ['aB3x', 'bob'] as const

type Rows = Map<string, TwoFactorRow>

type SoundRepository = Required<CheckableRepository>

/** A fault: what it is, what the check calls it, and the methods that have it. */
export interface Fault {
  what: string
  code: ConformanceErrorCode
  /** Part of the message, where the code does not say it all. */
  message?: RegExp
  faulty (sound: SoundRepository, rows: Rows): Partial<CheckableRepository>
}

/** A sound repository but for this fault. */
export function faultyRepository ({ faulty }: Fault): CheckableRepository {
  const rows: Rows = new Map()
  const sound = soundRepository(rows)
  return { ...sound, ...faulty(sound, rows) }
}

export function isUser (userId: string): boolean {
  return (userIds as readonly string[]).includes(userId)
}

function soundRepository (rows: Rows): SoundRepository {
  const events: string[] = []
  return {
    async findUser (userId) {
      return isUser(userId) ? { accountName: userId } : undefined
    },
    async findTwoFactor (userId) {
      const row = rows.get(userId)
      return row && { ...row }
    },
    async saveTwoFactor (userId, row, expectedRevision, given) {
      if (rows.get(userId)?.revision !== expectedRevision) return false
      rows.set(userId, { ...row })
      events.push(...given.map(event => JSON.stringify(event)))
      return true
    },
    async findEvents (userId) {
      return events.map(event => JSON.parse(event) as SavedTwoFactorEvent).filter(event => event.userId === userId)
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

/** Events that are changed on the way out. */
export function findingEvents (change: (events: readonly SavedTwoFactorEvent[]) => object): Fault['faulty'] {
  return sound => ({
    async findEvents (userId) {
      return change(await sound.findEvents(userId) as SavedTwoFactorEvent[]) as object[]
    }
  })
}

/** Rows that are changed on the way in. */
export function storing (change: (row: TwoFactorRow) => TwoFactorRow): Fault['faulty'] {
  return sound => ({
    async saveTwoFactor (userId, row, expected, events) {
      return await sound.saveTwoFactor(userId, change(row), expected, events)
    }
  })
}

/** Rows under ids that several users share. */
export function under (idOf: (userId: string) => string): Fault['faulty'] {
  return sound => ({
    async findTwoFactor (userId) {
      return await sound.findTwoFactor(idOf(userId))
    },
    async saveTwoFactor (userId, row, expected, events) {
      return await sound.saveTwoFactor(idOf(userId), row, expected, events)
    }
  })
}

/** What a save of one's own making may use, for its user. */
export interface Saving {
  userId: string
  /** The stored revision. */
  stored (): number | undefined
  /** What came with it. */
  events: readonly SavedTwoFactorEvent[]
  /** As it should be, with these events or what came with it. */
  save (row: TwoFactorRow, expected: number | undefined, events?: readonly SavedTwoFactorEvent[]): Promise<boolean>
  /** Without looking; `false`, so that it can end a save. */
  put (row: TwoFactorRow): false
}

export function saving (save: (saving: Saving, row: TwoFactorRow, expected: number | undefined) => Promise<unknown>): Fault['faulty'] {
  return (sound, rows) => ({
    async saveTwoFactor (userId, row, expected, given) {
      const answer = await save({
        userId,
        stored: () => rows.get(userId)?.revision,
        events: given,
        save: async (row, expected, events = given) => await sound.saveTwoFactor(userId, row, expected, events),
        put (row) {
          rows.set(userId, { ...row })
          return false
        }
      }, row, expected)
      return answer as boolean
    }
  })
}
