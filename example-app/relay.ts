// Takes the events out of their table and writes them to a log that stands apart from the database, one a line. It may be killed at
// any time and started again: an event leaves the table only once its line is on the disk, so that none is lost. One whose line was
// written just before is written again, with the same id: whoever reads the log drops what they have seen. Run one at a time. It needs
// the database and no secret.
import { open, type FileHandle } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import { ConfigError, readDatabaseConfig } from './config.js'
import { openDatabase } from './database.js'
import type { Tables } from './tables.js'

const PAGE = 100
const PAUSE = 1000

const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => { stopping.abort() })

try {
  const db = await openDatabase(readDatabaseConfig(process.env), console)
  const log = await open(process.env['EVENTS_LOG'] || 'events.log', 'a+')
  await endLastLine(log)
  while (!stopping.signal.aborted) {
    if (await relay(db, log) === 0) await wait(PAUSE, undefined, stopping).catch(() => {})
  }
  await log.close()
  await db.destroy()
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error)
  process.exit(1)
}

/** Moves the oldest events, and says how many. By their numbers, and not by all up to the last: a lower one may come later. */
async function relay (db: Kysely<Tables>, log: FileHandle): Promise<number> {
  const rows = await db.selectFrom('two_factor_events').select(['position', 'event']).orderBy('position').limit(PAGE).execute()
  if (rows.length === 0) return 0
  await log.appendFile(rows.map(({ event }) => `${event}\n`).join(''))
  await log.sync()
  await db.deleteFrom('two_factor_events').where('position', 'in', rows.map(({ position }) => position)).execute()
  return rows.length
}

/** A line that broke off when the relay died stays alone: its event is still in the table. */
async function endLastLine (log: FileHandle): Promise<void> {
  const { size } = await log.stat()
  const { buffer: [last] } = await log.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1))
  if (size > 0 && last !== 10) await log.appendFile('\n')
}
