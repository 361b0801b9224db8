import { join } from 'node:path'
import { BetterAuthClient } from '../better-auth-client.js'
import { createUser, SIZES } from '../records.js'
import { startServer } from '../server.js'
import { inRounds } from '../statistics.js'
import { TwoFactorClient } from '../two-factor-client.js'
import { fillTables } from '../users.js'

/** A code for a password that was right, and a sign-in by a trusted client, against better-auth. */
export async function compareChallenges (report, { quick, directory }) {
  report.title('Challenge and trusted sign-in, ours against better-auth in Fastify; no password hashing on either side')
  // each of its commits waits for the disk alone, so that fewer tell as much
  await compareOn(report, { where: 'SQLite', count: quick ? 30 : 150, databases: ['ours', 'peer'].map(side => ({ type: 'sqlite', path: join(directory, `challenge-${side}.sqlite`) })), quick })
  await compareOn(report, { where: 'PostgreSQL', count: quick ? 80 : 500, databases: [{ type: 'postgres' }, { type: 'postgres' }], quick })
}

async function compareOn (report, { where, count, databases: [database, betterAuthDatabase], quick }) {
  const users = Array.from({ length: count }, (_, index) => createUser(`user-${index}`, SIZES.typical))
  await fillTables(database, users)
  const server = await startServer('two-factor', { database, sessions: 'database' })
  const betterAuthServer = await startServer('better-auth', { database: betterAuthDatabase })
  const betterAuthUsers = await betterAuthServer.call('enroll', count)
  const ours = new TwoFactorClient(server)
  const peer = new BetterAuthClient(betterAuthServer)
  const rounds = quick ? 3 : 7

  const challenges = await inRounds(rounds, {
    ours: async () => (await ours.challenge(await ours.logIn(users))).measured,
    peer: async () => (await peer.challenge(await peer.logIn(betterAuthUsers))).measured
  })
  await peer.challenge(await peer.logIn(betterAuthUsers), { trustDevice: true })
  const trusted = await inRounds(rounds, {
    ours: () => ours.logInTrusted(users),
    peer: () => peer.logInTrusted(betterAuthUsers)
  })
  await server.stop()
  await betterAuthServer.stop()

  say(report, 'challenge', where, challenges, 'a right code, the password was right before; sessions in the same database; ours: session read, record read and written, session renewed and saved')
  say(report, 'trusted-sign-in', where, trusted, 'e-mail and password by a trusted client, not its first sign-in of the day (that one writes as well); sessions in the same database')
}

function say (report, operation, where, { ours, peer }, note) {
  const name = where === 'PostgreSQL' ? operation : `${operation}, ${where}`
  const compare = (name, key, unit) => report.compare(name, { ours: ours[key], peer: peer[key], unit, note: `${where}; ${note}` })
  compare(name, 'perSecond', 'requests per second')
  compare(`${name}, p50`, 'p50', 'ms')
  compare(`${name}, p99`, 'p99', 'ms')
  compare(`${name}, CPU`, 'microseconds', 'CPU µs per request')
  compare(`${name}, statements`, 'statements', 'statements per request')
}
