import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { sql, type Kysely } from 'kysely'
import t, { type Test } from 'tap'
import type { SavedTwoFactorEvent } from '../../lib/index.js'
import { createTwoFactorTable, kyselyTwoFactorStore } from '../../lib/repositories/kysely.js'
import { spawnExample } from '../example-app/support.js'
import { startGate } from './cluster/gate.js'
import { databases, type DatabaseName } from './cluster/servers.js'
import { mariadb, ownDatabase, postgres } from './engines.js'
import { madeEvent } from './store-suite.js'

const engines = { postgres, mariadb }
const SOON = 4000
const DEATHS = 3
const users = Array.from({ length: 6 }, (_, index) => `user-${index}`)

interface Outbox {
  db: Kysely<any>
  databaseUrl: string
  /** Saves the next row of a user, with events of these ids. */
  save (userId: string, ...ids: string[]): Promise<void>
  /** How many committed events are in the table. */
  count (): Promise<number>
}

/** An outbox in a database of its own, as the example has it. */
async function openOutbox (t: Test, name: DatabaseName): Promise<Outbox> {
  const databaseUrl = await ownDatabase(t, name)
  const db: Kysely<any> = await engines[name](t, { database: new URL(databaseUrl).pathname.slice(1) })
  const tables = { events: 'two_factor_events' }
  await createTwoFactorTable(db, tables)
  const store = kyselyTwoFactorStore(db, tables)
  const revisions = new Map<string, number>()
  return {
    db,
    databaseUrl,
    async save (userId, ...ids) {
      const before = revisions.get(userId)
      const revision = (before ?? 0) + 1
      const saved = await store.saveTwoFactor(userId, { record: '{}', enabled: false, revision }, before, ids.map(id => ({ ...madeEvent(id), userId })))
      if (!saved) throw new Error('nobody else saves this user')
      revisions.set(userId, revision)
    },
    async count () {
      const { count } = await db.selectFrom('two_factor_events').select(({ fn }) => fn.countAll().as('count')).executeTakeFirstOrThrow()
      return Number(count)
    }
  }
}

/** As a reader of the log takes them: a line that broke off is none. */
function eventsOf (log: string): SavedTwoFactorEvent[] {
  return readFileSync(log, 'utf8').split('\n').flatMap(line => {
    try {
      return [JSON.parse(line) as SavedTwoFactorEvent]
    } catch {
      return []
    }
  })
}

function isIn (log: string, ...ids: string[]): boolean {
  const known = new Set(eventsOf(log).map(({ id }) => id))
  return ids.every(id => known.has(id))
}

/** Waits until it holds, which others bring about, but not for long. */
async function until (what: string, holds: () => boolean | Promise<boolean>, longest = SOON): Promise<void> {
  const last = performance.now() + longest
  while (!await holds()) {
    if (performance.now() > last) throw new Error(`not so within ${longest} ms: ${what}`)
    await wait(10)
  }
}

for (const name of databases) {
  t.test(`a relay that is killed again and again while users change writes each of their events at least once, and each user's in their order (${name})`, { timeout: 120_000 }, async t => {
    const { databaseUrl, save, count } = await openOutbox(t, name)
    const log = join(t.testdir(), 'events.log')
    const env = { DATABASE_URL: databaseUrl, EVENTS_LOG: log }
    const saved = new Map(users.map(userId => [userId, [] as string[]]))
    const over = new AbortController()
    const change = async ([userId, ids]: [string, string[]]): Promise<void> => {
      while (!over.signal.aborted) {
        const given = Array.from({ length: 1 + ids.length % 3 }, (_, index) => `${userId}-${ids.length + index}`)
        await save(userId, ...given)
        ids.push(...given)
        await wait(Math.random() * 30)
      }
    }
    const changing = Promise.all([...saved].map(change))
    changing.catch(() => { over.abort() })

    for (let death = 0; death < DEATHS; death++) {
      const size = existsSync(log) ? readFileSync(log).length : 0
      const { child, ended } = spawnExample(env, 'relay.js')
      await until('it writes', () => existsSync(log) && readFileSync(log).length > size, 30_000)
      await wait(Math.random() * 400)
      child.kill('SIGKILL')
      t.match(await ended, { code: null, stderr: '' })
    }
    over.abort()
    await changing
    const last = spawnExample(env, 'relay.js')
    await until('all are moved', async () => await count() === 0, 60_000)
    last.child.kill('SIGTERM')
    t.match(await last.ended, { code: 0, stderr: '' })

    const events = eventsOf(log)
    for (const [userId, ids] of saved) t.strictSame([...new Set(events.filter(event => event.userId === userId).map(({ id }) => id))], ids, userId)
    const different = new Set(events.map(({ id }) => id)).size
    t.comment(`${different} events; ${events.length - different} written again after ${DEATHS} deaths`)
  })

  t.test(`a relay goes on once a database is back that was away (${name})`, { timeout: 120_000 }, async t => {
    const { databaseUrl, save, count } = await openOutbox(t, name)
    const gate = await startGate(t, databaseUrl)
    const log = join(t.testdir(), 'events.log')
    const { child, ended } = spawnExample({ DATABASE_URL: gate.url, EVENTS_LOG: log }, 'relay.js')
    let said = ''
    child.stderr!.on('data', chunk => { said += String(chunk) })
    await save('alice', 'one')
    await until('the first one is moved', () => existsSync(log) && isIn(log, 'one'), 30_000)
    await gate.close()
    await save('alice', 'two', 'three')
    await until('it says so', () => said.includes('no event was moved'))
    await gate.open()
    await until('the others are moved', async () => await count() === 0)
    child.kill('SIGTERM')
    t.match(await ended, { code: 0 })
    t.strictSame([...new Set(eventsOf(log).map(({ id }) => id))], ['one', 'two', 'three'])
  })
}

t.test('on MariaDB a save that stays open for seconds holds up neither the relay nor other saves', { timeout: 120_000 }, async t => {
  const { db, databaseUrl, save, count } = await openOutbox(t, 'mariadb')
  const log = join(t.testdir(), 'events.log')
  const { child, ended } = spawnExample({ DATABASE_URL: databaseUrl, EVENTS_LOG: log }, 'relay.js')
  await until('it runs', () => existsSync(log), 30_000)
  await db.transaction().execute(async transaction => {
    await sql`insert into two_factor_events (id, user_id, type, at, event) values ('held', 'bob', 'unlocked', 0, ${JSON.stringify({ ...madeEvent('held'), userId: 'bob' })})`.execute(transaction)
    for (let round = 0; round < 3; round++) {
      const ids = [0, 1, 2].map(index => `${round}-${index}`)
      await save('alice', ...ids)
      await until('they are moved', async () => await count() === 0 && isIn(log, ...ids))
    }
    t.notOk(isIn(log, 'held'))
  })
  await until('the one that was held is moved', async () => await count() === 0 && isIn(log, 'held'))
  child.kill('SIGTERM')
  t.match(await ended, { code: 0, stderr: '' })
})
