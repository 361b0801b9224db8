import { answerChallenge, assertion, confirmPasskey, enrollBoth, passkeyOptions, register, securityKey, signInByPasskey, takingPasskeys } from './passkeys.js'
import { attack, isFull, isRefused, outcome, type World } from './support.js'

/** On the second instance nobody can use a passkey. */
const switchedOff = { ...takingPasskeys(), second: { passkeys: undefined } }

attack('lets nobody in by the password alone where passkeys are switched off: who has one is asked for a recovery code', switchedOff, async (t, world) => {
  const { authenticator, recoveryCodes } = await register(world, 'alice')
  const client = await world.login('alice', { app: world.i2 })
  await isRefused(t, client)
  const { body } = await client.get('/two-factor/challenge')
  t.match(body, { status: 'challenge', methods: { length: 0 } })
  t.notOk(Object.hasOwn(body, 'passkeyOptions'))
  const credential = await assertion(world.copy(client), authenticator)
  const row = world.repository.rows.get('alice')
  for (const answer of [await answerChallenge(client, credential), await client.submit('/two-factor/challenge', { credential: JSON.stringify(credential) })]) t.equal(answer.status, 400)
  t.equal(outcome(await client.post('/two-factor/challenge', { code: '123456' })), 'TWO_FACTOR_INVALID_CODE')
  t.strictSame(world.repository.rows.get('alice'), row, 'nothing is written')
  await isRefused(t, client)
  t.equal((await client.post('/two-factor/recovery', { code: recoveryCodes[0] })).status, 200)
  await isFull(t, client, 'alice', 'by a recovery code')
  t.match((await client.get('/two-factor')).body, { enabled: true, authenticators: [{ type: 'passkey' }] })
  await isFull(t, await signInByPasskey(world, 'alice', authenticator), 'alice', 'where passkeys are on')
})

attack('has no routes of passkeys where they are switched off, and starts none by a method', {
  ...switchedOff,
  extend: app => {
    app.post('/own/passkeys', async request => await request.twoFactor.startPasskey())
    app.post('/own/passkeys/confirm', async request => await request.twoFactor.confirmPasskey(request.body as object))
  }
}, async (t, world) => {
  const alice = await world.login('alice', { app: world.i2 })
  const { body: { options } } = await world.copy(alice).post('/two-factor/passkeys')
  const made = securityKey().create(options)
  t.equal((await alice.post('/two-factor/passkeys')).status, 404)
  t.equal((await confirmPasskey(alice, made)).status, 404)
  t.equal(outcome(await alice.post('/own/passkeys')), 'TWO_FACTOR_METHOD_NOT_ALLOWED')
  t.equal(outcome(await alice.post('/own/passkeys/confirm', made)), 'TWO_FACTOR_METHOD_NOT_ALLOWED')
  t.equal(world.repository.rows.get('alice')!.enabled, false)
})

attack('takes codes where passkeys are switched off, but removes or disables no more than by them', switchedOff, async (t, world) => {
  const { secret, authenticator } = await enrollBoth(world, 'alice')
  const alice = await world.signIn('alice', secret, { app: world.i2 })
  await isFull(t, alice, 'alice')
  const [app, key] = world.repository.stored('alice').authenticators.map(({ id }) => id) as [string, string]
  const credential = authenticator.get(await passkeyOptions(world.copy(alice)))
  for (const url of ['/two-factor/step-up', '/two-factor/disable', '/two-factor/recovery-codes', `/two-factor/authenticators/${app}/remove`]) {
    t.equal((await alice.post(url, { credential })).status, 400, url)
  }
  t.equal(outcome(await alice.post(`/two-factor/authenticators/${app}/remove`, { code: world.code(secret) })), 'TWO_FACTOR_LAST_AUTHENTICATOR', 'nothing else works here')
  await t.rejects(world.i2.twoFactor.removeAuthenticator('alice', app), { code: 'TWO_FACTOR_LAST_AUTHENTICATOR' })
  t.equal((await alice.post(`/two-factor/authenticators/${key}/remove`, { code: world.code(secret) })).status, 204, 'the passkey may go')
  world.nextStep()
  await isFull(t, await world.signIn('alice', secret), 'alice')
})

attack('holds a role that asks for a passkey where these are switched off, by every way in', switchedOff, async (t, world) => {
  const { secret, recoveryCodes } = await enrollBoth(world, 'alice')
  const bob = await world.enroll('bob')
  for (const userId of ['alice', 'bob']) world.users[userId]!.twoFactor = 'phishing-resistant'
  const refusedCode = await pendingOn(world, 'alice')
  t.equal(outcome(await refusedCode.post('/two-factor/challenge', { code: world.code(secret) })), 'TWO_FACTOR_METHOD_NOT_ALLOWED', 'a code of who has a passkey')
  t.match(await refusedCode.post('/two-factor/recovery', { code: recoveryCodes[0] }), { status: 200, body: { status: 'enrollment' } })
  const byCode = await pendingOn(world, 'bob')
  t.match(await byCode.post('/two-factor/challenge', { code: world.code(bob.secret) }), { status: 200, body: { status: 'enrollment' } })
  for (const client of [refusedCode, byCode]) {
    t.equal(outcome(await client.get('/me')), 'TWO_FACTOR_ENROLLMENT_REQUIRED')
    await isRefused(t, client)
  }
})

async function pendingOn (world: World, userId: string): ReturnType<World['login']> {
  return await world.login(userId, { app: world.i2 })
}
