import type { Client } from '../support/client.js'
import {
  addPasskey, answerChallenge, assertion, enrollBoth, passkeyOptions, register, securityKey, signInByPasskey, stepUpByPasskey, syncedPasskey, takingPasskeys
} from './passkeys.js'
import { refusesAssertion } from './refused-assertions.js'
import { after, atOnce, attack, countFull, isFull, isRefused, outcome, stepAfterPassword, storedSessionId, tally, trustCookies, type World } from './support.js'

async function pendingSessions (world: World, count: number): Promise<Client[]> {
  return await atOnce(count, async index => await world.login('alice', { app: index % 2 ? world.i1 : world.i2 }))
}

for (const [what, make] of Object.entries({ 'a security key': securityKey, 'a synced passkey': syncedPasskey })) {
  attack(`accepts one of 50 posts at once of one assertion of ${what}, in its session and in 50 over both instances`, takingPasskeys(), async (t, world) => {
    const { authenticator } = await register(world, 'alice', make())
    const one = await world.login('alice')
    const copies = Array.from({ length: 50 }, (_, index) => world.copy(one, index % 2 ? world.i1 : world.i2))
    for (const [round, clients] of [copies, await pendingSessions(world, 50)].entries()) {
      const credential = await assertion(clients[0]!, authenticator)
      const answers = await Promise.all(clients.map(async client => await answerChallenge(client, credential)))
      t.equal(tally(answers)[200], 1, 'one answer')
      t.ok(answers.every(({ status }) => [200, 401, 422].includes(status)), JSON.stringify(tally(answers)))
      t.equal(await countFull(clients), 1, 'one Full')
      t.equal(world.repository.stored('alice').assertions, round + 1)
      t.equal(world.events.filter(event => event.type === 'signed-in' && event.method === 'passkey').length, round + 1)
    }
  })
}

attack('accepts one of 50 assertions at once, each of a session of its own, and another one of whoever was slower', takingPasskeys(), async (t, world) => {
  const { authenticator } = await register(world, 'alice', syncedPasskey())
  const clients = await pendingSessions(world, 50)
  const credentials = await Promise.all(clients.map(async client => await assertion(client, authenticator)))
  const answers = await Promise.all(clients.map(async (client, index) => await answerChallenge(client, credentials[index])))
  t.strictSame(tally(answers), { 200: 1, TWO_FACTOR_INVALID_CREDENTIAL: 49 })
  t.equal(await countFull(clients), 1)
  const slower = clients[answers.findIndex(({ status }) => status === 422)]!
  t.equal((await answerChallenge(slower, await assertion(slower, authenticator))).status, 200)
  await isFull(t, slower, 'alice')
})

attack('takes an assertion no more when the pending session is written back, nor one that was made beside it', takingPasskeys(), async (t, world) => {
  const { authenticator } = await register(world, 'alice')
  const client = await world.login('alice')
  const thief = world.copy(client, world.i2)
  const sessionId = storedSessionId(client)
  const session = world.store.sessions.get(sessionId)!
  const other = await assertion(client, authenticator.clone(), { signCount: 1000 })
  const credential = await assertion(client, authenticator)
  t.equal((await answerChallenge(client, credential)).status, 200)
  t.notOk(world.store.sessions.has(sessionId), 'the pending session is destroyed')
  for (const [what, replayed] of Object.entries({ 'the same answer': credential, 'another answer to another challenge': other })) {
    world.store.sessions.set(sessionId, session)
    await refusesAssertion(t, world, thief, replayed, what)
    await isRefused(t, thief, what)
  }
  await isFull(t, client, 'alice')
})

attack('takes one assertion for one change', takingPasskeys(), async (t, world) => {
  const { client: alice, authenticator } = await enrollBoth(world, 'alice')
  const { id } = world.repository.stored('alice').authenticators[0]!
  const changes = { 'a step-up': '/two-factor/step-up', 'new recovery codes': '/two-factor/recovery-codes', 'a removal': `/two-factor/authenticators/${id}/remove`, disabling: '/two-factor/disable' }
  for (const [first, url] of [['a step-up', changes['a step-up']], ['new recovery codes', changes['new recovery codes']]] as const) {
    const credential = await assertion(alice, authenticator)
    t.equal((await alice.post(url, { credential })).status, 200, first)
    world.repository.countSaves()
    for (const [second, again] of Object.entries(changes)) t.equal(outcome(await alice.post(again, { credential })), 'TWO_FACTOR_INVALID_CREDENTIAL', `${first}, then ${second}`)
    t.equal(world.repository.countSaves(), 0)
  }
  t.equal(world.repository.stored('alice').authenticators.length, 2)
})

