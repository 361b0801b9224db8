import type { Client } from '../support/client.js'
import { Host } from './host.js'
import { after, atOnce, attack, isFull, isRefused, outcome, storedSessionId, tally, type World } from './support.js'

const listed = { sessions: { list: true } }
const host = new Host()

async function idOf (client: Client): Promise<string> {
  const { body: { sessions } } = await client.get('/two-factor')
  return (sessions as { id: string, current: boolean }[]).find(({ current }) => current)!.id
}

/** Two sessions of alice, on the two instances. */
async function twoSessions (world: World): Promise<{ owner: Client, other: Client, secret: string }> {
  const { client: owner, secret } = await world.enroll('alice')
  return { owner, other: await world.signIn('alice', secret, { app: world.i2 }), secret }
}

attack('stays ended when a slow request of a revoked session writes it back', { ...listed, extend: host.extend, session: { rolling: true } }, async (t, world) => {
  const { owner, other } = await twoSessions(world)
  const sessionId = storedSessionId(other)
  const thief = world.copy(other)
  const held = host.hold()
  const slow = thief.get('/slow')
  await held.entered
  t.equal((await owner.post(`/two-factor/sessions/${await idOf(other)}/revoke`)).status, 204)
  held.release()
  t.equal((await slow).status, 200, 'the slow request was let in before')
  t.ok(world.store.sessions.has(sessionId), 'the slow request wrote the session back')
  await isRefused(t, world.copy(other), 'the revoked session')
  await isRefused(t, thief)
  await isFull(t, owner, 'alice')
})

attack('stays ended when its stored session is put back by hand, also where the clock goes back', listed, async (t, world) => {
  const { owner, other } = await twoSessions(world)
  const sessionId = storedSessionId(other)
  const stored = world.store.sessions.get(sessionId)!
  const id = await idOf(other)
  t.equal((await owner.post(`/two-factor/sessions/${id}/revoke`)).status, 204)
  for (const moved of [0, -3600_000, 7200_000]) {
    world.clock.now += moved
    world.store.sessions.set(sessionId, stored)
    await isRefused(t, other, `${moved}`)
    t.equal(outcome(await other.post('/two-factor/recovery-codes/saved')), 'TWO_FACTOR_SIGN_IN_REQUIRED')
  }
})

attack('lets no session outlive its revocation by a step-up, a change or a new password at the same time', { ...listed, verifyPassword: () => true }, async (t, world) => {
  const survivors: string[] = []
  for (let round = 0; round < world.times(60, 12); round++) {
    const { owner, other, secret } = await twoSessions(world)
    const id = await idOf(other)
    const acts: Record<string, () => Promise<unknown>> = {
      'step-up': () => other.post('/two-factor/step-up', { code: world.code(secret) }),
      rename: async () => await other.post(`/two-factor/authenticators/${(await other.get('/two-factor')).body.authenticators?.[0]?.id}/rename`, { name: 'Phone' }),
      'new codes': () => other.post('/two-factor/recovery-codes', { code: world.code(secret) })
    }
    const [name, act] = Object.entries(acts)[round % 3]!
    await Promise.all([act(), after(round % 12).then(async () => await owner.post(`/two-factor/sessions/${id}/revoke`))])
    if ((await other.get('/me')).status === 200) survivors.push(`${name} in round ${round}`)
    await world.i1.twoFactor.reset('alice')
  }
  t.strictSame(survivors, [])
})

