import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import SqliteFile from 'libsql'
import t from 'tap'
import { enroll, runExample, spawnExample, startExample } from './support.js'

interface Line { id: string, type: string, userId: string }

/** What stands in the log; a line that broke off is none. */
function linesOf (file: string): Line[] {
  return readFileSync(file, 'utf8').split('\n').flatMap(line => line.startsWith('{') && line.endsWith('}') ? [JSON.parse(line) as Line] : [])
}

const idsOf = (lines: readonly Line[]): string[] => lines.map(({ id }) => id)

/** Waits until it holds, which another process brings about. */
async function until (holds: () => boolean): Promise<void> {
  while (!holds()) await wait(10)
}

t.test('the relay writes each event once, in its order, and what it had written when it was killed again, with the same id', async t => {
  const log = join(t.testdir(), 'events.log')
  const { browser, login, sqliteFile } = await startExample(t)
  const database = new SqliteFile(sqliteFile)
  const waiting = (): Line[] => (database.prepare('select event from two_factor_events order by position').all() as { event: string }[]).map(({ event }) => JSON.parse(event))
  const env = { SQLITE_FILE: sqliteFile, EVENTS_LOG: log }

  const alice = await login('alice')
  await enroll(alice)
  const bob = await login('bob')
  await enroll(bob)
  await alice.post('/two-factor/step-up', { code: '000000' })
  const first = waiting()
  t.strictSame(first.map(({ type }) => type), ['enabled', 'enabled', 'failed'])

  // it reads and writes its lines, and waits for the database with what it wants to take out
  database.exec('begin immediate')
  const killed = spawnExample(env, 'relay.js')
  await until(() => existsSync(log) && linesOf(log).length === 3)
  killed.child.kill('SIGKILL')
  await killed.ended
  database.exec('rollback')
  t.strictSame(waiting(), first, 'nothing left the table')
  truncateSync(log, readFileSync(log).length - 5)

  await bob.post('/two-factor/step-up', { code: '000000' })
  const all = [...first, waiting().at(-1)!]
  const relay = spawnExample(env, 'relay.js')
  await until(() => waiting().length === 0)
  await browser().post('/login', { username: 'carol', password: 'carol-password' })
  await alice.post('/logout')
  await until(() => linesOf(log).some(({ type }) => type === 'signed-out'))
  relay.child.kill('SIGTERM')
  t.match(await relay.ended, { code: 0, stderr: '' })

  const lines = linesOf(log)
  t.strictSame(idsOf(lines.slice(0, 2)), idsOf(first).slice(0, 2), 'the last line of these was cut')
  t.strictSame(lines.slice(2, -1), all, 'again, and what came since')
  t.match(lines.at(-1), { type: 'signed-out', userId: first[0]!.userId, signInId: /./ })
  t.strictSame(waiting(), [])
})

t.test('the relay says why it does not start, and needs no secret', async t => {
  t.match(await runExample({ DATABASE_URL: 'postgres://127.0.0.1:1/nowhere' }, 'relay.js'), { code: 1, stdout: '', stderr: /ECONNREFUSED/ })
  const directory = t.testdir({ 'events.log': {} })
  t.match(await runExample({ SQLITE_FILE: join(directory, 'example.sqlite'), EVENTS_LOG: join(directory, 'events.log') }, 'relay.js'), { code: 1, stderr: /EISDIR/ })
  const log = join(directory, 'other.log')
  appendFileSync(log, '{"id":"whole"}\n')
  const { child, ended } = spawnExample({ NODE_ENV: 'production', SQLITE_FILE: join(directory, 'example.sqlite'), EVENTS_LOG: log }, 'relay.js')
  await until(() => existsSync(join(directory, 'example.sqlite')))
  child.kill('SIGTERM')
  t.match(await ended, { stderr: '' })
  t.equal(readFileSync(log, 'utf8'), '{"id":"whole"}\n')
})
