import { under, type Fault } from '../faulty-repository.js'

export const faultyIds: readonly Fault[] = [
  {
    what: 'ids compared without their case',
    code: 'TWO_FACTOR_REPOSITORY_IDS_CONFUSED',
    message: /"AB3X" and "aB3x".*varbinary/,
    faulty: under(userId => userId.toLowerCase())
  },
  {
    what: 'ids compared without their accents',
    code: 'TWO_FACTOR_REPOSITORY_IDS_CONFUSED',
    message: /"áB3x" and "aB3x"/,
    faulty: under(userId => userId.normalize('NFD').replace(/\p{M}/gu, ''))
  },
  {
    what: 'ids compared without their trailing spaces',
    code: 'TWO_FACTOR_REPOSITORY_IDS_CONFUSED',
    message: /"aB3x " and "aB3x"/,
    faulty: under(userId => userId.trimEnd())
  },
  {
    what: 'one row for two of the given users',
    code: 'TWO_FACTOR_REPOSITORY_IDS_CONFUSED',
    message: /"aB3x" and "bob"/,
    faulty: under(userId => userId.replace('bob', 'aB3x'))
  },
  {
    what: 'a change that looks for the revision alone',
    code: 'TWO_FACTOR_REPOSITORY_IDS_CONFUSED',
    message: /"nobody-.*" and "aB3x"/,
    faulty: (sound, rows) => ({
      async saveTwoFactor (userId, row, expected, events) {
        const [owner = userId] = [...rows].find(([, { revision }]) => revision === expected) ?? []
        return await sound.saveTwoFactor(owner, row, expected, events)
      }
    })
  }
]
