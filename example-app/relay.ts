// Takes the events out of their table and writes them to a log that stands apart from the database, one a line. It may be killed at
// any time and started again: an event leaves the table only once its line is on the disk, so that none is lost. One whose line was
// written just before is written again, with the same id: whoever reads the log drops what they have seen. Run one at a time. It needs
// the database and no secret.
import { ConfigError, readDatabaseConfig } from './config.js'
import { openDatabase } from './database.js'
import { openEventLog } from './event-log.js'
import { moveEvents } from './move-events.js'

const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => { stopping.abort() })

try {
  const db = await openDatabase(readDatabaseConfig(process.env), console)
  const log = await openEventLog(process.env['EVENTS_LOG'] || 'events.log')
  await moveEvents(db, log, {
    signal: stopping.signal,
    onFailure (error) { console.error(`no event was moved, another try follows: ${String(error)}`) }
  })
  await log.close()
  await db.destroy()
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error)
  process.exit(1)
}
