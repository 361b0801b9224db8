import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql, type Kysely } from 'kysely'
import t from 'tap'
import { openEventLog, type EventLog } from '../../example-app/event-log.js'
import { moveEvents } from '../../example-app/move-events.js'
import type { Tables } from '../../example-app/tables.js'
import { sqliteDatabase, type Around } from '../support/databases.js'

interface Moving {
  /** Lines of the log, in their order. */
  lines: string[]
  failures: unknown[]
  /** Resolves once it has stopped, rejects with what ended it. */
  ended: Promise<void>
  stop: () => void
  /** What is still in the table. */
  waiting: () => Promise<string[]>
  insert: (position: number, event: string) => Promise<unknown>
}

/** Moves events from a database in which this happens around each statement, to a log in memory or the given one. */
async function move (events: readonly string[], around: Around, { log: given, pause = 1 }: { log?: Partial<EventLog>, pause?: number } = {}): Promise<Moving> {
  let begun = false
  const during = (what: (() => void) | undefined) => (): void => { if (begun) what?.() }
  const db = sqliteDatabase({ before: during(around.before), after: during(around.after) })
  await sql`create table two_factor_events (position integer primary key autoincrement, event text not null)`.execute(db)
  for (const event of events) await sql`insert into two_factor_events (event) values (${event})`.execute(db)
  const lines: string[] = []
  const failures: unknown[] = []
  const stopping = new AbortController()
  const log: EventLog = { append: async events => { lines.push(...events) }, close: async () => {}, ...given }
  begun = true
  const onFailure = (error: unknown): void => {
    // what should have ended it by now
    if (failures.push(error) > 100) stopping.abort()
  }
  const ended = moveEvents(db as unknown as Kysely<Tables>, log, { signal: stopping.signal, onFailure, pause })
  return {
    lines,
    failures,
    ended,
    stop: () => { stopping.abort() },
    insert: async (position, event) => await sql`insert into two_factor_events values (${position}, ${event})`.execute(db),
    async waiting () {
      begun = false
      return (await sql<{ event: string }>`select event from two_factor_events order by position`.execute(db)).rows.map(({ event }) => event)
    }
  }
}

const names = Array.from({ length: 250 }, (_, index) => `event ${index}`)

t.test('whichever statement fails, before it was done or after, the events are moved all the same, each once and in their order', async t => {
  // a page is a read, a begin, a hundred deletions and a commit; a begin of which the answer is lost stays open here, as it does nowhere else
  const statements = { before: [1, 2, 3, 50, 102, 103, 104], after: [1, 3, 50, 102, 103, 104] }
  for (const place of ['before', 'after'] as const) {
    for (const number of statements[place]) {
      let left = number
      const moving = await move(names, { [place]: () => { if (--left === 0) throw new Error('the connection broke') } })
      while (moving.lines.length < names.length) await new Promise(setImmediate)
      moving.stop()
      await moving.ended
      t.strictSame(moving.lines, names, `${place} ${number}`)
      t.equal(moving.failures.length, 1, `${place} ${number}`)
      t.strictSame(await moving.waiting(), [], `${place} ${number}`)
    }
  }
})

t.test('a database that stays away is asked again and again, and the events are moved once it is back', async t => {
  let tries = 0
  const moving = await move(['one', 'two'], { before: () => { if (++tries <= 20) throw new Error('away') } })
  while (moving.lines.length < 2) await new Promise(setImmediate)
  moving.stop()
  await moving.ended
  t.equal(moving.failures.length, 20)
  t.strictSame([moving.lines, await moving.waiting()], [['one', 'two'], []])
})

t.test('an event with a lower number, which is committed while others are written to the log, is moved too', async t => {
  const written: string[] = []
  let isLate = true
  const log = {
    async append (events: readonly string[]) {
      written.push(...events)
      if (isLate) await moving.insert(-1, 'late')
      isLate = false
    }
  }
  const moving = await move(['one', 'two'], {}, { log })
  for (let turn = 0; turn < 1000 && written.length < 3; turn++) await new Promise(setImmediate)
  moving.stop()
  await moving.ended
  t.strictSame([written, await moving.waiting()], [['one', 'two', 'late'], []])
})

t.test('it does not wait as long as there are events', async t => {
  const moving = await move(names, {}, { pause: 1_000_000 })
  for (let turn = 0; turn < 10_000 && moving.lines.length < names.length; turn++) await new Promise(setImmediate)
  moving.stop()
  await moving.ended
  t.equal(moving.lines.length, names.length)
})

t.test('it stops while the database is away', async t => {
  const moving = await move(['one'], { before: () => { throw new Error('away') } })
  while (moving.failures.length < 2) await new Promise(setImmediate)
  moving.stop()
  await t.resolves(moving.ended)
  t.strictSame([moving.lines, await moving.waiting()], [[], ['one']])
})

t.test('a mistake in the program, and a log that cannot be written, end it, and the events stay in the table', async t => {
  for (const mistake of [new TypeError('x is not a function'), new ReferenceError('x is not defined'), new RangeError('too long')]) {
    const moving = await move(['one'], { before: () => { throw mistake } })
    await t.rejects(moving.ended, mistake)
    t.strictSame([moving.failures, await moving.waiting()], [[], ['one']])
  }
  const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
  const moving = await move(['one'], {}, { log: { append: async () => { throw full } } })
  await t.rejects(moving.ended, full)
  t.strictSame([moving.failures, await moving.waiting()], [[], ['one']])
})

t.test('an event leaves the table only once its line is on the disk, and a new log only once its directory is', async t => {
  const { openEventLog } = await t.mockImport<typeof import('../../example-app/event-log.js')>('../../example-app/event-log.js', { 'node:fs/promises': { open: recorded } })
  const steps: string[] = []
  const directory = t.testdir()
  const file = join(directory, 'events.log')
  async function recorded (path: string): Promise<object> {
    steps.push(`open ${path}`)
    return {
      stat: async () => ({ size: 0 }),
      read: async () => ({ buffer: Buffer.alloc(1) }),
      appendFile: async (text: string) => { steps.push(`write ${text}`) },
      sync: async () => { steps.push(`sync ${path}`) },
      close: async () => { steps.push(`close ${path}`) }
    }
  }
  const log = await openEventLog(file)
  t.strictSame(steps.splice(0), [`open ${file}`, `open ${directory}`, `sync ${directory}`, `close ${directory}`])
  const moving = await move(['one'], { before: () => { steps.push('statement') } }, { log })
  while (steps.length < 7) await new Promise(setImmediate)
  moving.stop()
  await moving.ended
  t.strictSame(steps.slice(0, 6), ['statement', 'write one\n', `sync ${file}`, ...['begin', 'delete', 'commit'].map(() => 'statement')])
  await log.close()
  t.equal(steps.at(-1), `close ${file}`)
})

t.test('a line that broke off is ended, and what was whole is left as it is', async t => {
  const directory = t.testdir({ 'broken.log': '{"id":"one"}\n{"id":', 'whole.log': '{"id":"one"}\n', 'empty.log': '' })
  for (const [name, before] of [['broken.log', '{"id":"one"}\n{"id":\n'], ['whole.log', '{"id":"one"}\n'], ['empty.log', ''], ['new.log', '']] as const) {
    const log = await openEventLog(join(directory, name))
    await log.append(['{"id":"two"}', '{"id":"three"}'])
    await log.close()
    t.equal(readFileSync(join(directory, name), 'utf8'), `${before}{"id":"two"}\n{"id":"three"}\n`, name)
  }
})
