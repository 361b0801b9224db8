import { requireStepUp } from '../../lib/index.js'
import type { ApplicationOptions } from '../support/application.js'
import { addPasskey, answerChallenge, assertion, enrollBoth, passkeyOptions, register, securityKey, signInByPasskey, stepUpByPasskey, syncedPasskey, takingPasskeys } from './passkeys.js'
import { attack, isFull, outcome, stepAfterPassword, trustCookies } from './support.js'

const MAX_AGE_SECONDS = 120

/** A route that asks for a passkey of just now. */
const withTransfers: ApplicationOptions = {
  ...takingPasskeys(),
  extend: app => {
    app.post('/transfer', { onRequest: requireStepUp({ maxAgeSeconds: MAX_AGE_SECONDS, phishingResistant: true }) }, async request => ({ by: request.twoFactor.userId }))
  }
}

attack('lets nobody through a guard for passkeys by a code, a recovery code or a remembered client', withTransfers, async (t, world) => {
  const { client: enrolled, secret, authenticator, recoveryCodes } = await enrollBoth(world, 'alice', syncedPasskey())
  world.clock.now += MAX_AGE_SECONDS * 1000
  const alice = await world.signIn('alice', secret, { trustClient: true })
  for (const client of [enrolled, alice]) t.equal(outcome(await client.post('/transfer')), 'TWO_FACTOR_STEP_UP_REQUIRED', 'signed in by a code')
  t.equal((await alice.post('/two-factor/step-up', { code: world.code(secret) })).status, 200)
  world.nextStep()
  t.equal((await alice.post('/two-factor/recovery-codes', { code: world.code(secret) })).status, 200)
  world.nextStep()
  t.equal((await alice.post('/payout')).status, 200, 'a guard for any proof')
  t.equal(outcome(await alice.post('/transfer')), 'TWO_FACTOR_STEP_UP_REQUIRED', 'a step-up and a change by codes')
  await world.login('alice', { client: alice })
  t.match((await alice.get('/me')).body, { method: 'trusted-client' })
  t.equal(outcome(await alice.post('/transfer')), 'TWO_FACTOR_STEP_UP_REQUIRED', 'a remembered client')
  t.equal((await stepUpByPasskey(alice, authenticator)).status, 200)
  t.equal((await alice.post('/transfer')).status, 200, 'with the passkey')
  const lost = await world.login('alice')
  t.equal(outcome(await lost.post('/two-factor/recovery', { code: recoveryCodes[0] })), 'TWO_FACTOR_INVALID_CODE', 'a recovery code of the set before')
  const { body: { recoveryCodes: renewed } } = await alice.post('/two-factor/recovery-codes', { credential: await assertion(alice, authenticator) })
  t.equal((await lost.post('/two-factor/recovery', { code: renewed[0] })).status, 200)
  t.equal(outcome(await lost.post('/transfer')), 'TWO_FACTOR_STEP_UP_REQUIRED', 'a recovery code')
})

attack('lets a passkey through its guard until its time is over, whatever codes come after it', withTransfers, async (t, world) => {
  const { secret, authenticator } = await enrollBoth(world, 'alice', syncedPasskey())
  const alice = await signInByPasskey(world, 'alice', authenticator)
  const at = world.clock.now
  t.equal((await alice.post('/transfer')).status, 200, 'signed in by it')
  world.clock.now = at + MAX_AGE_SECONDS * 1000 - 1
  t.equal((await alice.post('/two-factor/step-up', { code: world.code(secret) })).status, 200)
  t.equal((await alice.post('/transfer')).status, 200, 'until then')
  world.clock.now++
  t.equal(outcome(await alice.post('/transfer')), 'TWO_FACTOR_STEP_UP_REQUIRED', 'from then on, though a code was proved a moment ago')
  world.clock.now = at - 60_001
  t.equal(outcome(await alice.post('/transfer')), 'TWO_FACTOR_STEP_UP_REQUIRED', 'by a clock that was set back')
  world.clock.now = at + 600_000
  t.equal((await stepUpByPasskey(alice, authenticator)).status, 200)
  t.equal((await world.copy(alice, world.i2).post('/transfer')).status, 200, 'with a step-up, on every instance')
  const answer = await assertion(alice, authenticator, { signCount: 9, flags: { up: false } })
  t.equal((await alice.post('/two-factor/step-up', { credential: answer })).status, 422)
  world.clock.now += MAX_AGE_SECONDS * 1000
  t.equal(outcome(await alice.post('/transfer')), 'TWO_FACTOR_STEP_UP_REQUIRED', 'a refused one renews nothing')
})

