import { isUser, saving, type Fault } from '../faulty-repository.js'

export const faultySaves: readonly Fault[] = [
  {
    what: 'a count of rows as the answer',
    code: 'TWO_FACTOR_REPOSITORY_ANSWER_INVALID',
    message: /1 \(number\)/,
    faulty: saving(async ({ save }, row, expected) => Number(await save(row, expected)))
  },
  {
    what: 'no answer at all',
    code: 'TWO_FACTOR_REPOSITORY_ANSWER_INVALID',
    message: /undefined/,
    faulty: saving(async ({ save }, row, expected) => { await save(row, expected) })
  },
  {
    what: 'saves that all fail',
    code: 'TWO_FACTOR_REPOSITORY_REJECTED',
    message: /saveTwoFactor\("aB3x"\) rejects with "no such table"/,
    faulty: saving(async () => { throw new Error('no such table') })
  },
  {
    what: 'a save that stores nothing',
    code: 'TWO_FACTOR_REPOSITORY_NOTHING_STORED',
    faulty: saving(async () => true)
  },
  {
    what: 'a change that stores nothing',
    code: 'TWO_FACTOR_REPOSITORY_NOTHING_STORED',
    faulty: saving(async ({ save, stored }, row, expected) => expected === undefined ? await save(row, expected) : stored() === expected)
  },
  {
    what: 'a save that does not compare',
    code: 'TWO_FACTOR_REPOSITORY_NOT_COMPARED',
    message: /WHERE user_id = \? AND revision = \?/,
    faulty: saving(async ({ save, stored }, row, expected) => await save(row, expected === undefined ? undefined : stored()))
  },
  {
    what: 'a save that compares, but is answered with true all the same',
    code: 'TWO_FACTOR_REPOSITORY_NOT_COMPARED',
    faulty: saving(async ({ save }, row, expected) => await save(row, expected) || expected !== undefined)
  },
  {
    what: 'revisions that are compared as floats',
    code: 'TWO_FACTOR_REPOSITORY_NOT_COMPARED',
    message: /expectedRevision was 9007199254740988 and 9007199254740989 is stored/,
    faulty: saving(async ({ save, stored }, row, expected) => await save(row, Math.fround(Number(expected)) === Math.fround(Number(stored())) ? stored() : expected))
  },
  {
    what: 'revisions that are never the same, as text and as a number',
    code: 'TWO_FACTOR_REPOSITORY_REFUSED',
    message: /although expectedRevision, \d+, is what is stored/,
    faulty: saving(async ({ save }, row, expected) => expected === undefined && await save(row, expected))
  },
  {
    what: 'a refused save that is stored',
    code: 'TWO_FACTOR_REPOSITORY_STORED_ALTHOUGH_REFUSED',
    message: /"aB3x"/,
    faulty: saving(async ({ save, put }, row, expected) => await save(row, expected) || (expected !== undefined && put(row)))
  },
  {
    what: 'a first save that overwrites',
    code: 'TWO_FACTOR_REPOSITORY_FIRST_SAVE_NOT_EXCLUSIVE',
    message: /never upsert/,
    faulty: saving(async ({ save, stored }, row, expected) => await save(row, expected ?? stored()))
  },
  {
    what: 'a first save that overwrites a row of long ago',
    code: 'TWO_FACTOR_REPOSITORY_FIRST_SAVE_NOT_EXCLUSIVE',
    faulty (sound, rows) {
      rows.set('aB3x', { record: '{}', enabled: false, revision: 7 })
      return saving(async ({ save, stored }, row, expected) => await save(row, expected ?? (stored() === 7 ? 7 : undefined)))(sound, rows)
    }
  },
  {
    what: 'a change for a user without a row that is answered with true',
    code: 'TWO_FACTOR_REPOSITORY_NOTHING_STORED',
    message: /"nobody-.*for whom there is no row/,
    faulty: saving(async ({ save, stored }, row, expected) => await save(row, expected) || (expected !== undefined && stored() === undefined))
  },
  {
    what: 'a change for a user without a row that makes one',
    code: 'TWO_FACTOR_REPOSITORY_NOT_COMPARED',
    message: /nothing is stored/,
    faulty: saving(async ({ save, stored }, row, expected) => await save(row, stored() === undefined ? undefined : expected))
  },
  {
    what: 'a refused change for a user without a row that makes one',
    code: 'TWO_FACTOR_REPOSITORY_STORED_ALTHOUGH_REFUSED',
    message: /"nobody-/,
    faulty: saving(async ({ save, put, userId }, row, expected) => isUser(userId) ? await save(row, expected) : put(row))
  }
]
