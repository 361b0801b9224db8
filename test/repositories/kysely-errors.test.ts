import t from 'tap'
import { kyselyTwoFactorStore } from '../../lib/repositories/kysely.js'
import { isLostRace } from '../../lib/repositories/lost-race.js'
import { scriptedDatabase } from '../support/databases.js'

const row = { record: '{}', enabled: true, revision: 7 }
const lost = [
  '23505', '40001', '40P01', '55P03', 'ER_DUP_ENTRY', 'ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', 'ER_CHECKREAD', 'SQLITE_BUSY', 'SQLITE_BUSY_RECOVERY', 'SQLITE_BUSY_SNAPSHOT', 'SQLITE_BUSY_TIMEOUT',
  'SQLITE_LOCKED', 'SQLITE_LOCKED_SHAREDCACHE', 'SQLITE_CONSTRAINT_PRIMARYKEY', 'SQLITE_CONSTRAINT_UNIQUE'
]

/** A database whose writes fail, and where this revision is stored afterwards. */
function failing (error: unknown, stored?: number | (() => never)): ReturnType<typeof scriptedDatabase> {
  return scriptedDatabase('postgres', ({ sql }) => {
    if (!sql.startsWith('select')) throw error
    if (typeof stored === 'function') stored()
    return { rows: stored === undefined ? [] : [{ record: '{}', enabled: 1, revision: stored }] }
  })
}

t.test('a lost race is false on every engine, for the first row and for a change, without another look', async t => {
  for (const code of lost) {
    for (const expected of [undefined, 5]) {
      const { db, queries } = failing(Object.assign(new Error('lost'), { code }))
      t.equal(await kyselyTwoFactorStore(db).saveTwoFactor('alice', row, expected, []), false, `${code} ${expected}`)
      t.equal(queries.length, 1)
    }
  }
})

t.test('another error is thrown as it is when nothing has changed', async t => {
  for (const code of ['ECONNREFUSED', '42P01', 'ER_NO_SUCH_TABLE', 'SQLITE_FULL', 'SQLITE_CONSTRAINT_NOTNULL', '23502', undefined]) {
    const error = Object.assign(new Error('broken'), { code })
    await t.rejects(kyselyTwoFactorStore(failing(error).db).saveTwoFactor('alice', row, undefined, []), error, String(code))
    await t.rejects(kyselyTwoFactorStore(failing(error, 5).db).saveTwoFactor('alice', row, 5, []), error, String(code))
  }
})

t.test('an error after the save took effect was a save', async t => {
  const error = Object.assign(new Error('connection lost'), { code: 'ECONNRESET' })
  for (const expected of [undefined, 5]) t.equal(await kyselyTwoFactorStore(failing(error, row.revision).db).saveTwoFactor('alice', row, expected, []), true)
})

t.test('an error after which another save is stored is thrown: nobody can tell whether this one was done before it', async t => {
  const error = Object.assign(new Error('connection lost'), { code: 'ECONNRESET' })
  for (const expected of [undefined, 5]) await t.rejects(kyselyTwoFactorStore(failing(error, 99).db).saveTwoFactor('alice', row, expected, []), error)
  await t.rejects(kyselyTwoFactorStore(failing(error).db).saveTwoFactor('alice', row, 5, []), error, 'the row is gone')
})

t.test('an error whose outcome cannot be known is thrown', async t => {
  const error = new Error('connection lost')
  await t.rejects(kyselyTwoFactorStore(failing(error, () => { throw new Error('still down') }).db).saveTwoFactor('alice', row, 5, []), error)
})

t.test('an error while reading is thrown', async t => {
  const { db } = failing(new Error('x'), () => { throw Object.assign(new Error('down'), { code: '23505' }) })
  await t.rejects(kyselyTwoFactorStore(db).findTwoFactor('alice'), { message: 'down' })
})

t.test('only errors with the code of a lost race are one', async t => {
  for (const error of [undefined, null, 'SQLITE_BUSY', 23505, {}, new Error('SQLITE_BUSY'), { code: 23505 }, { code: 'sqlite_busy' }]) t.equal(isLostRace(error), false, String(error))
  t.equal(isLostRace({ code: '23505' }), true)
})
