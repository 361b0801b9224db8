import { answerChallenge, assertion, passkeyOptions, register, signInByPasskey, SoftAuthenticator, stepUpByPasskey, takingPasskeys } from './passkeys.js'
import { refusesAssertion } from './refused-assertions.js'
import { attack, isFull, isRefused, outcome, type World } from './support.js'

/** How many alarms there were for a copy of a passkey. */
function alarms (world: World): number {
  return world.events.filter(({ type }) => type === 'authenticator-suspect').length
}

attack('refuses a security key that counts lower, as before or not at all, raises one alarm for each, and the true key goes on', takingPasskeys(), async (t, world) => {
  const { authenticator } = await register(world, 'alice')
  await signInByPasskey(world, 'alice', authenticator)
  const { id, name, signCount } = world.repository.stored('alice').authenticators[0] as { id: string, name: string, signCount?: number }
  t.equal(signCount, 2)
  const client = await world.login('alice')
  const options = await passkeyOptions(client)
  for (const [index, count] of [1, 2, 0].entries()) {
    await refusesAssertion(t, world, client, authenticator.clone().get(options, { signCount: count }), `a count of ${count}`)
    t.equal(alarms(world), index + 1)
    t.strictSame(world.events.slice(-2).map(({ id: _id, at, signInId, ...event }) => event), [
      { type: 'failed', userId: 'alice', purpose: 'sign-in' },
      { type: 'authenticator-suspect', userId: 'alice', authenticator: { id, type: 'passkey', name } }
    ])
  }
  await isRefused(t, client)
  t.equal((await answerChallenge(client, authenticator.get(options))).status, 200, 'the true key, at the same challenge')
  await isFull(t, client, 'alice')
  t.match(world.repository.stored('alice').authenticators, [{ signCount: 3 }])
})

attack('notices the copy of a security key as soon as the second of the two is used', takingPasskeys(), async (t, world) => {
  const { authenticator } = await register(world, 'alice')
  const copy = authenticator.clone()
  const thief = await signInByPasskey(world, 'alice', copy, { app: world.i2 })
  await isFull(t, thief, 'alice', 'a copy cannot be told from the key by itself')
  const alice = await world.login('alice')
  await refusesAssertion(t, world, alice, await assertion(alice, authenticator), 'the key after its copy')
  t.equal(alarms(world), 1)
  t.equal((await answerChallenge(alice, await assertion(alice, authenticator))).status, 200, 'the key, which counts further than its copy by now')
  t.equal(outcome(await stepUpByPasskey(thief, copy)), 'TWO_FACTOR_INVALID_CREDENTIAL', 'the copy after the key')
  t.equal(alarms(world), 2)
})

attack('raises no alarm by a count that was not signed, by one to a challenge of yesterday or by one of another user', takingPasskeys(), async (t, world) => {
  const { authenticator } = await register(world, 'alice')
  const bob = await register(world, 'bob')
  await signInByPasskey(world, 'alice', authenticator)
  const client = await world.login('alice')
  const options = await passkeyOptions(client)
  await refusesAssertion(t, world, client, authenticator.clone().get(options, { signCount: 1, keys: bob.authenticator.keysOf(bob.authenticator.credentialIds[0]!) }), 'signed by somebody else')
  await refusesAssertion(t, world, client, bob.authenticator.get(options, { signCount: 0, credentialId: bob.authenticator.credentialIds[0]! }), 'of bob')
  const old = authenticator.clone().get(options, { signCount: 1 })
  t.equal((await answerChallenge(client, authenticator.get(options))).status, 200)
  await refusesAssertion(t, world, await world.login('alice'), old, 'to a challenge that was spent')
  t.equal(alarms(world), 0)
})

attack('takes a security key that never counts, and one that leaps up to the highest count', takingPasskeys(), async (t, world) => {
  const { authenticator } = await register(world, 'alice', new SoftAuthenticator({ counts: 0 }))
  for (let time = 0; time < 3; time++) await isFull(t, await signInByPasskey(world, 'alice', authenticator), 'alice')
  t.match(world.repository.stored('alice').authenticators, [{ signCount: 0 }])
  const client = await world.login('alice')
  t.equal((await answerChallenge(client, await assertion(client, authenticator, { signCount: 0xffff_ffff }))).status, 200)
  t.match(world.repository.stored('alice').authenticators, [{ signCount: 0xffff_ffff }])
  const again = await world.login('alice')
  await refusesAssertion(t, world, again, await assertion(again, authenticator), 'one that counts nothing any more')
  t.equal(alarms(world), 1)
})

attack('signs in with a synced passkey that counts lower, and keeps the highest count', takingPasskeys(), async (t, world) => {
  const { authenticator } = await register(world, 'alice', new SoftAuthenticator({ synced: true, counts: 1 }))
  for (const signCount of [100, 5, 100, 0]) {
    const client = await world.login('alice')
    t.equal((await answerChallenge(client, await assertion(client, authenticator, { signCount }))).status, 200)
    await isFull(t, client, 'alice', `by a count of ${signCount}`)
    t.match(world.repository.stored('alice').authenticators, [{ signCount: 100 }])
  }
  t.equal(alarms(world), 0)
})
