import { Host } from './host.js'
import { attack, isFull, isRefused } from './support.js'

const host = new Host()

attack('stays signed out when a slow request of the session writes it back', { extend: host.extend, session: { rolling: true } }, async (t, world) => {
  const { secret } = await world.enroll('alice')
  for (const leave of ['/logout', '/two-factor/sign-out']) {
    const alice = await world.signIn('alice', secret)
    const sessionId = alice.jar.get('sessionId')!.split('.')[0]!
    const thief = world.copy(alice)
    let open = (): void => {}
    host.gate = new Promise(resolve => { open = resolve })
    const entered = new Promise<void>(resolve => { host.entered = resolve })
    const slow = thief.get('/slow')
    await entered
    t.equal((await world.copy(alice, world.i2).post(leave)).status, 204)
    t.notOk(world.store.sessions.has(sessionId), 'the session is destroyed')
    open()
    t.equal((await slow).status, 200, 'the slow request was let in before')
    t.ok(world.store.sessions.has(sessionId), 'the slow request wrote the session back')
    await isRefused(t, world.copy(alice), `after ${leave}`)
    await isRefused(t, thief, `after ${leave}`)
  }
})

attack('leaves nothing of the session before a change alive when a slow request writes it back', { extend: host.extend, session: { rolling: true } }, async (t, world) => {
  const { client: alice, secret } = await world.enroll('alice')
  const sessionId = alice.jar.get('sessionId')!.split('.')[0]!
  const thief = world.copy(alice)
  let open = (): void => {}
  host.gate = new Promise(resolve => { open = resolve })
  const entered = new Promise<void>(resolve => { host.entered = resolve })
  const slow = thief.get('/slow')
  await entered
  t.equal((await alice.post('/two-factor/disable', { code: world.code(secret) })).status, 200)
  open()
  await slow
  t.ok(world.store.sessions.has(sessionId), 'the slow request wrote the session back')
  await isRefused(t, thief)
  await isFull(t, alice, 'alice', 'the session that made the change goes on')
})

attack('stays signed out after fifty more sign-outs, the first session written back', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const alice = await world.signIn('alice', secret, { trustClient: true })
  const first = world.copy(alice)
  const sessionId = alice.jar.get('sessionId')!.split('.')[0]!
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
