import { createUser, SIZES } from '../records.js'
import { startServer } from '../server.js'
import { TwoFactorClient } from '../two-factor-client.js'
import { fillTables } from '../users.js'

/** What an instance holds when it is idle, after so many users signed in by a code and were let through. */
export async function compareMemory (report, { quick }) {
  const count = quick ? 1000 : 10_000
  report.title(`Memory of an idle instance, records and sessions in PostgreSQL, after ${count} users used it`)
  const users = Array.from({ length: count }, (_, index) => createUser(`user-${index}`, SIZES.typical))
  await fillTables({ type: 'postgres' }, users)
  const server = await startServer('two-factor', { database: { type: 'postgres' }, sessions: 'database' })
  const client = new TwoFactorClient(server)
  const use = async some => {
    const { signedIn } = await client.challenge(await client.logIn(some))
    await client.me(signedIn, some.length)
  }
  // everything is loaded and compiled by then
  await use(users.slice(0, count / 10))
  const before = await server.call('held')
  await use(users)
  const after = await server.call('held')
  await server.stop()
  report.count('memory, idle', { ours: after.heap, peer: before.heap, unit: 'MB of JavaScript objects', note: `after ${count} users; peer: after a tenth of them` })
  report.count('memory, idle, process', { ours: after.resident, peer: before.resident, unit: 'MB', note: 'the whole process; peer: after a tenth of the users' })
}
