import type { Client } from '../support/client.js'
import { Host } from './host.js'
import { attack, IMPORTED_KEY, isFull, isRefused, outcome, storedSessionId, type World } from './support.js'

const host = new Host()

attack('stays signed out when a slow request of the session writes it back', { extend: host.extend, session: { rolling: true } }, async (t, world) => {
  const { secret } = await world.enroll('alice')
  for (const leave of ['/logout', '/two-factor/sign-out']) {
    const alice = await world.signIn('alice', secret)
    const sessionId = storedSessionId(alice)
    const thief = world.copy(alice)
    const held = host.hold()
    const slow = thief.get('/slow')
    await held.entered
    t.equal((await world.copy(alice, world.i2).post(leave)).status, 204)
    t.notOk(world.store.sessions.has(sessionId), 'the session is destroyed')
    held.release()
    t.equal((await slow).status, 200, 'the slow request was let in before')
    t.ok(world.store.sessions.has(sessionId), 'the slow request wrote the session back')
    await isRefused(t, world.copy(alice), `after ${leave}`)
    await isRefused(t, thief, `after ${leave}`)
  }
})

attack('leaves nothing of the session before a change alive when a slow request writes it back', { extend: host.extend, session: { rolling: true } }, async (t, world) => {
  const { client: alice, secret } = await world.enroll('alice')
  const sessionId = storedSessionId(alice)
  const thief = world.copy(alice)
  const held = host.hold()
  const slow = thief.get('/slow')
  await held.entered
  t.equal((await alice.post('/two-factor/disable', { code: world.code(secret) })).status, 200)
  held.release()
  await slow
  t.notOk(world.store.sessions.has(sessionId), 'nothing is written back')
  await isRefused(t, thief)
  await isFull(t, alice, 'alice', 'the session that made the change goes on')
})

attack('stays signed out after fifty more sign-outs, the first session written back', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const alice = await world.signIn('alice', secret, { trustClient: true })
  const first = world.copy(alice)
  const sessionId = storedSessionId(alice)
  const text = world.store.sessions.get(sessionId)!
  let last = first
  for (let signOut = 1; signOut <= 51; signOut++) {
    t.equal((await alice.post('/logout')).status, 204)
    world.store.sessions.set(sessionId, text)
    await isRefused(t, world.copy(first), `after sign-out ${signOut}`)
    await world.login('alice', { client: alice })
    if (signOut === 50) last = world.copy(alice)
  }
  await isFull(t, alice, 'alice', 'the latest sign-in')
  await isRefused(t, last, 'the sign-in of before')
  t.ok(world.repository.stored('alice').signedOut.length <= 50, 'the list is bounded')
})

interface Situation { world: World, maker: Client, secret: string, recoveryCodes: string[] }

async function confirm ({ world, maker }: Situation, replace: boolean): Promise<Client> {
  const key = await world.startEnrollment(maker)
  await maker.post('/two-factor/enrollment/confirm', { code: world.code(key), replace })
  return maker
}

/** Every change of the stamp; each gives the session that goes on, where there is one. */
const changes: Record<string, (situation: Situation) => Promise<Client | undefined>> = {
  'an added authenticator': async situation => await confirm(situation, false),
  'a replaced authenticator': async situation => await confirm(situation, true),
  'a removed authenticator': async situation => {
    const { world, maker, secret } = situation
    await world.i1.twoFactor.importAuthenticator('alice', { secret: IMPORTED_KEY })
    await world.signIn('alice', secret, { client: maker })
    const { id } = world.repository.stored('alice').authenticators[1]!
    await maker.post(`/two-factor/authenticators/${id}/remove`, { code: world.code(secret) })
    return maker
  },
  'an imported authenticator': async ({ world }) => {
    await world.i2.twoFactor.importAuthenticator('alice', { secret: IMPORTED_KEY })
    return undefined
  },
  disabling: async ({ world, maker, secret }) => {
    await maker.post('/two-factor/disable', { code: world.code(secret) })
    return maker
  },
  'a reset': async ({ world }) => {
    await world.i2.twoFactor.reset('alice')
    return undefined
  },
  'a recovery sign-in': async ({ world, recoveryCodes }) => {
    const lost = await world.login('alice')
    await lost.post('/two-factor/recovery', { code: recoveryCodes[0] })
    return lost
  },
  'a new password': async ({ maker }) => {
    await maker.post('/password')
    return maker
  },
  'signing out everywhere': async ({ world }) => {
    await world.i2.twoFactor.revokeSessions('alice')
    return undefined
  }
}

for (const [change, act] of Object.entries(changes)) {
  attack(`ends every session and pending sign-in but its own by ${change}, at once on both instances`, {}, async (t, world) => {
    const { client: maker, secret, recoveryCodes } = await world.enroll('alice')
    const other = await world.signIn('alice', secret)
    const trusted = await world.signIn('alice', secret, { trustClient: true })
    await world.login('alice', { client: trusted })
    const pending = await world.login('alice')
    const stamp = world.repository.stored('alice').stamp
    const before = world.copy(maker)
    for (const client of [maker, other, trusted]) await isFull(t, client, 'alice', 'before')
    const goesOn = await act({ world, maker, secret, recoveryCodes })
    t.not(world.repository.stored('alice').stamp, stamp, 'the stamp changed')
    for (const client of [other, trusted, before]) for (const app of [world.i2, world.i1]) await isRefused(t, world.copy(client, app), 'another session')
    t.equal(outcome(await pending.post('/two-factor/challenge', { code: world.code(secret, 1) })), 'TWO_FACTOR_SIGN_IN_REQUIRED', 'the pending sign-in')
    await isRefused(t, pending, 'the pending sign-in')
    if (goesOn === undefined) await isRefused(t, maker, 'the session of before')
    else await isFull(t, goesOn, 'alice', 'the session that made the change')
    t.match(world.repository.stored('alice'), { trustedClients: { length: 0 }, signedOut: { length: 0 }, enrollment: undefined })
  })
}

attack('ends a session without two-factor authentication when an authenticator is imported', {}, async (t, world) => {
  const carol = await world.login('carol')
  await isFull(t, carol, 'carol')
  await world.i2.twoFactor.importAuthenticator('carol', { secret: IMPORTED_KEY })
  await isRefused(t, carol)
})

attack('takes a session for nobody whose record is gone, or whose stamp is forged', {}, async (t, world) => {
  const { client: alice } = await world.enroll('alice')
  const sessionId = storedSessionId(alice)
  const session = JSON.parse(world.store.sessions.get(sessionId)!)
  for (const twoFactor of [
    { ...session.twoFactor, stamp: 'x' }, { ...session.twoFactor, stamp: undefined }, { ...session.twoFactor, stamp: null }, { ...session.twoFactor, id: undefined },
    { ...session.twoFactor, userId: 'bob' }, { ...session.twoFactor, status: 'challenge', method: 'totp' }, { ...session.twoFactor, method: 'none' }, { userId: 'alice' }, 'alice', true, ['alice'], null
  ]) {
    world.store.sessions.set(sessionId, JSON.stringify({ ...session, twoFactor }))
    await isRefused(t, world.copy(alice), JSON.stringify(twoFactor))
  }
  world.store.sessions.set(sessionId, JSON.stringify(session))
  await isFull(t, world.copy(alice), 'alice', 'as it was')
  world.repository.rows.delete('alice')
  await isRefused(t, alice, 'without a record')
})
