import { addPasskey, answerChallenge, assertion, register, securityKey, signInByPasskey, takingPasskeys } from './passkeys.js'
import { refusesAssertion } from './refused-assertions.js'
import { attack, isFull, isRefused, outcome, type World } from './support.js'

/** What a release to come might keep. */
const VEIN = { id: 'vein-of-a-palm', type: 'palm-vein', name: 'My palm', createdAt: 1_700_000_000_000, scan: { ridges: [1, [2, { deep: 'a text' }]] }, credentialId: 'AAAA', publicKey: 'AAAA', key: 'no key' }

/** Alice has recovery codes, and no authenticator but one of an unknown type. */
async function enrollUnknown (world: World): Promise<string[]> {
  const { recoveryCodes } = await world.enroll('alice')
  world.repository.store('alice', record => ({ ...record, authenticators: [VEIN] }))
  return recoveryCodes
}

attack('asks whoever has nothing but an authenticator of an unknown type, and lets them in by a recovery code only', takingPasskeys(), async (t, world) => {
  const recoveryCodes = await enrollUnknown(world)
  const bob = await register(world, 'bob')
  const client = await world.login('alice')
  const { body } = await client.get('/two-factor/challenge')
  t.match(body, { status: 'challenge', methods: { length: 0 } })
  t.notOk(Object.hasOwn(body, 'passkeyOptions'))
  const foreign = await assertion(await world.login('bob'), bob.authenticator)
  for (const [what, credential] of Object.entries({ 'an answer of bob': foreign, 'an answer by its id': { ...foreign, id: 'AAAA', rawId: 'AAAA' } })) await refusesAssertion(t, world, client, credential, what)
  t.equal(outcome(await client.post('/two-factor/challenge', { code: '123456' })), 'TWO_FACTOR_INVALID_CODE')
  t.equal(world.repository.stored('alice').codeAttempts.failures, 0, 'there was nothing to guess')
  await isRefused(t, client)
  t.equal((await client.post('/two-factor/recovery', { code: recoveryCodes[0] })).status, 200)
  await isFull(t, client, 'alice')
})

attack('keeps an authenticator of an unknown type as it is through every change', takingPasskeys(), async (t, world) => {
  const recoveryCodes = await enrollUnknown(world)
  let saves = world.repository.saved.length
  const survives = (what: string): void => {
    t.ok(world.repository.saved.length > saves, `${what}: something is saved`)
    saves = world.repository.saved.length
    t.strictSame(world.repository.stored('alice').authenticators.find(({ id }) => id === VEIN.id), VEIN, what)
  }
  const done = async (what: string, act: Promise<{ status: number }>): Promise<void> => {
    const { status } = await act
    t.ok(status < 300, `${what}: ${status}`)
    survives(what)
  }
  const alice = await world.login('alice')
  await done('a recovery', alice.post('/two-factor/recovery', { code: recoveryCodes[0] }))
  const secret = await world.startEnrollment(alice)
  survives('the start of an enrollment')
  await done('an enrollment', alice.post('/two-factor/enrollment/confirm', { code: world.code(secret) }))
  world.nextStep()
  const authenticator = securityKey()
  await done('a registration', addPasskey(alice, authenticator))
  await done('a step-up by a passkey', alice.post('/two-factor/step-up', { credential: await assertion(alice, authenticator) }))
  await done('a step-up by a code', alice.post('/two-factor/step-up', { code: world.code(secret) }))
  const [, { id: app }, { id: key }] = world.repository.stored('alice').authenticators as [object, { id: string }, { id: string }]
  await done('another name', alice.post(`/two-factor/authenticators/${key}/rename`, { name: 'My key' }))
  await done('new recovery codes', alice.post('/two-factor/recovery-codes', { credential: await assertion(alice, authenticator) }))
  await done('saved recovery codes', alice.post('/two-factor/recovery-codes/saved'))
  await done('a removal', alice.post(`/two-factor/authenticators/${app}/remove`, { credential: await assertion(alice, authenticator) }))
  t.equal(outcome(await alice.post(`/two-factor/authenticators/${key}/remove`, { credential: await assertion(alice, authenticator) })), 'TWO_FACTOR_LAST_AUTHENTICATOR', 'the unknown one cannot sign in')
  const pending = await world.login('alice')
  await done('a sign-in that is remembered', answerChallenge(pending, await assertion(pending, authenticator), { trustClient: true }))
  await done('a forgotten client', pending.post('/two-factor/trusted-clients/revoke'))
  await done('a sign-out', pending.post('/two-factor/sign-out'))
  await world.i2.twoFactor.revokeSessions('alice')
  survives('signing out everywhere')
  await isFull(t, await signInByPasskey(world, 'alice', authenticator), 'alice')
  const renamed = await signInByPasskey(world, 'alice', authenticator)
  t.equal((await renamed.post(`/two-factor/authenticators/${VEIN.id}/rename`, { name: 'My left palm' })).status, 204)
  t.strictSame(world.repository.stored('alice').authenticators[0], { ...VEIN, name: 'My left palm' })
  t.equal((await renamed.post(`/two-factor/authenticators/${VEIN.id}/remove`, { credential: await assertion(renamed, authenticator) })).status, 204, 'its owner removes it')
  t.equal(world.repository.stored('alice').authenticators.length, 1)
})
