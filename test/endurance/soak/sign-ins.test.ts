import t from 'tap'
import { createTwoFactorTable, kyselyTwoFactorStore } from '../../../lib/repositories/kysely.js'
import { memoryUserRepository, type UserRepository } from '../../../lib/index.js'
import { passkeys } from '../../../lib/methods/passkey/peer.js'
import { createApplication, type TestApplication } from '../../support/application.js'
import { SoftAuthenticator } from '../../support/authenticator.js'
import type { Client } from '../../support/client.js'
import { sqliteDatabase } from '../../support/databases.js'
import { memoryHeld, type Memory } from './memory.js'

/** In hundreds, so that they divide evenly. `npm run soak` sets more. */
const SIGN_INS = Number(process.env.SOAK_SIGN_INS ?? 200)
const POINTS = 10
const USERS = 10
const userIds = Array.from({ length: USERS }, (_, index) => `user-${index}`)
const ORIGIN = 'http://localhost'
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
  device: SoftAuthenticator
  recoveryCodes: string[]
  /** Asked for a proof each time. */
  stranger: Client
  remembered: Client
}

interface Point extends Memory { signIns: number, perSecond: number }

interface Soak extends TestApplication {
  /** The codes that were sent. */
  sent: string[]
}

/** By the method that the challenge was answered with, what is posted where. */
const proofs: Record<string, (soak: Soak, owner: Owner) => Promise<[string, object]>> = {
  totp: async ({ code }, { secret }) => ['/two-factor/challenge', { code: code(secret) }],
  passkey: async (_soak, { stranger, device }) => ['/two-factor/challenge', { credential: device.get((await stranger.get('/two-factor/challenge')).body.passkeyOptions) }],
  'sent-code': async ({ sent }, { stranger }) => {
    await stranger.post('/two-factor/sent-code')
    return ['/two-factor/challenge', { code: sent.pop() }]
  },
  'recovery-code': async (_soak, { recoveryCodes }) => ['/two-factor/recovery', { code: recoveryCodes.pop() }]
}

/** One day of a user: a sign-in by one of the methods, and one by the browser that is remembered. */
async function live (soak: Soak, owner: Owner, day: number): Promise<void> {
  const { userId, stranger, remembered, device } = owner
  const trustClient = day % TRUST_DAYS === 0
  // it ends the trust in every browser
  const method = trustClient ? 'recovery-code' : ['totp', 'passkey', 'sent-code'][day % 3]!
  await expect(stranger.post('/login', { userId }), { status: 'challenge' })
  await expect(stranger.post(...await proofs[method]!(soak, owner)), { status: 'complete' })
  await visit(stranger, userId, method)
  if (trustClient) {
    forgetTrust(remembered)
    await expect(remembered.post('/login', { userId }), { status: 'challenge' })
    await expect(remembered.post('/two-factor/challenge', { code: soak.code(owner.secret), trustClient }), { method: 'totp' })
    const credential = device.get((await remembered.get('/two-factor/step-up')).body.passkeyOptions)
    owner.recoveryCodes = (await remembered.post('/two-factor/recovery-codes', { credential })).body.recoveryCodes
    await visit(remembered, userId, 'totp')
    return
  }
  await expect(remembered.post('/login', { userId }), { method: 'trusted-client' })
  await visit(remembered, userId, 'trusted-client')
}

/** A user with an app, a passkey and codes by message. */
async function ownerOf (soak: Soak, userId: string): Promise<Owner> {
  const { client, secret, recoveryCodes } = await soak.enroll(userId)
  const device = new SoftAuthenticator({ origin: ORIGIN })
  const { body: { options } } = await client.post('/two-factor/passkeys')
  await expect(client.post('/two-factor/passkeys/confirm', { credential: device.create(options) }), { status: 'complete' })
  await client.post('/two-factor/sent-code')
  await expect(client.post('/two-factor/sent-code/confirm', { code: soak.sent.pop() }), { status: 'complete' })
  return { userId, secret, device, recoveryCodes, stranger: soak.client(), remembered: soak.client() }
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
  const { findUser } = memoryUserRepository(Object.fromEntries(userIds.map(id => [id, { accountName: id, codeAddress: `${id}@example.com` }])))
  return { ...kyselyTwoFactorStore(db), findUser }
}

t.test(`${SIGN_INS} sign-ins, by every method and remembered in turn, leave memory and throughput as they were`, async t => {
  const repository = await openRepository()
  const sent: string[] = []
  const application = {
    sent,
    ...await createApplication({
      userRepository: repository,
      onEvent: () => {},
      origin: ORIGIN,
      passkeys: passkeys(),
      sendCode: ({ code }) => { sent.push(code) },
      session: { saveUninitialized: false }
    })
  }
  const owners: Owner[] = []
  for (const userId of userIds) owners.push(await ownerOf(application, userId))

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
