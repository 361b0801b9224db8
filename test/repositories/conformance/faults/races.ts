import { setImmediate as turn } from 'node:timers/promises'
import type { TwoFactorRow } from '../../../../lib/index.js'
import { saving, type Fault, type Saving } from '../faulty-repository.js'

export const faultyRaces: readonly Fault[] = [
  {
    what: 'a first save that looks before it writes',
    code: 'TWO_FACTOR_REPOSITORY_FIRST_SAVE_NOT_EXCLUSIVE',
    faulty: saving(async ({ save, stored }, row, expected) => {
      if (expected !== undefined || stored() !== undefined) return await save(row, expected)
      await turn()
      return await save(row, stored())
    })
  },
  {
    what: 'a first save that a refused one overwrites',
    code: 'TWO_FACTOR_REPOSITORY_FIRST_SAVE_NOT_EXCLUSIVE',
    faulty: saving(async ({ save, put, stored }, row, expected) => {
      if (expected !== undefined || stored() !== undefined) return await save(row, expected)
      await turn()
      return await save(row, undefined) || put(row)
    })
  },
  {
    what: 'a change that looks before it writes',
    code: 'TWO_FACTOR_REPOSITORY_LOST_UPDATE',
    message: /of 25 parallel saves over one revision 25 were answered with true/,
    faulty: saving(async ({ save, stored }, row, expected) => {
      if (expected === undefined || stored() !== expected) return await save(row, expected)
      await turn()
      return await save(row, stored())
    })
  },
  {
    what: 'a change that a refused one overwrites',
    code: 'TWO_FACTOR_REPOSITORY_LOST_UPDATE',
    message: /the one that was answered with true is not the one that is stored/,
    faulty: saving(async ({ save, put, stored }, row, expected) => {
      if (expected === undefined || stored() !== expected) return await save(row, expected)
      await turn()
      return await save(row, expected) || put(row)
    })
  },
  {
    what: 'a duplicate key that is an error',
    code: 'TWO_FACTOR_REPOSITORY_LOST_RACE_REJECTED',
    message: /"duplicate key"/,
    faulty: saving(async ({ save, stored }, row, expected) => {
      if (expected === undefined && stored() !== undefined) throw new Error('duplicate key')
      return await save(row, expected)
    })
  },
  {
    what: 'a duplicate key of long ago that is an error',
    code: 'TWO_FACTOR_REPOSITORY_LOST_RACE_REJECTED',
    message: /"duplicate key"/,
    faulty (sound, rows) {
      rows.set('aB3x', { record: '{}', enabled: false, revision: 7 })
      return saving(async ({ save, stored }, row, expected) => {
        if (expected === undefined && stored() === 7) throw new Error('duplicate key')
        return await save(row, expected)
      })(sound, rows)
    }
  },
  {
    what: 'a deadlock that is an error',
    code: 'TWO_FACTOR_REPOSITORY_LOST_RACE_REJECTED',
    message: /"deadlock detected"/,
    faulty: crowded(async ({ save }, row, expected, isFirst) => {
      if (!isFirst && expected !== undefined) throw new Error('deadlock detected')
      return await save(row, expected)
    })
  },
  {
    what: 'an answer that is missing in a crowd only',
    code: 'TWO_FACTOR_REPOSITORY_ANSWER_INVALID',
    faulty: crowded(async ({ save }, row, expected, isFirst) => {
      const saved = await save(row, expected)
      return isFirst ? saved : undefined
    })
  },
  {
    what: 'writers who all give way to each other',
    code: 'TWO_FACTOR_REPOSITORY_NO_WINNER',
    faulty: crowded(async ({ save }, row, expected, _isFirst, isAlone) => isAlone && await save(row, expected))
  },
  {
    what: 'a row that is written piece by piece',
    code: 'TWO_FACTOR_REPOSITORY_TORN_ROW',
    faulty: (sound, rows) => ({
      async saveTwoFactor (userId, row, expected, events) {
        const record = rows.get(userId)?.record ?? row.record
        const saved = await sound.saveTwoFactor(userId, { ...row, record }, expected, events)
        await turn()
        return saved && rows.set(userId, { ...row }).has(userId)
      }
    })
  },
  {
    what: 'a replica that lags one read behind',
    code: 'TWO_FACTOR_REPOSITORY_STALE_READ',
    message: /from the primary/,
    faulty (sound) {
      const replica = new Map<string, TwoFactorRow | null | undefined>()
      return {
        async findTwoFactor (userId) {
          const row = replica.get(userId)
          replica.set(userId, await sound.findTwoFactor(userId))
          return row
        }
      }
    }
  },
  {
    what: 'a replica that lags behind after forty changes',
    code: 'TWO_FACTOR_REPOSITORY_STALE_READ',
    faulty (sound, rows) {
      let changes = 0
      let earlier: TwoFactorRow | undefined
      return {
        async saveTwoFactor (userId, row, expected, events) {
          const before = rows.get(userId)
          const saved = await sound.saveTwoFactor(userId, row, expected, events)
          if (saved && ++changes > 40) earlier = before
          return saved
        },
        async findTwoFactor (userId) {
          return earlier ?? await sound.findTwoFactor(userId)
        }
      }
    }
  }
]

/** Saves that take a turn and know of each other. */
function crowded (save: (saving: Saving, row: TwoFactorRow, expected: number | undefined, isFirst: boolean, isAlone: boolean) => Promise<unknown>): Fault['faulty'] {
  let running = 0
  return saving(async (saving, row, expected) => {
    const isFirst = running++ === 0
    await turn()
    const isAlone = running === 1
    await turn()
    running--
    return await save(saving, row, expected, isFirst, isAlone)
  })
}
