import { createUser, SIZES } from '../records.js'
import { startServer } from '../server.js'
import { inRounds } from '../statistics.js'
import { TwoFactorClient } from '../two-factor-client.js'

const USERS = 60

/** What a code by message costs, asked for and typed, against one of an app; the application sends nothing. */
export async function compareSentCodes (report, { quick }) {
  report.title('Challenge by a code by message, against one by a code of an app; sessions and records in memory')
  const users = Array.from({ length: USERS }, (_, index) => createUser(`user-${index}`, SIZES.typical))
  const server = await startServer('two-factor', { rows: users.map(({ row }) => row), sessions: 'memory', sendsCodes: true })
  const client = new TwoFactorClient(server)
  await client.confirmSentCodes((await client.challenge(await client.logIn(users))).signedIn)
  const { sent, app } = await inRounds(quick ? 3 : 7, {
    sent: () => client.challengeBySentCode(users),
    app: async () => (await client.challenge(await client.logIn(users))).measured
  })
  await server.stop()
  report.compare('challenge by a sent code, CPU', { ours: sent.both, peer: app.microseconds, unit: 'CPU µs', note: 'asked for and typed, two requests; peer: a code of an app, one request' })
  report.compare('challenge by a sent code, typing it, CPU', { ours: sent.typed, peer: app.microseconds, unit: 'CPU µs', note: 'peer: a code of an app' })
}