attack('lists each of the sign-ins that complete while others are revoked, and leaves none alive that was revoked', listed, async (t, world) => {
  const owner = await world.login('carol')
  for (let round = 0; round < world.times(20, 4); round++) {
    const old = await world.login('carol', { app: world.i2 })
    const id = await idOf(old)
    const [revoked, ...fresh] = await Promise.all([owner.post(`/two-factor/sessions/${id}/revoke`), ...[1, 2, 3].map(async turn => { await after(turn); return await world.login('carol', { app: turn % 2 === 0 ? world.i1 : world.i2 }) })])
    t.equal(revoked.status, 204)
    await isRefused(t, old)
    const { body: { sessions } } = await owner.get('/two-factor')
    const ids = new Set((sessions as { id: string }[]).map(({ id }) => id))
    for (const client of fresh as Client[]) {
      await isFull(t, client, 'carol')
      t.ok(ids.has(await idOf(client)), 'a sign-in at the same moment is listed')
    }
    t.equal((await owner.post('/two-factor/sessions/revoke-others')).status, 204)
    for (const client of fresh as Client[]) await isRefused(t, client)
  }
})

attack('lets no sign-in that was begun before outlive "end all others"', listed, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const survivors: number[] = []
  for (let round = 0; round < world.times(60, 10); round++) {
    const owner = await world.signIn('alice', secret)
    const pending = await world.login('alice', { app: world.i2 })
    await Promise.all([pending.post('/two-factor/challenge', { code: world.code(secret), trustClient: true }), after(round % 12).then(async () => await owner.post('/two-factor/sessions/revoke-others'))])
    if ((await pending.get('/me')).status === 200) survivors.push(round)
    await isFull(t, owner, 'alice', 'who ended the others goes on')
    world.nextStep()
  }
  t.strictSame(survivors, [])
})

attack('revokes a session once, however often it is asked at once, and says so to one', listed, async (t, world) => {
  const { owner, other } = await twoSessions(world)
  const id = await idOf(other)
  const copies = [world.copy(owner), world.copy(owner, world.i2)]
  const answers = await atOnce(20, async index => await copies[index % 2]!.post(`/two-factor/sessions/${id}/revoke`))
  t.strictSame(tally(answers), { 204: 1, TWO_FACTOR_NOT_FOUND: 19 })
  t.equal(world.events.filter(({ type }) => type === 'session-revoked').length, 1)
})

attack('lets two sessions that revoke each other at once end at least one of them, and nobody but them', listed, async (t, world) => {
  const { owner: one, other: two, secret } = await twoSessions(world)
  const third = await world.signIn('alice', secret)
  const [first, second] = [await idOf(one), await idOf(two)]
  const answers = await Promise.all([one.post(`/two-factor/sessions/${second}/revoke`), two.post(`/two-factor/sessions/${first}/revoke`)])
  t.strictSame(tally(answers), { 204: 1, TWO_FACTOR_SIGN_IN_REQUIRED: 1 })
  await isFull(t, third, 'alice')
})

attack('gives a thief with a pending or stale session no list and no revocation', listed, async (t, world) => {
  const { owner, secret } = await twoSessions(world)
  const pending = await world.login('alice')
  const id = await idOf(owner)
  for (const [client, code] of [[pending, 'TWO_FACTOR_CHALLENGE_REQUIRED'], [world.client(), 'TWO_FACTOR_SIGN_IN_REQUIRED']] as const) {
    t.equal(outcome(await client.get('/two-factor')), code)
    for (const url of [`/two-factor/sessions/${id}/revoke`, '/two-factor/sessions/revoke-others']) t.equal(outcome(await client.post(url)), code, url)
  }
  const thief = world.copy(await world.signIn('alice', secret))
  world.clock.now += 900_000
  for (const url of [`/two-factor/sessions/${id}/revoke`, '/two-factor/sessions/revoke-others']) t.equal(outcome(await thief.post(url)), 'TWO_FACTOR_REAUTHENTICATION_REQUIRED', url)
  await isFull(t, owner, 'alice')
})

attack('names in the list nothing of where its sessions are stored', listed, async (t, world) => {
  const { owner, other } = await twoSessions(world)
  const told = JSON.stringify((await owner.get('/two-factor')).body.sessions) + (await owner.page('/two-factor')).body
  for (const client of [owner, other]) {
    t.notOk(told.includes(storedSessionId(client)))
    t.notOk(told.includes(client.jar.get('sessionId')!))
  }
})
