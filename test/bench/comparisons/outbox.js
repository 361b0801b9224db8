import { join } from 'node:path'
import { createUser, SIZES } from '../records.js'
import { startServer } from '../server.js'
import { inRounds } from '../statistics.js'
import { TwoFactorClient } from '../two-factor-client.js'
import { fillTables } from '../users.js'

/** What it costs to keep events, at a challenge whose save has one: the client is remembered. Both sides have the same rows. */
export async function compareOutbox (report, { quick, directory }) {
  report.title('Challenge that remembers the client, with an outbox against without')
  await compareOn(report, { where: 'SQLite', count: quick ? 30 : 150, database: { type: 'sqlite', path: join(directory, 'outbox.sqlite') }, quick })
  await compareOn(report, { where: 'PostgreSQL', count: quick ? 80 : 500, database: { type: 'postgres' }, quick })
}

async function compareOn (report, { where, count, database, quick }) {
  const users = Array.from({ length: count }, (_, index) => createUser(`user-${index}`, SIZES.typical))
  await fillTables(database, users)
  const tables = { rows: 'two_factor', users: 'users' }
  const servers = await Promise.all([{ ...tables, events: 'two_factor_events' }, tables].map(tables => startServer('two-factor', { database, tables, sessions: 'database' })))
  const [kept, not] = servers.map(server => new TwoFactorClient(server))
  const { ours, peer } = await inRounds(quick ? 3 : 7, {
    ours: async () => (await kept.challenge(await kept.logIn(users), { trustClient: true })).measured,
    peer: async () => {
      not.skipTo(kept)
      const { measured } = await not.challenge(await not.logIn(users), { trustClient: true })
      kept.skipTo(not)
      return measured
    }
  })
  for (const server of servers) await server.stop()
  const compare = (name, key, unit) => report.compare(name, { ours: ours[key], peer: peer[key], unit, note: `${where}; one event; peer: without an outbox` })
  compare(`outbox, ${where}, CPU`, 'microseconds', 'CPU µs per request')
  compare(`outbox, ${where}, statements`, 'statements', 'statements per request')
}
