import type { TwoFactorRow } from '../../../../lib/index.js'
import { finding, saving, storing, type Fault } from '../faulty-repository.js'

export const faultyRows: readonly Fault[] = [
  {
    what: 'a row made up for a user who has none',
    code: 'TWO_FACTOR_REPOSITORY_ROW_INVENTED',
    faulty: sound => ({ findTwoFactor: async userId => await sound.findTwoFactor(userId) ?? { record: '{}', enabled: false, revision: 0 } })
  },
  {
    what: 'a record that comes back parsed',
    code: 'TWO_FACTOR_REPOSITORY_ROW_INVALID',
    message: /`record` as an object.*text column/,
    faulty: finding(row => ({ ...row, record: JSON.parse(row.record) }))
  },
  {
    what: 'an empty row for a user who has none',
    code: 'TWO_FACTOR_REPOSITORY_ROW_INVALID',
    message: /`record` as null.*no row where nothing was saved/,
    faulty: sound => ({ findTwoFactor: async userId => await sound.findTwoFactor(userId) ?? { record: null, enabled: null, revision: null } as unknown as TwoFactorRow })
  },
  {
    what: 'enabled as a number',
    code: 'TWO_FACTOR_REPOSITORY_ROW_INVALID',
    message: /`enabled` as [01] \(number\)/,
    faulty: finding(row => ({ ...row, enabled: Number(row.enabled) }))
  },
  {
    what: 'a revision as text',
    code: 'TWO_FACTOR_REPOSITORY_ROW_INVALID',
    message: /`revision` as \d+ \(string\).*Number/,
    faulty: finding(row => ({ ...row, revision: String(row.revision) }))
  },
  {
    what: 'reads that all fail',
    code: 'TWO_FACTOR_REPOSITORY_REJECTED',
    message: /findTwoFactor\(".*"\) rejects with "down"/,
    faulty: () => ({
      async findTwoFactor () {
        throw 'down' // eslint-disable-line no-throw-literal
      }
    })
  },
  {
    what: 'trimmed text',
    code: 'TWO_FACTOR_REPOSITORY_RECORD_CHANGED',
    message: /instead of U\+000D/,
    faulty: storingRecord(record => record.trim())
  },
  {
    what: 'trailing spaces lost',
    code: 'TWO_FACTOR_REPOSITORY_RECORD_CHANGED',
    message: /the end instead of U\+000D/,
    faulty: storingRecord(record => record.trimEnd())
  },
  {
    what: 'line ends changed',
    code: 'TWO_FACTOR_REPOSITORY_RECORD_CHANGED',
    message: /U\+000A instead of U\+000D/,
    faulty: storingRecord(record => record.replaceAll('\r\n', '\n'))
  },
  {
    what: 'a JSON column',
    code: 'TWO_FACTOR_REPOSITORY_RECORD_CHANGED',
    message: /not as JSON/,
    faulty: storingRecord(record => JSON.stringify(JSON.parse(record)))
  },
  {
    what: 'normalised text',
    code: 'TWO_FACTOR_REPOSITORY_RECORD_CHANGED',
    message: /U\+00E1 instead of U\+0061/,
    faulty: storingRecord(record => record.normalize('NFC'))
  },
  {
    what: 'a Latin-1 column',
    code: 'TWO_FACTOR_REPOSITORY_RECORD_CHANGED',
    message: /U\+003F instead of U\+0130/,
    faulty: storingRecord(record => record.replace(/[^\0-\u00ff]/gu, '?'))
  },
  {
    what: 'a column for the basic plane only',
    code: 'TWO_FACTOR_REPOSITORY_RECORD_CHANGED',
    message: /U\+003F instead of U\+1F600/,
    faulty: storingRecord(record => record.replace(/[\u{10000}-\u{10ffff}]/gu, '?'))
  },
  {
    what: 'a column of 16 KB',
    code: 'TWO_FACTOR_REPOSITORY_RECORD_CHANGED',
    message: /16384 came back.*the end instead of U\+0078/,
    faulty: storingRecord(record => record.slice(0, 16_384))
  },
  {
    what: 'enabled that is not stored',
    code: 'TWO_FACTOR_REPOSITORY_ENABLED_CHANGED',
    message: /saved as true and comes back as false/,
    faulty: storing(row => ({ ...row, enabled: false }))
  },
  {
    what: 'a revision that the repository counts itself',
    code: 'TWO_FACTOR_REPOSITORY_REVISION_CHANGED',
    faulty: saving(async ({ save, stored }, row, expected) => await save({ ...row, revision: (stored() ?? 0) + 1 }, expected))
  },
  {
    what: 'a revision that is stored as a float',
    code: 'TWO_FACTOR_REPOSITORY_REVISION_CHANGED',
    message: /bigint/,
    faulty: storing(row => ({ ...row, revision: Math.min(Math.fround(row.revision), Number.MAX_SAFE_INTEGER) }))
  },
  {
    what: 'a revision that is cut to 32 bits',
    code: 'TWO_FACTOR_REPOSITORY_REVISION_CHANGED',
    faulty: storing(row => ({ ...row, revision: row.revision >>> 0 }))
  },
  {
    what: 'a stored row that is the object of who saved it',
    code: 'TWO_FACTOR_REPOSITORY_LIVE_ROW',
    message: /that was saved/,
    faulty: (sound, rows) => ({ saveTwoFactor: async (userId, row, expected, events) => await sound.saveTwoFactor(userId, row, expected, events) && rows.set(userId, row).has(userId) })
  },
  {
    what: 'a stored row that whoever finds it can change',
    code: 'TWO_FACTOR_REPOSITORY_LIVE_ROW',
    message: /findTwoFactor gave/,
    faulty: (_sound, rows) => ({ findTwoFactor: async userId => rows.get(userId) })
  }
]

function storingRecord (change: (record: string) => string): Fault['faulty'] {
  return storing(row => ({ ...row, record: change(row.record) }))
}
