import session from '@fastify/session'
import type { Test } from 'tap'
import type { Client } from '../support/client.js'
import { Host } from './host.js'
import { after, attack, isFull, isRefused, type AttackOptions, type World } from './support.js'

const { extend } = new Host()

function sessionOf (client: Client): string {
  return client.jar.get('sessionId')!
}

/** A browser with another one's session id of before. */
function withSession (world: World, sessionId: string): Client {
  const client = world.client()
  client.jar.set('sessionId', sessionId)
  return client
}

async function isAnonymous (t: Test, world: World, sessionId: string, message: string): Promise<void> {
  t.match((await withSession(world, sessionId).get('/state')).body, { status: 'anonymous' }, message)
  await isRefused(t, withSession(world, sessionId), message)
}

attack('gives a session a new id after the password and after the code, and leaves the planted and the pending one anonymous', { extend }, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const attacker = world.client()
  await attacker.get('/state')
  const planted = sessionOf(attacker)
  const alice = withSession(world, planted)
  await world.login('alice', { client: alice })
  const pending = sessionOf(alice)
  await alice.post('/two-factor/challenge', { code: world.code(secret) })
  const complete = sessionOf(alice)
  t.equal(new Set([planted, pending, complete]).size, 3, 'three ids')
  await isFull(t, alice, 'alice')
  await isAnonymous(t, world, planted, 'the planted id')
  await isAnonymous(t, world, pending, 'the pending id')
  await attacker.get('/state')
  await isRefused(t, attacker, 'the attacker')
})

attack('gives a session a new id where the password alone, a remembered client or an enrollment completes it', { extend }, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const trusted = await world.signIn('alice', secret, { trustClient: true })
  await trusted.post('/logout')
  for (const [userId, client] of [['carol', world.client()], ['alice', trusted]] as const) {
    await client.get('/state')
    const planted = sessionOf(client)
    await world.login(userId, { client })
    await isFull(t, client, userId)
    t.not(sessionOf(client), planted)
    await isAnonymous(t, world, planted, `the id of before ${userId}`)
  }
  const dave = await world.login('dave')
  const enrolling = sessionOf(dave)
  const key = await world.startEnrollment(dave)
  await dave.post('/two-factor/enrollment/confirm', { code: world.code(key) })
  await isFull(t, dave, 'dave')
  await isAnonymous(t, world, enrolling, 'the enrollment-only id')
})

attack('keeps nothing of the session before the sign-in but what is named', { extend, sessions: { keepKeys: ['basket'] } }, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const alice = world.client()
  await alice.post('/basket')
  t.strictSame((await alice.get('/basket')).body, { basket: 'three apples', _csrf: 'planted' })
  await world.login('alice', { client: alice })
  t.strictSame((await alice.get('/basket')).body, { basket: 'three apples', _csrf: null }, 'after the password')
  await alice.post('/basket')
  await alice.post('/two-factor/challenge', { code: world.code(secret) })
  await isFull(t, alice, 'alice')
  t.strictSame((await alice.get('/basket')).body, { basket: 'three apples', _csrf: null }, 'after the code')
})

attack('keeps nothing of the session before the sign-in by default, nor over a sign-out', { extend }, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const alice = world.client()
  await alice.post('/basket')
  await world.login('alice', { client: alice })
  t.strictSame((await alice.get('/basket')).body, { basket: null, _csrf: null }, 'after the password')
  await alice.post('/basket')
  await alice.post('/two-factor/challenge', { code: world.code(secret) })
  t.strictSame((await alice.get('/basket')).body, { basket: null, _csrf: null }, 'after the code')
  await alice.post('/basket')
  await alice.post('/logout')
  t.strictSame((await alice.get('/basket')).body, { basket: null, _csrf: null }, 'after the sign-out')
})

attack('makes one session of two sign-ins in one, the first challenge being over', { extend }, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const alice = await world.login('alice')
  const first = sessionOf(alice)
  await world.login('alice', { client: alice })
  const before = world.copy(alice)
  t.equal((await alice.post('/two-factor/challenge', { code: world.code(secret) })).status, 200)
  await isFull(t, alice, 'alice')
  world.nextStep()
  for (const stale of [withSession(world, first), before]) {
    t.match(await stale.post('/two-factor/challenge', { code: world.code(secret) }), { status: 401, body: { code: 'TWO_FACTOR_SIGN_IN_REQUIRED' } })
    await isRefused(t, stale)
  }
  t.equal([...world.store.sessions.values()].filter(text => text.includes(world.repository.stored('alice').stamp) && text.includes('"totp"')).length, 2, 'of the enrollment and of the sign-in')
})

