import { randomUUID } from 'node:crypto'
import type { TwoFactorStore } from '../../../lib/repositories/kysely.js'

type Part = Record<string, unknown>

/** What a later release may add to each part of a record, by the part's name. */
export type Marks = ReadonlyMap<string, unknown>

/**
 * The rows as a later release keeps them: it gives each part of a record a property that the present one does not
 * know, and writes records of its version; it reads the present one's as well.
 */
export function asLaterRelease (store: TwoFactorStore, version: number): TwoFactorStore {
  return {
    async findTwoFactor (userId) {
      const row = await store.findTwoFactor(userId)
      return row && { ...row, record: JSON.stringify({ ...JSON.parse(row.record), version: 1 }) }
    },
    async saveTwoFactor (userId, row, ...more) {
      const record: Part = { ...JSON.parse(row.record), version }
      for (const [, part] of partsOf(record)) part['later'] ??= randomUUID()
      return await store.saveTwoFactor(userId, { ...row, record: JSON.stringify(record) }, ...more)
    }
  }
}

/** What a later release added to a record. */
export function marksOf (record: string): Marks {
  return new Map(partsOf(JSON.parse(record)).flatMap(([name, part]) => part['later'] === undefined ? [] : [[name, part['later']]]))
}

function partsOf (record: Part): [string, Part][] {
  const { codeAttempts, passwordAttempts, recoveryAttempts, authenticators, trustedClients, enrollment } = record as Record<string, Part> & { authenticators: Part[], trustedClients: Part[] }
  const named = Object.entries({ record, codeAttempts, passwordAttempts, recoveryAttempts }) as [string, Part][]
  const withIds = [...authenticators, ...trustedClients, ...enrollment === undefined ? [] : [enrollment]]
  return [...named, ...withIds.map((part): [string, Part] => [String(part['id']), part])]
}
