import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import SqliteFile from 'libsql'
import t, { type Test } from 'tap'
import { sqliteUserRepository } from '../../example-app/recipes/better-sqlite3-repository.js'
import { checkUserRepository, type CheckableRepository } from '../../lib/repositories/conformance.js'
import { createApplication } from '../support/application.js'

const ids = ['aB3x', 'AB3X', 'áB3x', 'aB3x ', 'alice']

/** libsql has the interface of better-sqlite3 and needs no compiler to be installed. */
function open (t: Test, file = ':memory:'): { db: Database, repository: CheckableRepository } {
  const db = new SqliteFile(file) as unknown as Database
  t.teardown(() => { db.close() })
  db.exec('create table users (id text primary key, email text not null, role text not null)')
  db.exec('create table two_factor (user_id text primary key, record text not null, enabled integer not null, revision integer not null)')
  db.exec('create table two_factor_events (position integer primary key autoincrement, user_id text not null, event text not null)')
  const add = db.prepare('insert into users values (?, ?, ?)')
  for (const id of ids) add.run(id, `${id.trim()}@example.com`, id === 'aB3x' ? 'accountant' : 'clerk')
  const events = db.prepare<[string], { event: string }>('select event from two_factor_events where user_id = ? order by position')
  return { db, repository: { ...sqliteUserRepository(db), findEvents: async userId => events.all(userId).map(({ event }) => JSON.parse(event) as object) } }
}

t.test('the check finds no fault in the recipe of a repository by better-sqlite3, events included', async t => {
  const { repository } = open(t)
  t.strictSame(await repository.findUser('aB3x'), { accountName: 'aB3x@example.com', twoFactor: 'required' })
  const [first, ...others] = ids as [string, ...string[]]
  await t.resolves(checkUserRepository(repository, first, ...others))
  await t.resolves(checkUserRepository(repository, first, ...others), 'again, over what is there')
})

t.test('a save that another process kept waiting for too long is a lost race, and leaves neither the row nor an event', async t => {
  const file = join(t.testdir(), 'app.sqlite')
  const { db, repository } = open(t, file)
  db.pragma('busy_timeout = 20')
  const other = new SqliteFile(file)
  t.teardown(() => { other.close() })
  const save = async (): Promise<boolean> => await repository.saveTwoFactor('alice', { record: '{}', enabled: false, revision: 1 }, undefined, [{ id: 'one', type: 'unlocked', userId: 'alice', at: new Date(0) }])
  other.exec('begin immediate')
  t.equal(await save(), false)
  other.exec('rollback')
  t.strictSame([await repository.findTwoFactor('alice'), await repository.findEvents!('alice')], [undefined, []])
  t.equal(await save(), true)
  db.exec('drop table two_factor_events')
  await t.rejects(repository.saveTwoFactor('alice', { record: '{}', enabled: false, revision: 2 }, 1, [{ id: 'two', type: 'unlocked', userId: 'alice', at: new Date(0) }]), { message: /no such table/ })
  t.match(await repository.findTwoFactor('alice'), { revision: 1 })
})

t.test('an application over it enrolls and asks for the code', async t => {
  const { db, repository } = open(t)
  const { enroll, login, code } = await createApplication({ userRepository: repository })
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  t.equal((await browser.post('/two-factor/challenge', { code: code(secret) })).status, 200)
  t.strictSame(db.prepare('select user_id, enabled from two_factor').all(), [{ user_id: 'alice', enabled: 1 }])
  t.match((await repository.findEvents!('alice')), [{ type: 'enabled' }])
})
