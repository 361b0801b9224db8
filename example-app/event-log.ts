import { open, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'

export interface EventLog {
  /** Writes each on a line of its own; resolves once they are on the disk. */
  append (events: readonly string[]): Promise<void>
  close (): Promise<void>
}

/** A file of one event a line, to be added to. */
export async function openEventLog (file: string): Promise<EventLog> {
  const log = await open(file, 'a+')
  await endLastLine(log)
  await syncDirectory(dirname(file))
  return {
    async append (events) {
      await log.appendFile(events.map(event => `${event}\n`).join(''))
      await log.sync()
    },
    close: () => log.close()
  }
}

/** A line that broke off when the relay died stays alone: its event is still in the table. */
async function endLastLine (log: FileHandle): Promise<void> {
  const { size } = await log.stat()
  const { buffer: [last] } = await log.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1))
  if (size > 0 && last !== 10) await log.appendFile('\n')
}

/** A new file is there after a crash only once its directory is on the disk too. */
async function syncDirectory (path: string): Promise<void> {
  // there a directory cannot be opened
  if (process.platform === 'win32') return
  const directory = await open(path)
  await directory.sync()
  await directory.close()
}
