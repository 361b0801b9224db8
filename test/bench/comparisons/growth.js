import { sql } from 'kysely'
import { createTwoFactorTable } from '../../../dist/repositories/kysely.js'
import { insertAll, openDatabase } from '../database.js'
import { createUser, SIZES } from '../records.js'
import { startServer } from '../server.js'
import { inRounds } from '../statistics.js'
import { TwoFactorClient } from '../two-factor-client.js'
import { createUsersTable, PASSWORD } from '../users.js'

const database = { type: 'postgres' }

/** Challenges and guarded requests among more and more users, and with fuller records. */
export async function compareGrowth (report, { quick }) {
  report.title('Growth on PostgreSQL, sessions in memory: users with typical records, and 1 thousand users with other records')
  const most = quick ? 100_000 : 1_000_000
  const populations = [
    { name: '1 thousand users', users: 1000, size: 'typical' },
    { name: '100 thousand users', users: 100_000, size: 'typical' },
    ...(quick ? [] : [{ name: '1 million users', users: most, size: 'typical' }]),
    { name: 'empty records', users: 1000, size: 'empty' },
    { name: 'full records', users: 1000, size: 'full' }
  ]
  const servers = []
  const sides = {}
  for (const [index, population] of populations.entries()) {
    const { tables, exercised, bytes } = await fill(population, index, quick ? 80 : 500)
    population.bytes = bytes
    const server = await startServer('two-factor', { database, tables, sessions: 'memory' })
    servers.push(server)
    const client = new TwoFactorClient(server)
    sides[population.name] = async () => {
      const { measured, signedIn } = await client.challenge(await client.logIn(exercised))
      const { milliseconds } = await client.me(signedIn, exercised.length)
      return { challenge: measured.milliseconds, guard: milliseconds }
    }
  }
  const measured = await inRounds(quick ? 3 : 5, sides)
  for (const server of servers) await server.stop()

  const first = measured['1 thousand users']
  const last = populations.find(({ users }) => users === most)
  const note = ({ bytes, size }) => `records of ${bytes} bytes (${size}), the time over ten connections; peer: 1 thousand users with typical records`
  report.compare('growth', { ours: measured[last.name].challenge, peer: first.challenge, unit: 'ms per challenge', note: `${last.name}${quick ? ', for want of time no million' : ''}; ${note(last)}` })
  for (const population of populations.slice(1)) {
    const { challenge, guard } = measured[population.name]
    report.compare(`growth, challenge, ${population.name}`, { ours: challenge, peer: first.challenge, unit: 'ms per challenge', note: note(population) })
    report.compare(`growth, guard, ${population.name}`, { ours: guard, peer: first.guard, unit: 'ms per guarded request', note: note(population) })
  }
}

/** A table with so many users, of whom some, spread over all, are real. */
async function fill ({ users, size }, index, count) {
  const tables = { rows: `two_factor_${index}`, users: `users_${index}` }
  const exercised = Array.from({ length: count }, (_, place) => createUser(idOf(Math.floor(place * users / count)), SIZES[size]))
  const { db } = openDatabase(database)
  try {
    await createTwoFactorTable(db, { table: tables.rows })
    await createUsersTable(db, tables.users)
    await insertAll(db, tables.rows, exercised.map(({ row }) => row))
    const { row: { record } } = createUser('nobody', SIZES[size])
    const numbers = sql`generate_series(0, ${sql.lit(users - 1)}) as n`
    await sql`insert into ${sql.table(tables.users)} select 'user-' || n, 'user-' || n || '@example.com', ${sql.lit(PASSWORD)} from ${numbers}`.execute(db)
    await sql`insert into ${sql.table(tables.rows)} select 'user-' || n, ${record}, 1, n from ${numbers} on conflict do nothing`.execute(db)
    for (const table of Object.values(tables)) await sql`vacuum analyze ${sql.table(table)}`.execute(db)
    await sql`checkpoint`.execute(db)
    return { tables, exercised, bytes: Buffer.byteLength(record) }
  } finally {
    await db.destroy()
  }
}

function idOf (number) {
  return `user-${number}`
}
