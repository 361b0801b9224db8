import { join } from 'node:path'
import { load } from '../load.js'
import { createUser, SIZES } from '../records.js'
import { cookiesOf, get, post } from '../requests.js'
import { startServer } from '../server.js'
import { inRounds } from '../statistics.js'
import { TwoFactorClient } from '../two-factor-client.js'
import { fillTables } from '../users.js'

const USERS = 100

/** `GET /me` with the session alone, with one bare read as well, and with our guard. */
export async function compareGuards (report, { quick, directory }) {
  report.title('Guarded request: GET /me')
  const postgres = { type: 'postgres' }
  for (const size of quick ? ['typical'] : ['typical', 'full']) {
    const sqlite = { type: 'sqlite', path: join(directory, `guard-${size}.sqlite`) }
    await compareOn(report, { where: 'memory', sessions: 'memory', size, quick })
    await compareOn(report, { where: 'SQLite', database: sqlite, sessions: 'database', size, quick })
    await compareOn(report, { where: 'PostgreSQL', database: postgres, sessions: 'database', size, quick })
  }
  await compareKinds(report, quick)
  await compareWithPasskeys(report, quick)
  if (!quick) await compareOn(report, { where: 'PostgreSQL with sessions in memory', database: postgres, sessions: 'memory', size: 'typical', quick })
}

async function compareOn (report, { where, database, sessions, size, quick }) {
  const users = Array.from({ length: USERS }, (_, index) => createUser(`user-${index}`, SIZES[size]))
  const rows = users.map(({ row }) => row)
  if (database !== undefined) await fillTables(database, users)
  const options = { sessions, ...(database === undefined ? { rows } : { database }) }
  const plain = await startServer('plain', options)
  const guarded = await startServer('two-factor', options)
  const client = new TwoFactorClient(guarded)
  const { signedIn } = await client.challenge(await client.logIn(users))
  const plainlySignedIn = await signInPlainly(plain, users)
  const amount = quick ? 500 : 5000
  const { session, read, guard } = await inRounds(quick ? 3 : 7, {
    session: () => plainly(plain, '/me', plainlySignedIn, amount),
    read: () => plainly(plain, '/me/read', plainlySignedIn, amount),
    guard: () => client.me(signedIn, amount)
  })
  await plain.stop()
  await guarded.stop()

  const name = where === 'PostgreSQL' && size === 'typical' ? 'guard' : `guard, ${where}, ${size}`
  const unit = 'requests per second'
  const note = `record of ${Buffer.byteLength(rows[0].record)} bytes, sessions of the same size on both sides, in ${sessions === 'memory' ? 'memory' : 'the same database'}`
  report.compare(name, { ours: guard.perSecond, peer: read.perSecond, unit, note: `${note}; peer: session and one bare read by the driver` })
  report.compare(`${name}, session only`, { ours: guard.perSecond, peer: session.perSecond, unit, note: `${note}; peer: session alone` })
  report.compare(`${name}, CPU`, { ours: guard.microseconds, peer: read.microseconds, unit: 'CPU µs per request', note: `${note}; peer: session and one bare read by the driver` })
}

/** The other guards of a request beside `requireSignIn`, and what several of them read together. */
async function compareKinds (report, quick) {
  const users = Array.from({ length: USERS }, (_, index) => createUser(`user-${index}`, SIZES.typical))
  const database = { type: 'postgres' }
  await fillTables(database, users)
  const server = await startServer('two-factor', { database, sessions: 'memory' })
  const client = new TwoFactorClient(server)
  const { signedIn } = await client.challenge(await client.logIn(users))
  const amount = quick ? 500 : 5000
  const { signIn, stepUp, three } = await inRounds(quick ? 3 : 7, {
    signIn: () => client.me(signedIn, amount),
    stepUp: () => client.me(signedIn, amount, '/me/confirmed'),
    three: () => client.me(signedIn, amount, '/me/guarded')
  })
  await server.stop()
  const note = 'PostgreSQL, sessions in memory; peer: requireSignIn alone'
  report.compare('guard, requireStepUp, CPU', { ours: stepUp.microseconds, peer: signIn.microseconds, unit: 'CPU µs per request', note })
  report.compare('three guards and check()', { ours: three.statements, peer: signIn.statements, unit: 'reads per request', note })
}

/** The same guard where the application takes passkeys, and nobody has one. */
async function compareWithPasskeys (report, quick) {
  const users = Array.from({ length: USERS }, (_, index) => createUser(`user-${index}`, SIZES.typical))
  const rows = users.map(({ row }) => row)
  const origin = 'http://localhost'
  const without = await startServer('two-factor', { rows, sessions: 'memory' })
  const taking = await startServer('two-factor', { rows, sessions: 'memory', origin })
  const [off, on] = [new TwoFactorClient(without), new TwoFactorClient(taking, origin)]
  const signedInOff = (await off.challenge(await off.logIn(users))).signedIn
  const signedInOn = (await on.challenge(await on.logIn(users))).signedIn
  const amount = quick ? 500 : 5000
  const measured = await inRounds(quick ? 3 : 7, {
    off: () => off.me(signedInOff, amount),
    on: () => on.me(signedInOn, amount)
  })
  await without.stop()
  await taking.stop()
  const note = 'in memory; peer: passkeys off'
  report.compare('guard, passkeys on', { ours: measured.on.perSecond, peer: measured.off.perSecond, unit: 'requests per second', note })
  report.compare('guard, passkeys on, CPU', { ours: measured.on.microseconds, peer: measured.off.microseconds, unit: 'CPU µs per request', note })
}

async function signInPlainly (server, users) {
  const signedIn = []
  await load(server, users.map(user => post('/login', { userId: user.id }, {}, ({ status }, headers) => {
    signedIn.push({ user, cookie: cookiesOf(headers) })
    return status === 'complete'
  })))
  return signedIn
}

async function plainly (server, path, signedIn, amount) {
  return await load(server, Array.from({ length: amount }, (_, index) => {
    const { user, cookie } = signedIn[index % signedIn.length]
    return get(path, cookie, ({ userId }) => userId === user.id)
  }))
}