attack('leads whoever has no passkey to the enrollment, in front of a guard for passkeys', withTransfers, async (t, world) => {
  const { client: alice } = await world.enroll('alice')
  const carol = await world.login('carol')
  for (const client of [alice, carol]) t.equal(outcome(await client.post('/transfer')), 'TWO_FACTOR_ENROLLMENT_REQUIRED')
  t.equal(outcome(await world.client().post('/transfer')), 'TWO_FACTOR_SIGN_IN_REQUIRED')
  t.equal((await addPasskey(carol, securityKey())).status, 200)
  t.equal(outcome(await carol.post('/transfer')), 'TWO_FACTOR_STEP_UP_REQUIRED', 'a registration is no assertion')
})

attack('keeps no passkey of the sign-in before alive in the session of the next one', withTransfers, async (t, world) => {
  const { secret, authenticator } = await enrollBoth(world, 'alice', syncedPasskey())
  const alice = await signInByPasskey(world, 'alice', authenticator)
  await world.signIn('alice', secret, { client: alice })
  t.equal(outcome(await alice.post('/transfer')), 'TWO_FACTOR_STEP_UP_REQUIRED')
  await isFull(t, alice, 'alice')
})

attack('remembers a client by a passkey at the challenge, and by none in a complete session, a refused one or a stolen one', takingPasskeys(), async (t, world) => {
  const { authenticator } = await register(world, 'alice')
  const client = await world.login('alice')
  const wrong = await answerChallenge(client, await assertion(client, authenticator, { flags: { be: true } }), { trustClient: true })
  t.equal(wrong.status, 422)
  t.strictSame(trustCookies(client), [], 'a refused one')
  t.equal((await answerChallenge(client, await assertion(client, authenticator), { trustClient: true })).status, 200)
  t.equal(trustCookies(client).length, 1)
  const later = world.copy(client, world.i2)
  later.jar.delete('sessionId')
  t.equal(await stepAfterPassword(later, 'alice'), 'trusted-client')
  const [[, cookie]] = trustCookies(client) as [[string, string]]
  t.equal(world.repository.stored('alice').trustedClients.length, 1)

  const thief = world.client(world.i2)
  thief.jar.set('sessionId', client.jar.get('sessionId')!)
  const { status, cookies } = await thief.post('/two-factor/step-up', { credential: await assertion(thief, authenticator), trustClient: true })
  t.equal(status, 200)
  t.notOk(cookies.some(({ name }) => name.includes('two-factor')), 'a step-up')
  const again = await answerChallenge(thief, authenticator.get(await passkeyOptions(thief)), { trustClient: true })
  t.match(again, { status: 200, body: { status: 'complete' } })
  t.strictSame(trustCookies(thief), [], 'a challenge in a session that is through')
  t.equal(world.repository.stored('alice').trustedClients.length, 1)
  t.equal(await stepAfterPassword(thief, 'alice'), 'challenge')
  t.notMatch(JSON.stringify(world.repository.rows.get('alice')), cookie.split('.')[1]!, 'nor can the client be made from the record')
})

attack('remembers no client by a passkey where the user or the service may have none', { ...takingPasskeys(), users: { alice: { accountName: 'alice', trustClients: false }, bob: { accountName: 'bob' } } }, async (t, world) => {
  const { authenticator } = await register(world, 'alice')
  const alice = await signInByPasskey(world, 'alice', authenticator, { trustClient: true })
  t.strictSame(trustCookies(alice), [])
  t.equal(world.repository.stored('alice').trustedClients.length, 0)
})