attack('keeps no password, secret or code in a pending session', { extend, verifyPassword: () => true }, async (t, world) => {
  const { secret, recoveryCodes } = await world.enroll('alice')
  world.store.sessions.clear()
  const alice = await world.login('alice', { next: '/me' })
  await alice.post('/two-factor/challenge', { code: world.wrong(secret) })
  await alice.post('/two-factor/recovery', { code: 'A'.repeat(24) })
  t.equal(world.store.sessions.size, 1)
  const [text] = world.store.sessions.values()
  const { cookie, twoFactor, ...rest } = JSON.parse(text!)
  t.ok(cookie)
  t.strictSame(rest, {})
  t.strictSame(Object.keys(twoFactor).sort(), ['fresh', 'id', 'method', 'next', 'signedInAt', 'stamp', 'status', 'userId'])
  for (const word of ['password', secret, world.code(secret), world.wrong(secret), ...recoveryCodes, world.repository.stored('alice').authenticators[0]!.key]) {
    t.notOk(text!.includes(word), `no ${word}`)
  }
})

/** The store that comes with the session plugin hands the same objects to requests that run at once. */
function sharing (): AttackOptions {
  const store = new session.MemoryStore() as unknown as NonNullable<AttackOptions['session']>['store']
  return { session: { ...(store && { store }) } }
}

async function userOf (client: Client): Promise<string | undefined> {
  return (await client.get('/me')).body.userId
}

/** Whether any of the cookies that were around signs in as alice. */
async function isAlice (world: World, clients: readonly Client[]): Promise<boolean> {
  for (const client of clients) for (const app of [world.i1, world.i2]) if (await userOf(world.copy(client, app)) === 'alice') return true
  return false
}

for (const [store, options] of [['a store of shared objects', sharing()], ['a store of texts', {}]] as const) {
  attack(`makes no alice of bob's code and alice's password by two requests at once in one session, with ${store}`, options, async (t, world) => {
    await world.enroll('alice')
    const bob = await world.enroll('bob')
    const code = (): string => world.code(bob.secret)
    const races: ((client: Client) => Promise<unknown>[])[] = [
      client => [client.post('/two-factor/challenge', { code: code(), trustClient: true }), client.post('/login', { userId: 'alice' })],
      client => [client.post('/login', { userId: 'alice' }), client.post('/two-factor/challenge', { code: code(), trustClient: true })],
      client => [client.post('/two-factor/step-up', { code: code() }), client.post('/login', { userId: 'alice' })],
      client => [client.post('/two-factor/recovery-codes', { code: code() }), client.post('/login', { userId: 'alice' }), client.get('/me')],
      client => [client.page('/me'), client.post('/two-factor/challenge', { code: code() }), client.post('/login', { userId: 'alice' })],
      client => [client.post('/password'), client.post('/login', { userId: 'alice' })]
    ]
    const taken: number[] = []
    for (let round = 0; round < world.times(36, 12); round++) {
      const race = races[round % races.length]!
      const pending = round % races.length < 2 || round % races.length === 4
      const client = pending ? await world.login('bob') : await world.signIn('bob', bob.secret)
      const copies = [world.copy(client), world.copy(client, world.i2)]
      await Promise.all([...race(client), after(round % 5).then(async () => await userOf(copies[0]!))])
      if (await isAlice(world, [client, ...copies])) taken.push(round)
      world.nextStep()
    }
    t.strictSame(taken, [])
  })

  attack(`makes no alice of a pending alice by bob's sign-in at once in the same session, with ${store}`, options, async (t, world) => {
    await world.enroll('alice')
    const bob = await world.enroll('bob')
    const taken: number[] = []
    for (let round = 0; round < world.times(20, 8); round++) {
      const client = await world.login('alice')
      const copy = world.copy(client)
      await Promise.all([client.post('/two-factor/challenge', { code: world.code(bob.secret) }), copy.post('/login', { userId: 'bob' }), client.post('/login', { userId: 'carol' })])
      await client.post('/two-factor/challenge', { code: world.code(bob.secret) })
      await copy.post('/two-factor/challenge', { code: world.code(bob.secret) })
      if (await isAlice(world, [client, copy])) taken.push(round)
      world.nextStep()
      world.clock.now += 60_000
    }
    t.strictSame(taken, [])
  })
}
