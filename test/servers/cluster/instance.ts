// One process of an application over a real database and Redis; forked by the cluster.
import { setTimeout as wait } from 'node:timers/promises'
import cookie from '@fastify/cookie'
import session from '@fastify/session'
import { RedisStore } from 'connect-redis'
import fastify from 'fastify'
import twoFactor, { requireSignIn, type UserRepository } from '../../../lib/index.js'
import { kyselyTwoFactorStore } from '../../../lib/repositories/kysely.js'
import { asLaterRelease } from './later-release.js'
import { openDatabase, openRedis, type DatabaseName } from './servers.js'

const { DATABASE, TABLE, SLOW, SECRET, LATER } = process.env as Record<string, string>

const clock = { now: 0 }
/** Kill this process as soon as a record is saved: after the record, before the session. */
let killAfterSave = false
const redis = await openRedis()
const rows = kyselyTwoFactorStore(await openDatabase(DATABASE as DatabaseName), { table: TABLE })
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

/** Where the password of a user is, for all instances. */
function passwordKey (userId: string): string {
  return `${TABLE}:password:${userId}`
}

const userRepository: UserRepository = {
  findUser: async userId => ({ accountName: userId }),
  findTwoFactor: async userId => await slowly(() => store.findTwoFactor(userId)),
  async saveTwoFactor (userId, row, expectedRevision) {
    const saved = await slowly(() => store.saveTwoFactor(userId, row, expectedRevision))
    if (saved && killAfterSave) process.kill(process.pid, 'SIGKILL')
    return saved
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
