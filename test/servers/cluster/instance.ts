// One process of an application over a real database and Redis; forked by the cluster.
import { setTimeout as wait } from 'node:timers/promises'
import cookie from '@fastify/cookie'
import session from '@fastify/session'
import { RedisStore } from 'connect-redis'
import fastify from 'fastify'
import type { KyselyPlugin } from 'kysely'
import twoFactor, { requireSignIn, type SavedTwoFactorEvent, type TwoFactorRow, type UserRepository } from '../../../lib/index.js'
import { passkeys } from '../../../lib/methods/passkey/peer.js'
import { kyselyTwoFactorStore } from '../../../lib/repositories/kysely.js'
import { asLaterRelease } from './later-release.js'
import type { NotedSave } from './noted-saves.js'
import { openDatabase, openRedis, type DatabaseName } from './servers.js'

const { DATABASE, TABLE, SLOW, SECRET, LATER, OUTBOX } = process.env as Record<string, string>

const clock = { now: 0 }
/** Kill this process as soon as a record is saved: after the record, before the session. */
let killAfterSave = false
const redis = await openRedis()
const db = await openDatabase(DATABASE as DatabaseName)
const hasOutbox = OUTBOX === 'yes'
const rows = hasOutbox
  ? kyselyTwoFactorStore(db.withPlugin(pausingBetweenStatements()), { table: TABLE, events: `${TABLE}_events` })
  : kyselyTwoFactorStore(db, { table: TABLE })
const store = LATER === '' ? rows : asLaterRelease(rows, LATER === 'version' ? 2 : 1)
/** Types of the events of each user since the last look. */
let events: string[] = []

async function slowly<Result> (call: () => Promise<Result>): Promise<Result> {
  if (SLOW !== 'yes') return await call()
  await wait(Math.random() * 5)
  const result = await call()
  await wait(Math.random() * 5)
  return result
}

/** A moment after each statement, so that what ends the process may come between two of one transaction. */
function pausingBetweenStatements (): KyselyPlugin {
  return {
    transformQuery: ({ node }) => node,
    async transformResult ({ result }) {
      await wait(Math.random() * 3)
      return result
    }
  }
}

/** Notes a save before it is tried, with what it was handed: whatever becomes of this process, it is known what the save was. */
async function noteSave (userId: string, { revision }: TwoFactorRow, expectedRevision: number | undefined, events: readonly SavedTwoFactorEvent[]): Promise<void> {
  const save: NotedSave = { userId, expectedRevision, events: events.map(({ id, type }) => ({ id, type })) }
  await redis.hSet(`${TABLE}:saves`, String(revision), JSON.stringify(save))
}

/** Where the password of a user is, for all instances. */
function passwordKey (userId: string): string {
  return `${TABLE}:password:${userId}`
}

const userRepository: UserRepository = {
  findUser: async userId => ({ accountName: userId }),
  findTwoFactor: async userId => await slowly(() => store.findTwoFactor(userId)),
  async saveTwoFactor (...save) {
    if (hasOutbox) await noteSave(...save)
    const saved = await slowly(() => store.saveTwoFactor(...save))
    if (saved && killAfterSave) process.kill(process.pid, 'SIGKILL')
    if (!saved || !hasOutbox || Math.random() > 0.2) return saved
    await redis.incr(`${TABLE}:lost-answers`)
    // it took effect, and its answer is lost: for good, or the database was asked twice and answers to the second time
    if (Math.random() > 0.5) throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
    return false
  }
}

const sessions = new RedisStore({ client: redis, prefix: `${TABLE}:` })
const sessionStore = {
  get: (id: string, done: (error: unknown, session?: unknown) => void) => { slowly(async () => await sessions.get(id)).then(found => done(null, found), done) },
  set: (id: string, session: never, done: (error?: unknown) => void) => { slowly(async () => await sessions.set(id, session)).then(() => done(), done) },
  destroy: (id: string, done: (error?: unknown) => void) => { slowly(async () => await sessions.destroy(id)).then(() => done(), done) }
}

const app = fastify()
await app.register(cookie)
await app.register(session, {
  secret: 'a session secret of at least 32 characters',
  cookie: { secure: false },
  store: sessionStore as never
})
await app.register(twoFactor, {
  service: { issuerName: 'Acme', secret: JSON.parse(SECRET!) },
  userRepository,
  origin: 'https://acme.example',
  passkeys: passkeys(),
  clock: () => clock.now,
  onEvent: ({ type, userId }) => { events.push(`${type} ${userId}`) }
})
app.post('/login', async request => await request.twoFactor.signIn((request.body as { userId: string }).userId))
app.post('/login-by-password', async (request, reply) => {
  const { userId, password } = request.body as { userId: string, password: string }
  const isRight = async (): Promise<boolean> => await slowly(() => redis.get(passwordKey(userId))) === password
  if (!await isRight()) return reply.code(401).send()
  return await request.twoFactor.signIn(userId, { stillValid: isRight })
})
app.post('/password', async request => {
  const { userId, password } = request.body as { userId: string, password: string }
  await slowly(() => redis.set(passwordKey(userId), password))
  await app.twoFactor.revokeSessions(userId)
})
app.get('/me', { onRequest: requireSignIn }, async request => ({ userId: request.twoFactor.userId }))
app.post('/reset', async request => { await app.twoFactor.reset((request.body as { userId: string }).userId) })
app.post('/revoke-sessions', async request => { await app.twoFactor.revokeSessions((request.body as { userId: string }).userId) })
app.post('/revoke-trusted-clients', async request => { await app.twoFactor.revokeTrustedClients((request.body as { userId: string }).userId) })
app.post('/remove-authenticator', async request => {
  const { userId, id } = request.body as { userId: string, id: string }
  return await app.twoFactor.removeAuthenticator(userId, id)
})
app.post('/unlock', async request => { await app.twoFactor.unlock((request.body as { userId: string }).userId) })
app.post('/import', async request => {
  const { userId, secret } = request.body as { userId: string, secret: string }
  return await app.twoFactor.importAuthenticator(userId, { secret })
})
app.post('/reseal', async request => ({ resealed: await app.twoFactor.reseal((request.body as { userId: string }).userId) }))
app.post('/events', async () => {
  const seen = events
  events = []
  return { seen }
})
app.post('/clock', async request => { clock.now = (request.body as { now: number }).now })

app.post('/kill-after-save', async () => { killAfterSave = true })

const address = await app.listen({ port: 0, host: '127.0.0.1' })
process.send!({ address })
process.on('disconnect', () => process.exit())
