import type { FastifyInstance } from 'fastify'
import type { Answer, Client } from '../support/client.js'
import { attack, isFull, isRefused, outcome, storedSessionId, type World } from './support.js'

const DAY = 86_400_000
const MAX_SECONDS = 30 * 86_400

function extend (app: FastifyInstance): void {
  app.post('/keep', async request => {
    const { userId, sessionSeconds } = request.body as { userId: string, sessionSeconds: number }
    return await request.twoFactor.signIn(userId, { sessionSeconds })
  })
  app.get('/open', async () => ({}))
}

/** The world's second instance, with a clock that many days ahead. */
async function ahead (world: World, days: number): Promise<FastifyInstance> {
  return await world.start({ clock: () => world.clock.now + days * DAY })
}

/** Writes the session back that was stored under this id, as a slow request does. */
function writeBack (world: World, id: string, text: string): void {
  world.store.sessions.set(id, text)
}

function stored (world: World, client: Client): [id: string, text: string] {
  const id = storedSessionId(client)
  return [id, world.store.sessions.get(id)!]
}

/** The sign-in is nobody's on any of the instances, though its session is written back. */
async function isNobodys (t: Parameters<typeof isRefused>[0], world: World, client: Client, session: [string, string], apps: readonly FastifyInstance[], message: string): Promise<void> {
  for (const app of apps) {
    writeBack(world, ...session)
    await isRefused(t, world.copy(client, app), message)
  }
}

for (const days of [29, 31, 365]) {
  attack(`brings no sign-in back that signed out on one of two instances ${days} days apart, before and after either forgot it`, { sessions: { maxSeconds: MAX_SECONDS } }, async (t, world) => {
    const future = await ahead(world, days)
    const apps = [world.i1, future]
    for (const [begun, left] of [[world.i1, world.i1], [world.i1, future], [future, world.i1], [future, future]] as const) {
      const where = `begun ${begun === future ? 'ahead' : 'here'}, left ${left === future ? 'ahead' : 'here'}`
      const carol = await world.login('carol', { app: begun })
      const session = stored(world, carol)
      await isFull(t, carol, 'carol', where)
      t.equal((await world.copy(carol, left).post('/logout')).status, 204, where)
      await isNobodys(t, world, carol, session, apps, `${where}, at once`)
      for (const forgetful of [future, world.i1, future]) {
        const other = await world.login('carol', { app: forgetful })
        t.equal((await other.post('/logout')).status, 204)
        await isNobodys(t, world, carol, session, apps, `${where}, after another sign-out`)
      }
      world.clock.now += 10 * DAY
      const other = await world.login('carol', { app: future })
      await other.post('/logout')
      await isNobodys(t, world, carol, session, apps, `${where}, ten days later`)
    }
  })
}

attack('lets a short sign-in work at once and end in time, though a clock far ahead has forgotten later ones', { extend, sessions: { maxSeconds: MAX_SECONDS } }, async (t, world) => {
  const future = await ahead(world, 365)
  const left = await world.login('carol', { app: future })
  await left.post('/logout')
  world.clock.now += 40 * DAY
  await (await world.login('carol', { app: future })).post('/logout')
  t.ok(Number(world.repository.stored('carol')['endedUntil']) > world.clock.now + 300 * DAY, 'the record knows an end far ahead')
  for (const app of [world.i1, world.i2]) {
    const short = world.client(app)
    t.equal((await short.post('/keep', { userId: 'carol', sessionSeconds: 60 })).body.status, 'complete')
    await isFull(t, short, 'carol', 'at once')
    await isFull(t, world.copy(short, world.i2), 'carol', 'on the other instance')
    const session = stored(world, short)
    const kept = world.copy(short)
    t.equal((await short.post('/logout')).status, 204)
    await isNobodys(t, world, kept, session, [world.i1, world.i2, future], 'signed out')
    const long = await world.login('carol', { app })
    world.clock.now += 30 * DAY
    await isRefused(t, long, 'no longer than the longest')
  }
})

attack('lets no sign-in live longer than sessions.maxSeconds by moving between instances, by steps and changes of its user', { extend, session: { rolling: true }, sessions: { maxSeconds: MAX_SECONDS } }, async (t, world) => {
  const slow = await ahead(world, -20)
  const { secret } = await world.enroll('alice')
  const alice = await world.signIn('alice', secret)
  const begun = world.clock.now
  const here = (): Client => world.copy(alice)
  const move = (client: Client): void => { for (const [name, value] of client.jar) alice.jar.set(name, value) }
  for (let day = 1; day < 30; day++) {
    world.clock.now = begun + day * DAY - 60_000
    const client = day % 2 === 0 ? here() : world.copy(alice, world.i2)
    await isFull(t, client, 'alice', `day ${day}`)
    if (day % 7 === 0) t.equal((await client.post('/two-factor/step-up', { code: world.code(secret) })).status, 200)
    if (day % 10 === 0) t.equal((await client.post('/password')).status, 200)
    move(client)
    const behind = world.copy(alice, slow)
    t.equal((await behind.post('/password')).status, 200, 'a change where the clock is behind')
    move(behind)
  }
  world.clock.now = begun + 30 * DAY
  for (const app of [world.i1, world.i2]) await isRefused(t, world.copy(alice, app), 'after thirty days')
  for (const url of ['/two-factor/step-up', '/two-factor/disable', '/two-factor/recovery-codes']) {
    t.equal(outcome(await here().post(url, { code: world.code(secret) })), 'TWO_FACTOR_SIGN_IN_REQUIRED', url)
  }
  t.equal(outcome(await here().post('/two-factor/enrollment', {})), 'TWO_FACTOR_SIGN_IN_REQUIRED')
  world.clock.now = begun + 50 * DAY
  await isRefused(t, world.copy(alice, slow), 'where the clock is twenty days behind')
})

