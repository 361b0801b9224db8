import { setImmediate as turn } from 'node:timers/promises'
import type { ConformanceErrorCode } from '../../lib/repositories/conformance.js'
import type { TwoFactorRow, TwoFactorUser, UserRepository } from '../../lib/index.js'

export const userIds = ['aB3x', 'bob'] as const

type Rows = Map<string, TwoFactorRow>

/** A repository without a fault over these rows. */
function soundRepository (rows: Rows): UserRepository {
  return {
    async findUser (userId) {
      return (userIds as readonly string[]).includes(userId) ? { accountName: userId } : undefined
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

/** A fault: what it is, how the check calls it, and the methods that have it. */
export interface Fault {
  what: string
  code: ConformanceErrorCode
  /** Part of the message, where the code does not say it all. */
  message?: RegExp
  faulty (sound: UserRepository, rows: Rows): Partial<UserRepository>
}

export function faultyRepository ({ faulty }: Fault): UserRepository {
  const rows: Rows = new Map()
  const sound = soundRepository(rows)
  return { ...sound, ...faulty(sound, rows) }
}

/** Users whose answer is changed. */
function user (change: (user: TwoFactorUser | undefined) => object | undefined): Fault['faulty'] {
  return sound => ({
    async findUser (userId) {
      return change(await sound.findUser(userId) ?? undefined) as TwoFactorUser | undefined
    }
  })
}

/** Rows that change on the way in. */
function stored (change: (row: TwoFactorRow) => TwoFactorRow): Fault['faulty'] {
  return sound => ({
    async saveTwoFactor (userId, row, expectedRevision) {
      return await sound.saveTwoFactor(userId, change(row), expectedRevision)
    }
  })
}

/** Rows that change on the way out. */
function found (change: (row: TwoFactorRow) => object): Fault['faulty'] {
  return sound => ({
    async findTwoFactor (userId) {
      const row = await sound.findTwoFactor(userId)
      return row && change(row) as TwoFactorRow
    }
  })
}

function recordStored (change: (record: string) => string): Fault['faulty'] {
  return stored(row => ({ ...row, record: change(row.record) }))
}

/** Rows under ids that several users share. */
function underId (idOf: (userId: string) => string): Fault['faulty'] {
  return sound => ({
    async findTwoFactor (userId) {
      return await sound.findTwoFactor(idOf(userId))
    },
    async saveTwoFactor (userId, row, expectedRevision) {
      return await sound.saveTwoFactor(idOf(userId), row, expectedRevision)
    }
  })
}

/** Saves of one's own making. */
function saving (save: (context: { sound: UserRepository, rows: Rows }, ...args: Parameters<UserRepository['saveTwoFactor']>) => Promise<unknown>): Fault['faulty'] {
  return (sound, rows) => ({
    async saveTwoFactor (...args) {
      return await save({ sound, rows }, ...args) as boolean
    }
  })
}

const users: Fault[] = [
  { what: 'a user who is not found', code: 'TWO_FACTOR_REPOSITORY_USER_MISSING', message: /"aB3x"/, faulty: user(() => undefined) },
  { what: 'a user without an accountName', code: 'TWO_FACTOR_REPOSITORY_USER_INVALID', message: /accountName of "aB3x" as undefined/, faulty: user(() => ({})) },
  { what: 'a policy that does not exist', code: 'TWO_FACTOR_REPOSITORY_USER_INVALID', message: /'optional' or 'required'/, faulty: user(user => user && { ...user, twoFactor: true }) },
  { what: 'a database\'s 0 instead of false', code: 'TWO_FACTOR_REPOSITORY_USER_INVALID', message: /trustClients of "aB3x" as 0 \(number\)/, faulty: user(user => user && { ...user, hasPassword: true, trustClients: 0 }) },
  { what: 'a date as text', code: 'TWO_FACTOR_REPOSITORY_USER_INVALID', message: /graceEndsAt.*valid Date/, faulty: user(user => user && { ...user, locale: null, issuerName: 'Acme', graceEndsAt: '2026-01-01' }) },
  { what: 'a user made up for an unknown id', code: 'TWO_FACTOR_REPOSITORY_USER_INVENTED', faulty: user(user => user ?? { accountName: 'nobody' }) },
  { what: 'an unknown user who is an error', code: 'TWO_FACTOR_REPOSITORY_REJECTED', message: /findUser\("nobody-.*not found/, faulty: user(user => user ?? (() => { throw new Error('not found') })()) },
  { what: 'a row made up for whom has none', code: 'TWO_FACTOR_REPOSITORY_ROW_INVENTED', faulty: sound => ({ findTwoFactor: async userId => await sound.findTwoFactor(userId) ?? { record: '{}', enabled: false, revision: 0 } }) }
]

const types: Fault[] = [
  { what: 'a record that comes back parsed', code: 'TWO_FACTOR_REPOSITORY_ROW_INVALID', message: /`record` as an object.*text column/, faulty: found(row => ({ ...row, record: JSON.parse(row.record) })) },
  { what: 'enabled as a number', code: 'TWO_FACTOR_REPOSITORY_ROW_INVALID', message: /`enabled` as [01] \(number\)/, faulty: found(row => ({ ...row, enabled: Number(row.enabled) })) },
  { what: 'a revision as text', code: 'TWO_FACTOR_REPOSITORY_ROW_INVALID', message: /`revision` as \d+ \(string\).*Number/, faulty: found(row => ({ ...row, revision: String(row.revision) })) },
  { what: 'a count of rows as the answer', code: 'TWO_FACTOR_REPOSITORY_ANSWER_INVALID', message: /1 \(number\)/, faulty: saving(async ({ sound }, ...args) => Number(await sound.saveTwoFactor(...args))) },
  { what: 'no answer to a save', code: 'TWO_FACTOR_REPOSITORY_ANSWER_INVALID', message: /undefined/, faulty: saving(async ({ sound }, ...args) => { await sound.saveTwoFactor(...args) }) },
  { what: 'saves that all fail', code: 'TWO_FACTOR_REPOSITORY_REJECTED', message: /saveTwoFactor\("aB3x"\) rejects with "no such table"/, faulty: saving(async () => { throw new Error('no such table') }) },
  { what: 'a failure that is no error', code: 'TWO_FACTOR_REPOSITORY_REJECTED', message: /rejects with "down"/, faulty: () => ({ findTwoFactor: async () => await Promise.reject('down') }) } // eslint-disable-line prefer-promise-reject-errors
]

const rowsChanged: Fault[] = [
  { what: 'a save that stores nothing', code: 'TWO_FACTOR_REPOSITORY_NOTHING_STORED', faulty: saving(async () => true) },
  { what: 'a change that stores nothing', code: 'TWO_FACTOR_REPOSITORY_NOTHING_STORED', faulty: saving(async ({ sound, rows }, userId, row, expectedRevision) => expectedRevision === undefined ? await sound.saveTwoFactor(userId, row, undefined) : rows.get(userId)?.revision === expectedRevision) },
  { what: 'trimmed text', code: 'TWO_FACTOR_REPOSITORY_RECORD_CHANGED', message: /instead of U\+000D/, faulty: recordStored(record => record.trim()) },
  { what: 'trailing spaces lost', code: 'TWO_FACTOR_REPOSITORY_RECORD_CHANGED', message: /the end instead of U\+000D/, faulty: recordStored(record => record.trimEnd()) },
  { what: 'line ends changed', code: 'TWO_FACTOR_REPOSITORY_RECORD_CHANGED', message: /U\+000A instead of U\+000D/, faulty: recordStored(record => record.replaceAll('\r\n', '\n')) },
  { what: 'a JSON column', code: 'TWO_FACTOR_REPOSITORY_RECORD_CHANGED', message: /not as JSON/, faulty: recordStored(record => JSON.stringify(JSON.parse(record))) },
  { what: 'normalised text', code: 'TWO_FACTOR_REPOSITORY_RECORD_CHANGED', message: /U\+00E1 instead of U\+0061/, faulty: recordStored(record => record.normalize('NFC')) },
  { what: 'a Latin-1 column', code: 'TWO_FACTOR_REPOSITORY_RECORD_CHANGED', message: /U\+003F instead of U\+0130/, faulty: recordStored(record => record.replace(/[^\0-\u00ff]/gu, '?')) },
  { what: 'a column for the basic plane only', code: 'TWO_FACTOR_REPOSITORY_RECORD_CHANGED', message: /U\+003F instead of U\+1F600/, faulty: recordStored(record => record.replace(/[\u{10000}-\u{10ffff}]/gu, '?')) },
  { what: 'a column of 16 KB', code: 'TWO_FACTOR_REPOSITORY_RECORD_CHANGED', message: /16384 came back.*the end instead of U\+0078/, faulty: recordStored(record => record.slice(0, 16_384)) },
  { what: 'enabled that is not stored', code: 'TWO_FACTOR_REPOSITORY_ENABLED_CHANGED', message: /saved as true and comes back as false/, faulty: stored(row => ({ ...row, enabled: false })) },
  { what: 'a revision of the repository\'s own', code: 'TWO_FACTOR_REPOSITORY_REVISION_CHANGED', faulty: saving(async ({ sound, rows }, userId, row, expectedRevision) => await sound.saveTwoFactor(userId, { ...row, revision: (rows.get(userId)?.revision ?? 0) + 1 }, expectedRevision)) },
  { what: 'a revision rounded to a float', code: 'TWO_FACTOR_REPOSITORY_REVISION_CHANGED', message: /bigint/, faulty: stored(row => ({ ...row, revision: Math.trunc(Math.fround(row.revision) / 2) })) },
  { what: 'a revision cut to 32 bits', code: 'TWO_FACTOR_REPOSITORY_REVISION_CHANGED', faulty: stored(row => ({ ...row, revision: row.revision >>> 0 })) },
  { what: 'a row that is the caller\'s object', code: 'TWO_FACTOR_REPOSITORY_LIVE_ROW', message: /that was saved/, faulty: saving(async ({ sound, rows }, userId, row, expectedRevision) => await sound.saveTwoFactor(userId, row, expectedRevision) && rows.set(userId, row) === rows) },
  { what: 'a row that is the repository\'s object', code: 'TWO_FACTOR_REPOSITORY_LIVE_ROW', message: /findTwoFactor gave/, faulty: (_sound, rows) => ({ findTwoFactor: async userId => rows.get(userId) }) }
]

const comparisons: Fault[] = [
  { what: 'a save that does not compare', code: 'TWO_FACTOR_REPOSITORY_NOT_COMPARED', message: /WHERE user_id = \? AND revision = \?/, faulty: saving(async ({ sound, rows }, userId, row, expectedRevision) => await sound.saveTwoFactor(userId, row, expectedRevision === undefined ? undefined : rows.get(userId)?.revision)) },
  { what: 'a save that compares, but is answered with true all the same', code: 'TWO_FACTOR_REPOSITORY_NOT_COMPARED', faulty: saving(async ({ sound }, userId, row, expectedRevision) => await sound.saveTwoFactor(userId, row, expectedRevision) || expectedRevision !== undefined) },
  { what: 'revisions that are compared as floats', code: 'TWO_FACTOR_REPOSITORY_NOT_COMPARED', message: /expectedRevision was 9007199254740988/, faulty: saving(async ({ sound, rows }, userId, row, expectedRevision = Number.NaN) => await sound.saveTwoFactor(userId, row, Math.fround(rows.get(userId)?.revision ?? Number.NaN) === Math.fround(expectedRevision) ? rows.get(userId)?.revision : expectedRevision || undefined)) },
  { what: 'revisions that are compared as text and number', code: 'TWO_FACTOR_REPOSITORY_REFUSED', message: /although expectedRevision, \d+, is what is stored/, faulty: saving(async ({ sound }, userId, row, expectedRevision) => expectedRevision === undefined && await sound.saveTwoFactor(userId, row, undefined)) },
  { what: 'a refused save that is stored', code: 'TWO_FACTOR_REPOSITORY_STORED_ALTHOUGH_REFUSED', faulty: saving(async ({ sound, rows }, userId, row, expectedRevision) => await sound.saveTwoFactor(userId, row, expectedRevision) || (expectedRevision !== undefined && rows.set(userId, { ...row }) !== rows)) },
  { what: 'a first save that overwrites', code: 'TWO_FACTOR_REPOSITORY_FIRST_SAVE_NOT_EXCLUSIVE', message: /never upsert/, faulty: saving(async ({ sound, rows }, userId, row, expectedRevision) => await sound.saveTwoFactor(userId, row, expectedRevision ?? rows.get(userId)?.revision)) },
  { what: 'a change for an id without a row that is answered with true', code: 'TWO_FACTOR_REPOSITORY_NOTHING_STORED', message: /for whom there is no row/, faulty: saving(async ({ sound, rows }, userId, row, expectedRevision) => await sound.saveTwoFactor(userId, row, expectedRevision) || (expectedRevision !== undefined && !rows.has(userId))) },
  { what: 'a change for an id without a row that makes one', code: 'TWO_FACTOR_REPOSITORY_NOT_COMPARED', message: /nothing is stored/, faulty: saving(async ({ sound, rows }, userId, row, expectedRevision) => await sound.saveTwoFactor(userId, row, rows.has(userId) ? expectedRevision : undefined)) },
  { what: 'a refused change for an id without a row that makes one', code: 'TWO_FACTOR_REPOSITORY_STORED_ALTHOUGH_REFUSED', message: /"nobody-/, faulty: saving(async ({ sound, rows }, userId, row, expectedRevision) => await sound.saveTwoFactor(userId, row, rows.has(userId) ? expectedRevision : undefined) && rows.size < 3 && (userIds as readonly string[]).includes(userId)) },
  { what: 'a change that looks at the revision only', code: 'TWO_FACTOR_REPOSITORY_IDS_CONFUSED', message: /"nobody-.*" and "aB3x"/, faulty: saving(async ({ sound, rows }, userId, row, expectedRevision) => await sound.saveTwoFactor([...rows].find(([, { revision }]) => revision === expectedRevision)?.[0] ?? userId, row, expectedRevision)) },
  { what: 'ids compared without their case', code: 'TWO_FACTOR_REPOSITORY_IDS_CONFUSED', message: /"AB3X" and "aB3x".*varbinary/, faulty: underId(userId => userId.toLowerCase()) },
  { what: 'ids compared without their accents', code: 'TWO_FACTOR_REPOSITORY_IDS_CONFUSED', message: /"áB3x" and "aB3x"/, faulty: underId(userId => userId.normalize('NFD').replace(/\p{M}/gu, '')) },
  { what: 'ids compared without their trailing spaces', code: 'TWO_FACTOR_REPOSITORY_IDS_CONFUSED', message: /"aB3x " and "aB3x"/, faulty: underId(userId => userId.trimEnd()) },
  { what: 'one row for two of the given users', code: 'TWO_FACTOR_REPOSITORY_IDS_CONFUSED', message: /"aB3x" and "bob"/, faulty: underId(userId => userId.replace('bob', 'aB3x')) }
]

const races: Fault[] = [
  {
    what: 'a first save that looks before it writes',
    code: 'TWO_FACTOR_REPOSITORY_FIRST_SAVE_NOT_EXCLUSIVE',
    faulty: saving(async ({ sound, rows }, userId, row, expectedRevision) => {
      if (expectedRevision !== undefined) return await sound.saveTwoFactor(userId, row, expectedRevision)
      const exists = rows.has(userId)
      await turn()
      return !exists && await sound.saveTwoFactor(userId, row, rows.get(userId)?.revision)
    })
  },
  {
    what: 'a change that looks before it writes',
    code: 'TWO_FACTOR_REPOSITORY_LOST_UPDATE',
    message: /of 25 parallel saves over one revision 25 were answered with true/,
    faulty: saving(async ({ sound, rows }, userId, row, expectedRevision) => {
      if (rows.get(userId)?.revision !== expectedRevision) return false
      await turn()
      return await sound.saveTwoFactor(userId, row, expectedRevision === undefined ? undefined : rows.get(userId)?.revision)
    })
  },
  {
    what: 'a change that is answered with true and overwritten by one that is refused',
    code: 'TWO_FACTOR_REPOSITORY_LOST_UPDATE',
    message: /not the one that is stored/,
    faulty: saving(async ({ sound, rows }, userId, row, expectedRevision) => {
      if (expectedRevision === undefined || rows.get(userId)?.revision !== expectedRevision) return await sound.saveTwoFactor(userId, row, expectedRevision)
      await turn()
      const isFirst = rows.get(userId)?.revision === expectedRevision
      rows.set(userId, { ...row })
      return isFirst
    })
  },
  {
    what: 'a first save that is overwritten by one that is refused',
    code: 'TWO_FACTOR_REPOSITORY_FIRST_SAVE_NOT_EXCLUSIVE',
    faulty: saving(async ({ sound, rows }, userId, row, expectedRevision) => {
      if (expectedRevision !== undefined || rows.has(userId)) return await sound.saveTwoFactor(userId, row, expectedRevision)
      await turn()
      const isFirst = !rows.has(userId)
      rows.set(userId, { ...row })
      return isFirst
    })
  },
  {
    what: 'a duplicate key that is an error, in a race',
    code: 'TWO_FACTOR_REPOSITORY_LOST_RACE_REJECTED',
    message: /"duplicate key"/,
    faulty: saving(async ({ sound, rows }, userId, row, expectedRevision) => {
      if (expectedRevision === undefined && rows.has(userId)) throw new Error('duplicate key')
      return await sound.saveTwoFactor(userId, row, expectedRevision)
    })
  },
  {
    what: 'a deadlock that is an error',
    code: 'TWO_FACTOR_REPOSITORY_LOST_RACE_REJECTED',
    message: /deadlock/,
    faulty: sound => {
      let running = 0
      return {
        async saveTwoFactor (userId, row, expectedRevision) {
          const isFirst = running++ === 0
          await turn()
          running--
          if (!isFirst && expectedRevision !== undefined) throw new Error('deadlock detected')
          return await sound.saveTwoFactor(userId, row, expectedRevision)
        }
      }
    }
  },
  {
    what: 'an answer that is missing in a race only',
    code: 'TWO_FACTOR_REPOSITORY_ANSWER_INVALID',
    faulty: sound => {
      let running = 0
      return {
        async saveTwoFactor (userId, row, expectedRevision) {
          const isFirst = running++ === 0
          const saved = await sound.saveTwoFactor(userId, row, expectedRevision)
          await turn()
          running--
          return isFirst ? saved : undefined as unknown as boolean
        }
      }
    }
  },
  {
    what: 'writers who all give way to each other',
    code: 'TWO_FACTOR_REPOSITORY_NO_WINNER',
    faulty: sound => {
      let running = 0
      return {
        async saveTwoFactor (userId, row, expectedRevision) {
          running++
          await turn()
          const isAlone = running === 1
          await turn()
          running--
          return isAlone && await sound.saveTwoFactor(userId, row, expectedRevision)
        }
      }
    }
  },
  {
    what: 'a row that is written piece by piece',
    code: 'TWO_FACTOR_REPOSITORY_TORN_ROW',
    faulty: saving(async ({ sound, rows }, userId, row, expectedRevision) => {
      const before = rows.get(userId)
      if (before === undefined) return await sound.saveTwoFactor(userId, row, expectedRevision)
      if (!await sound.saveTwoFactor(userId, { ...row, record: before.record }, expectedRevision)) return false
      await turn()
      return rows.set(userId, { ...row }) === rows
    })
  },
  {
    what: 'a replica that lags behind',
    code: 'TWO_FACTOR_REPOSITORY_STALE_READ',
    message: /from the primary/,
    faulty: (_sound, rows) => {
      const replica = new Map<string, TwoFactorRow>()
      return {
        async findTwoFactor (userId) {
          const row = replica.get(userId)
          const current = rows.get(userId)
          if (current !== undefined) replica.set(userId, { ...current })
          return row
        }
      }
    }
  },
  {
    what: 'one replica of several that lags behind now and then',
    code: 'TWO_FACTOR_REPOSITORY_STALE_READ',
    faulty: (sound, rows) => {
      let reads = 0
      let earlier: TwoFactorRow | undefined
      return {
        async saveTwoFactor (userId, row, expectedRevision) {
          const before = rows.get(userId)
          const saved = await sound.saveTwoFactor(userId, row, expectedRevision)
          if (saved) earlier = before
          return saved
        },
        async findTwoFactor (userId) {
          return ++reads % 97 === 0 ? earlier : await sound.findTwoFactor(userId)
        }
      }
    }
  }
]

export const faults: readonly Fault[] = [...users, ...types, ...rowsChanged, ...comparisons, ...races]
