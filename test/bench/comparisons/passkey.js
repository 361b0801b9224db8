import { securityKey } from '../../package/consumers/passkeys/key.mjs'
import { load } from '../load.js'
import { createUser, SIZES } from '../records.js'
import { cookiesOf, get, post } from '../requests.js'
import { startServer } from '../server.js'
import { inRounds } from '../statistics.js'
import { TwoFactorClient } from '../two-factor-client.js'

const USERS = 60
const ORIGIN = 'http://localhost'

/** What a passkey costs at the challenge, against a code of the same application. */
export async function comparePasskeys (report, { quick }) {
  report.title('Challenge by a passkey (ES256), against one by a code; sessions and records in memory')
  const users = Array.from({ length: USERS }, (_, index) => createUser(`user-${index}`, SIZES.typical))
  const server = await startServer('two-factor', { rows: users.map(({ row }) => row), sessions: 'memory', origin: ORIGIN })
  const client = new TwoFactorClient(server, ORIGIN)
  const keys = await registerAll(server, (await client.challenge(await client.logIn(users))).signedIn)
  const measured = await inRounds(quick ? 3 : 7, {
    passkey: async () => await assertAll(server, await client.logIn(users), keys),
    code: async () => (await client.challenge(await client.logIn(users))).measured
  })
  await server.stop()
  const { passkey, code } = measured
  report.compare('challenge by a passkey, CPU', { ours: passkey.microseconds, peer: code.microseconds, unit: 'CPU µs per request', note: 'one read, one write, one signature; peer: a code' })
  report.compare('challenge by a passkey', { ours: passkey.perSecond, peer: code.perSecond, unit: 'requests per second', note: 'peer: a code' })
}

/** A key for each user, registered in their session. */
async function registerAll (server, signedIn) {
  const keys = new Map()
  const made = []
  await load(server, signedIn.map(({ user, cookie }) => post('/two-factor/passkeys', {}, { cookie, origin: ORIGIN }, ({ options }) => {
    const key = securityKey(ORIGIN, 'localhost')
    keys.set(user, key)
    made.push({ cookie, credential: key.register(options) })
    return true
  })))
  await load(server, made.map(({ cookie, credential }) => post('/two-factor/passkeys/confirm', { credential }, { cookie, origin: ORIGIN }, ({ status }) => status === 'complete')))
  return keys
}

/** An answer for each pending sign-in. */
async function assertAll (server, pending, keys) {
  const answers = []
  await load(server, pending.map(({ user, cookie }) => get('/two-factor/challenge', cookie, ({ passkeyOptions }, headers) => {
    answers.push({ cookie: cookiesOf(headers) || cookie, credential: keys.get(user).use(passkeyOptions) })
    return true
  })))
  return await load(server, answers.map(({ cookie, credential }) =>
    post('/two-factor/challenge', { credential }, { cookie, origin: ORIGIN }, ({ method }) => method === 'passkey')))
}