attack('takes a pending sign-in, a step-up, a fresh password and trust of a clock a month ahead for nothing', { sessions: { maxSeconds: 365 * 86_400 } }, async (t, world) => {
  const future = await ahead(world, 31)
  const { secret } = await world.enroll('alice')
  const pending = await world.login('alice', { app: future })
  t.equal(outcome(await world.copy(pending).post('/two-factor/challenge', { code: world.code(secret) })), 'TWO_FACTOR_SIGN_IN_REQUIRED')
  const old = await world.login('alice')
  t.equal(outcome(await world.copy(old, future).post('/two-factor/challenge', { code: world.code(secret) })), 'TWO_FACTOR_SIGN_IN_REQUIRED')
  t.equal((await old.post('/two-factor/challenge', { code: world.code(secret) })).status, 200, 'the code is unspent')
  const carol = await world.login('carol', { app: future })
  t.equal(outcome(await world.copy(carol).post('/two-factor/enrollment', {})), 'TWO_FACTOR_REAUTHENTICATION_REQUIRED', 'a password proved in a month is not fresh')
})

attack('signs nobody in for longer than sessions.maxSeconds allows, or for what is no number of seconds, and leaves who was there signed out or as they were', { extend, sessions: { maxSeconds: 3600 } }, async (t, world) => {
  const { secret } = await world.enroll('alice')
  for (const sessionSeconds of [3601, 3600.5, 2_592_000, 31_536_001, Number.MAX_SAFE_INTEGER, 1e308, -1, 0, 59, '3600', '1e9', true, [3600], {}, { valueOf: 60 }]) {
    for (const userId of ['carol', 'alice', 'dave']) {
      const client = world.client()
      const answer = await client.post('/keep', { userId, sessionSeconds })
      t.equal(answer.status, 500, `${userId} for ${JSON.stringify(sessionSeconds)}: a mistake of the application`)
      await isRefused(t, client)
      t.ok((await client.post('/two-factor/challenge', { code: world.code(secret) })).status >= 400, 'no challenge')
      t.ok((await client.post('/two-factor/enrollment', {})).status >= 400, 'no enrollment')
    }
    const bob = await world.login('bob')
    await bob.post('/keep', { userId: 'carol', sessionSeconds })
    t.not((await bob.get('/me')).body.userId, 'carol')
  }
  const alice = world.client()
  await alice.post('/keep', { userId: 'alice', sessionSeconds: 60 })
  t.equal((await alice.post('/two-factor/challenge', { code: world.code(secret), sessionSeconds: 3600 })).status, 200)
  world.clock.now += 60_000
  await isRefused(t, alice, 'what a body says prolongs nothing')
})

/** How many days the browser keeps the session's cookie of this answer; 0: until it is closed, `undefined`: it is not set. */
function days ({ headers }: Answer): number | undefined {
  const line = [headers['set-cookie'] ?? []].flat().find(cookie => cookie.startsWith('sessionId='))
  const expires = line && /; Expires=([^;]+)/i.exec(line)?.[1]
  return line === undefined ? undefined : expires === undefined ? 0 : Math.round((Date.parse(expires) - Date.now()) / DAY)
}

for (const [registered, life] of [['until it is closed', undefined], ['for a day', DAY]] as const) {
  attack(`gives nobody on a shared browser the thirty days of whoever was signed in there, its cookie being registered ${registered}`, {
    extend, session: { rolling: true, cookie: { secure: false, ...(life === undefined ? {} : { maxAge: life }) } }
  }, async (t, world) => {
    const { secret, recoveryCodes } = await world.enroll('alice')
    const usual = life === undefined ? 0 : 1
    const leaves: Record<string, (browser: Client) => Promise<unknown>> = {
      'signed out': async browser => await browser.post('/logout'),
      'signed out by the form': async browser => await browser.submit('/two-factor/sign-out'),
      'gone without a word': async () => {},
      revoked: async () => { await world.i2.twoFactor.revokeSessions('carol') },
      'signed out on another instance': async browser => await world.copy(browser, world.i2).post('/logout'),
      'over by time': async () => { world.clock.now += 30 * DAY }
    }
    for (const [how, leave] of Object.entries(leaves)) {
      const browser = world.client()
      t.equal(days(await browser.post('/keep', { userId: 'carol', sessionSeconds: MAX_SECONDS })), 30, how)
      await leave(browser)
      await browser.get('/open')
      t.equal(days(await browser.post('/login', { userId: 'bob' })), usual, `${how}: the next one`)
      t.equal(days(await browser.get('/me')), usual, `${how}: their next request`)
      await browser.post('/keep', { userId: 'alice', sessionSeconds: MAX_SECONDS })
      t.equal(days(await browser.post('/login', { userId: 'bob' })), usual, `${how}: after a challenge that was left`)
      t.equal(days(await browser.post('/login', { userId: 'alice' })), usual, `${how}: at the code`)
      t.equal(days(await browser.post('/two-factor/challenge', { code: world.code(secret) })), usual, `${how}: after the code`)
      world.nextStep()
    }
    const browser = world.client()
    await browser.post('/keep', { userId: 'carol', sessionSeconds: MAX_SECONDS })
    await browser.post('/login', { userId: 'alice' })
    t.equal(days(await browser.post('/two-factor/recovery', { code: recoveryCodes[0] })), usual, 'after a recovery code')
    t.equal(days(await browser.post('/logout')), usual, 'after the sign-out')
  })
}