attack('takes one assertion for one of a step-up, new recovery codes, a removal and disabling at once', takingPasskeys(), async (t, world) => {
  for (let round = 0; round < world.times(20, 8); round++) {
    const { client: alice, authenticator } = await enrollBoth(world, 'alice')
    const { id } = world.repository.stored('alice').authenticators[0]!
    const credential = await assertion(alice, authenticator)
    const urls = ['/two-factor/step-up', '/two-factor/recovery-codes', `/two-factor/authenticators/${id}/remove`, '/two-factor/disable']
    const answers = await Promise.all(urls.map(async (_, index) => {
      const place = (index + round) % urls.length
      return await world.copy(alice, place % 2 ? world.i1 : world.i2).post(urls[place]!, { credential })
    }))
    t.equal(answers.filter(({ status }) => status < 300).length, 1, JSON.stringify(tally(answers)))
    t.equal(world.repository.stored('alice').assertions, round + 1)
    await world.i1.twoFactor.reset('alice')
  }
})

attack('takes an assertion for the purpose and in the sign-in only that its challenge was given out for', takingPasskeys(), async (t, world) => {
  const { client: alice, authenticator } = await enrollBoth(world, 'alice')
  const [first, second] = [await world.login('alice'), await world.login('alice', { app: world.i2 })]
  const ofFirst = await passkeyOptions(first)
  const ofStepUp = await passkeyOptions(alice)
  await refusesAssertion(t, world, second, authenticator.get(ofFirst), "another pending session's")
  await refusesAssertion(t, world, first, authenticator.get(ofStepUp), "a complete session's")
  for (const [what, options] of [["a pending session's", ofFirst], ["another complete session's", await passkeyOptions(await signInByPasskey(world, 'alice', authenticator))]] as const) {
    t.equal(outcome(await alice.post('/two-factor/step-up', { credential: authenticator.get(options) })), 'TWO_FACTOR_INVALID_CREDENTIAL', what)
  }
  const { body: { options: { challenge } } } = await alice.post('/two-factor/passkeys')
  const credential = await assertion(alice, authenticator, { challenge })
  t.equal(outcome(await alice.post('/two-factor/step-up', { credential })), 'TWO_FACTOR_INVALID_CREDENTIAL', 'that of a registration')
  const pending = await passkeyOptions(first)
  t.equal((await answerChallenge(first, authenticator.get(pending))).status, 200)
  t.equal(outcome(await first.post('/two-factor/step-up', { credential: authenticator.get(pending) })), 'TWO_FACTOR_INVALID_CREDENTIAL', 'that of the same sign-in while it was pending')
  t.equal((await stepUpByPasskey(first, authenticator)).status, 200)
})

attack('spends every challenge of the user by any assertion, and none of anybody else', takingPasskeys(), async (t, world) => {
  const { authenticator } = await register(world, 'alice', syncedPasskey())
  const bob = await register(world, 'bob')
  const [first, second] = [await world.login('alice'), await world.login('alice', { app: world.i2 })]
  const ofSecond = await assertion(second, authenticator)
  const pending = await world.login('bob')
  const ofBob = await assertion(pending, bob.authenticator)
  t.equal((await answerChallenge(first, await assertion(first, authenticator))).status, 200)
  await refusesAssertion(t, world, second, ofSecond, 'an older one of alice')
  t.equal((await answerChallenge(pending, ofBob)).status, 200, 'an older one of bob')
})

attack('lets no challenge answered by a passkey outlive revokeSessions at the same time', takingPasskeys(), async (t, world) => {
  const { authenticator } = await register(world, 'alice')
  const survivors: number[] = []
  for (let round = 0; round < world.times(200, 25); round++) {
    const client = await world.login('alice')
    const credential = await assertion(client, authenticator)
    await Promise.all([answerChallenge(client, credential, { trustClient: true }), after(round % 12).then(async () => await world.i2.twoFactor.revokeSessions('alice'))])
    if ((await client.get('/me')).status === 200) survivors.push(round)
    if (trustCookies(client).length > 0 && await stepAfterPassword(world.copy(client), 'alice') !== 'challenge') survivors.push(round)
  }
  t.strictSame(survivors, [])
})

attack('lets no step-up, removal or registration by a passkey outlive revokeSessions at the same time', takingPasskeys(), async (t, world) => {
  const survivors: string[] = []
  for (let round = 0; round < world.times(60, 10); round++) {
    const { client, authenticator } = await enrollBoth(world, 'alice')
    const { id } = world.repository.stored('alice').authenticators[0]!
    const credential = await assertion(client, authenticator)
    const changes: Record<string, () => Promise<unknown>> = {
      'step-up': () => client.post('/two-factor/step-up', { credential }),
      removal: () => client.post(`/two-factor/authenticators/${id}/remove`, { credential }),
      disable: () => client.post('/two-factor/disable', { credential }),
      registration: () => addPasskey(client, securityKey())
    }
    const [name, act] = Object.entries(changes)[round % 4]!
    await Promise.all([act().catch(() => {}), after(round % 12).then(async () => await world.i2.twoFactor.revokeSessions('alice'))])
    if ((await client.get('/me')).status === 200) survivors.push(`${name} in round ${round}`)
    await world.i1.twoFactor.reset('alice')
  }
  t.strictSame(survivors, [])
})
