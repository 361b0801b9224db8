import { setTimeout as wait } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { EventLog } from './event-log.js'
import type { Tables } from './tables.js'

const PAGE = 100
const PAUSE = 1000

type Row = Pick<Tables['two_factor_events'], 'position' | 'event'>

export interface MovingOptions {
  /** Ends it, once what was begun is done. */
  signal: AbortSignal
  /** Told of a statement that failed and will be tried again. */
  onFailure: (error: unknown) => void
  /** Milliseconds until the next look where there was nothing, or a statement failed. */
  pause?: number
}

/**
 * Moves the events from their table to the log, the oldest first, until it is told to stop. It outlives a database that is away or
 * too slow; what it cannot mend by another try, as a log that is full, it rejects with.
 */
export async function moveEvents (
  db: Kysely<Tables>,
  log: EventLog,
  { signal, onFailure, pause = PAUSE }: MovingOptions
): Promise<void> {
  // on the disk, and perhaps still in the table
  let written: readonly Row[] = []
  while (!signal.aborted) {
    try {
      if (written.length === 0) written = await write(db, log)
      if (written.length > 0) {
        await statement(() => remove(db, written))
        written = []
        continue
      }
    } catch (error) {
      if (!(error instanceof StatementFailed)) throw error
      onFailure(error.cause)
    }
    await wait(pause, undefined, { signal }).catch(() => {})
  }
}

/** Writes the oldest events to the log, and gives them. */
async function write (db: Kysely<Tables>, log: EventLog): Promise<readonly Row[]> {
  const query = db.selectFrom('two_factor_events').select(['position', 'event']).orderBy('position').limit(PAGE)
  const rows = await statement(() => query.execute())
  if (rows.length > 0) await log.append(rows.map(({ event }) => event))
  return rows
}

/**
 * By their numbers, and not all up to the last: a lower one may come later. One by one: given a list, MariaDB reads a small table
 * from end to end, and waits at each event of a save that is not committed yet, while other saves wait for what it has read.
 */
async function remove (db: Kysely<Tables>, rows: readonly Row[]): Promise<void> {
  await db.transaction().execute(async transaction => {
    for (const { position } of rows) await transaction.deleteFrom('two_factor_events').where('position', '=', position).execute()
  })
}

/** What the database did not do now, and may do the next time. */
class StatementFailed extends Error {}

async function statement<Result> (run: () => Promise<Result>): Promise<Result> {
  try {
    return await run()
  } catch (cause) {
    if (isMistake(cause)) throw cause
    throw new StatementFailed('a statement failed', { cause })
  }
}

/** Of a program, which no other try mends. */
function isMistake (error: unknown): boolean {
  return [TypeError, ReferenceError, RangeError].some(kind => error instanceof kind)
}
