import t from 'tap'
import { createTwoFactorTable, kyselyTwoFactorStore } from '../../../lib/repositories/kysely.js'
import { memoryUserRepository, type UserRepository } from '../../../lib/index.js'
import { createApplication, type TestApplication } from '../../support/application.js'
import type { Client } from '../../support/client.js'
import { sqliteDatabase } from '../../support/databases.js'
import { memoryHeld, type Memory } from './memory.js'

/** In hundreds, so that they divide evenly. `npm run soak` sets more. */
const SIGN_INS = Number(process.env.SOAK_SIGN_INS ?? 200)
const POINTS = 10
const USERS = 10
const DAYS = SIGN_INS / 2 / USERS
const DAY = 86_400_000
/** Before the 30 are over for which a browser is remembered. */
const TRUST_DAYS = 25
const RECORD_LIMIT = 10_000

/** Of megabytes, from the second point on: by then everything is loaded and compiled. */
const HEAP_GROWTH_LIMIT = 4
/** The second half of the points beside the first. Processor time is measured, and yet a busy machine shows in it. */
const SLOWEST = 0.75

interface Owner {
  userId: string
  secret: string
  /** Asked for a code each time. */
  stranger: Client
  remembered: Client
}

interface Point extends Memory { signIns: number, perSecond: number }

/** One day of a user: a sign-in by code, and one by the browser that is remembered. */
async function live ({ code }: TestApplication, { userId, secret, stranger, remembered }: Owner, day: number): Promise<void> {
  const trustClient = day % TRUST_DAYS === 0
  const browser = trustClient ? remembered : stranger
  if (trustClient) forgetTrust(browser)
  await expect(browser.post('/login', { userId }), { status: 'challenge' })
  await expect(browser.post('/two-factor/challenge', { code: code(secret), trustClient }), { method: 'totp' })
  await visit(browser, userId, 'totp')
  await expect(remembered.post('/login', { userId }), { method: 'trusted-client' })
  await visit(remembered, userId, 'trusted-client')
}

function forgetTrust ({ jar }: Client): void {
  for (const name of jar.keys()) if (name.startsWith('two-factor')) jar.delete(name)
}

async function visit (browser: Client, userId: string, method: string): Promise<void> {
  await expect(browser.get('/me'), { userId, method })
  await browser.post('/logout')
}

async function expect (answering: ReturnType<Client['get']>, expected: Record<string, string>): Promise<void> {
  const { status, body } = await answering
  const right = status === 200 && Object.entries(expected).every(([key, value]) => body[key] === value)
  if (!right) throw new Error(`answered with ${status} ${JSON.stringify(body)} instead of ${JSON.stringify(expected)}`)
}

async function openRepository (): Promise<UserRepository> {
  const db = sqliteDatabase()
  await createTwoFactorTable(db)
  const { findUser } = memoryUserRepository(Object.fromEntries(Array.from({ length: USERS }, (_, index) => [`user-${index}`, { accountName: `user-${index}` }])))
  return { ...kyselyTwoFactorStore(db), findUser }
}

t.test(`${SIGN_INS} sign-ins, by code and remembered in turn, leave memory and throughput as they were`, async t => {
  const repository = await openRepository()
  const application = await createApplication({ userRepository: repository, onEvent: () => {}, session: { saveUninitialized: false } })
  const owners: Owner[] = []
  for (let index = 0; index < USERS; index++) {
    const userId = `user-${index}`
    const { secret } = await application.enroll(userId)
    owners.push({ userId, secret, stranger: application.client(), remembered: application.client() })
  }

  const points: Point[] = []
  let before = process.cpuUsage()
  for (let day = 0; day < DAYS; day++) {
    application.clock.now += DAY
    for (const owner of owners) await live(application, owner, day)
    if ((day + 1) % (DAYS / POINTS) !== 0) continue
    const { user, system } = process.cpuUsage(before)
    const point = { signIns: (day + 1) * USERS * 2, perSecond: SIGN_INS / POINTS / (user + system) * 1e6, ...memoryHeld() }
    points.push(point)
    t.comment(Object.entries(point).map(([name, value]) => `${name} ${value.toFixed(name === 'signIns' ? 0 : 1)}`).join(', '))
    before = process.cpuUsage()
  }

  const speedOf = (some: readonly Point[]): number => some.reduce((sum, { perSecond }) => sum + perSecond, 0)
  t.equal(points.length, POINTS)
  t.ok(points.at(-1)!.heap - points[1]!.heap < HEAP_GROWTH_LIMIT, 'no memory is kept')
  t.ok(speedOf(points.slice(POINTS / 2)) > speedOf(points.slice(0, POINTS / 2)) * SLOWEST, 'the last are as fast as the first')
  t.ok(application.store.sessions.size <= USERS * 3, 'a browser has one session')
  for (const { userId } of owners) t.ok((await repository.findTwoFactor(userId))!.record.length < RECORD_LIMIT, `the record of ${userId} is small`)
})
