import type { Client } from '../support/client.js'
import { addPasskey, answerChallenge, assertion, enrollBoth, passkeyOptions, register, securityKey, signInByPasskey, type SoftAuthenticator, syncedPasskey, takingPasskeys } from './passkeys.js'
import { refusesAssertion } from './refused-assertions.js'
import { attack, isFull, isRefused, outcome, type World } from './support.js'

interface Situation { world: World, alice: Client, authenticator: SoftAuthenticator, id: string }

/** Every way in which a passkey of alice comes to its end; another one of hers, or a new one, stays. */
const endings: Record<string, (situation: Situation) => Promise<unknown>> = {
  'is removed by its owner': async ({ alice, authenticator, id }) => {
    await addPasskey(alice, securityKey())
    return await alice.post(`/two-factor/authenticators/${id}/remove`, { credential: await assertion(alice, authenticator) })
  },
  'is removed by an administrator': async ({ world, alice, id }) => {
    await addPasskey(alice, securityKey())
    return await world.i2.twoFactor.removeAuthenticator('alice', id)
  },
  'is replaced': async ({ alice }) => await addPasskey(alice, securityKey(), { replace: true }),
  'is reset': async ({ world }) => {
    await world.i2.twoFactor.reset('alice')
    return await register(world, 'alice')
  },
  'is reset, and made anew by the same device': async ({ world, authenticator }) => {
    await world.i2.twoFactor.reset('alice')
    return await register(world, 'alice', authenticator)
  },
  'goes with everything else': async ({ alice, authenticator }) => {
    await alice.post('/two-factor/disable', { credential: await assertion(alice, authenticator) })
    return await addPasskey(alice, securityKey())
  },
  'goes with everything else, and is made anew by the same device': async ({ alice, authenticator }) => {
    await alice.post('/two-factor/disable', { credential: await assertion(alice, authenticator) })
    return await addPasskey(alice, authenticator)
  }
}

for (const [what, end] of Object.entries(endings)) {
  attack(`takes no passkey any more once it ${what}, nor an answer of it of before`, takingPasskeys(), async (t, world) => {
    const { client: alice, authenticator } = await register(world, 'alice', syncedPasskey())
    const { id, credentialId } = world.repository.stored('alice').authenticators[0] as { id: string, credentialId?: string }
    const pending = await world.login('alice')
    const before = await assertion(pending, authenticator)
    await end({ world, alice, authenticator, id })
    t.notOk(JSON.stringify(world.repository.stored('alice')).includes(credentialId!), 'it is gone')
    t.equal(outcome(await answerChallenge(pending, before)), 'TWO_FACTOR_SIGN_IN_REQUIRED', 'a sign-in of before')
    const client = await world.login('alice', { app: world.i2 })
    const options = await passkeyOptions(client)
    t.notOk(JSON.stringify(options).includes(credentialId!), 'nobody is asked for it')
    await refusesAssertion(t, world, client, authenticator.get(options, { credentialId: credentialId! }), 'by its id')
    await refusesAssertion(t, world, client, before, 'an answer of before')
    const others = world.repository.stored('alice').authenticators as { credentialId?: string }[]
    const keys = authenticator.keysOf(credentialId!)
    await refusesAssertion(t, world, client, { ...authenticator.get(options, { credentialId: credentialId!, keys }), id: others[0]!.credentialId, rawId: others[0]!.credentialId }, 'by the id of another one')
    await isRefused(t, client)
  })
}

attack('takes a passkey that a device made anew, whatever became of its first one', takingPasskeys(), async (t, world) => {
  const { authenticator } = await register(world, 'alice', syncedPasskey())
  const { userHandle } = world.repository.stored('alice')
  await world.i1.twoFactor.reset('alice')
  await register(world, 'alice', authenticator)
  t.equal(world.repository.stored('alice').userHandle, userHandle)
  await isFull(t, await signInByPasskey(world, 'alice', authenticator), 'alice')
})

attack('removes no last passkey by itself, and spends no answer on it', takingPasskeys(), async (t, world) => {
  const { client: alice, authenticator } = await register(world, 'alice')
  const { id } = world.repository.stored('alice').authenticators[0]!
  const credential = await assertion(alice, authenticator)
  world.repository.countSaves()
  t.match(await alice.post(`/two-factor/authenticators/${id}/remove`, { credential }), { status: 409, body: { code: 'TWO_FACTOR_LAST_AUTHENTICATOR' } })
  await t.rejects(world.i2.twoFactor.removeAuthenticator('alice', id), { code: 'TWO_FACTOR_LAST_AUTHENTICATOR' })
  t.equal(world.repository.countSaves(), 0)
  t.equal((await alice.post('/two-factor/step-up', { credential })).status, 200, 'the answer is unspent')
})

attack('removes no last passkey of a role that asks for one, beside an authenticator app, nor disables anything there', takingPasskeys(), async (t, world) => {
  const { client: alice, secret, authenticator } = await enrollBoth(world, 'alice')
  const [app, key] = world.repository.stored('alice').authenticators.map(({ id }) => id) as [string, string]
  world.users.alice!.twoFactor = 'phishing-resistant'
  const remove = async (id: string, proof: object): Promise<string | number> => outcome(await alice.post(`/two-factor/authenticators/${id}/remove`, proof))
  const credential = await assertion(alice, authenticator)
  world.repository.countSaves()
  t.equal(await remove(key, { credential }), 'TWO_FACTOR_LAST_AUTHENTICATOR')
  t.equal(await remove(key, { code: world.code(secret) }), 'TWO_FACTOR_LAST_AUTHENTICATOR')
  t.equal(outcome(await alice.post('/two-factor/disable', { credential })), 'TWO_FACTOR_REQUIRED_BY_POLICY')
  t.equal(await remove(app, { code: world.code(secret) }), 'TWO_FACTOR_METHOD_NOT_ALLOWED', 'a code removes nothing there')
  t.equal(world.repository.countSaves(), 0)
  t.equal(await remove(app, { credential }), 204, 'the app may go')
  t.equal(await remove(key, { credential: await assertion(alice, authenticator) }), 'TWO_FACTOR_LAST_AUTHENTICATOR')
  await isFull(t, alice, 'alice')
})

attack('removes one of two passkeys of a role that asks for one, by the other', takingPasskeys(), async (t, world) => {
  const { client: alice, authenticator } = await register(world, 'alice')
  const second = syncedPasskey()
  await addPasskey(alice, second)
  world.users.alice!.twoFactor = 'phishing-resistant'
  const { id } = world.repository.stored('alice').authenticators[0]!
  t.equal((await alice.post(`/two-factor/authenticators/${id}/remove`, { credential: await assertion(alice, second) })).status, 204)
  const client = await world.login('alice')
  await refusesAssertion(t, world, client, authenticator.get(await passkeyOptions(client), { credentialId: authenticator.credentialIds[0]! }), 'the removed one')
  await isFull(t, await signInByPasskey(world, 'alice', second), 'alice')
})
