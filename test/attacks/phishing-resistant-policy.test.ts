import type { Test } from 'tap'
import type { TwoFactorUser } from '../../lib/index.js'
import type { Client } from '../support/client.js'
import { Host } from './host.js'
import {
  addPasskey, answerChallenge, assertion, confirmPasskey, enrollBoth, madePasskey, register, securityKey, signInByPasskey, startPasskey, stepUpByPasskey,
  syncedPasskey, takingPasskeys
} from './passkeys.js'
import { IMPORTED_KEY, attack, isFull, outcome, stepAfterPassword, trustCookies, type World } from './support.js'

const DAY = 86_400_000
const { extend } = new Host()
const taking = { ...takingPasskeys(), extend }
const HELD = 'TWO_FACTOR_ENROLLMENT_REQUIRED'
const NOT_ALLOWED = 'TWO_FACTOR_METHOD_NOT_ALLOWED'

/** The last code that was sent. */
let sent = ''

/** Gives the user's role another policy; what is unknown comes from a directory as well. */
function bind (world: World, userId: string, twoFactor: unknown = 'phishing-resistant', graceEndsAt?: unknown): void {
  world.users[userId] = { accountName: `${userId}@example.com`, twoFactor, graceEndsAt } as TwoFactorUser
}

/** The client is held back until it registers a passkey: nothing else answers. */
async function isHeld (t: Test, client: Client, message: string): Promise<void> {
  const answers = [
    ...await Promise.all(['/me', '/accounts', '/admin', '/two-factor/challenge', '/two-factor/step-up'].map(async url => [url, await client.get(url)] as const)),
    ...await Promise.all([
      ['/payout', {}], ['/two-factor/step-up', { code: '123456' }], ['/two-factor/disable', { code: '123456' }], ['/two-factor/recovery-codes', { code: '123456' }], ['/two-factor/challenge', { code: '123456' }],
      ['/two-factor/recovery', { code: 'A'.repeat(24) }], ['/two-factor/authenticators/x/remove', { code: '123456' }], ['/two-factor/authenticators/x/rename', { name: 'x' }], ['/two-factor/unlock', {}], ['/two-factor/trusted-clients/revoke', {}],
      ['/own/disable', { code: '123456' }], ['/own/verify', { code: '123456' }]
    ].map(async ([url, body]) => [url as string, await client.post(url as string, body)] as const))
  ]
  t.strictSame(answers.filter(([, answer]) => outcome(answer) !== HELD).map(([url, answer]) => `${url}: ${outcome(answer)}`), [], `${message}: held`)
  t.match((await client.get('/state')).body, { status: 'enrollment' }, message)
  t.equal((await client.get('/forgotten-guard')).status, 401, `${message}: a handler without a guard knows nobody`)
  t.equal((await client.page('/me')).headers.location?.toString().split('?')[0], '/two-factor/enrollment', `${message}: a browser is led there`)
  t.equal((await client.get('/two-factor')).status, 200, `${message}: the preferences it may see`)
}

attack('takes no right code where the user has a passkey, neither reads nor spends it, and counts none that is wrong', taking, async (t, world) => {
  const { secret, recoveryCodes, authenticator } = await enrollBoth(world, 'alice')
  bind(world, 'alice')
  world.nextStep()
  const pending = await world.login('alice')
  const { body } = await pending.get('/two-factor/challenge')
  t.strictSame(body.methods, ['passkey'], 'no code is asked for')
  const row = world.repository.rows.get('alice')
  const events = world.events.length
  for (let attempt = 0; attempt < 12; attempt++) {
    for (const code of [world.code(secret), world.wrong(secret)]) {
      t.match(await pending.post('/two-factor/challenge', { code, trustClient: true }), { status: 403, body: { code: NOT_ALLOWED } })
      t.equal(outcome(await pending.post('/own/verify', { code })), NOT_ALLOWED, 'nor by a handler of the application')
    }
  }
  const form = await pending.submit('/two-factor/challenge', { code: world.code(secret) })
  t.equal(form.status, 403)
  t.notMatch(form.body, /name="code"[^>]+inputmode="numeric"/, 'nor has its page a field for it')
  t.strictSame(world.repository.rows.get('alice'), row, 'nothing is counted or spent')
  t.equal(world.events.length, events, 'nor told')
  t.strictSame(trustCookies(pending), [])
  t.equal((await pending.get('/me')).status, 403)

  t.equal(outcome(await pending.post('/two-factor/challenge', { code: '12' })), 'FST_ERR_VALIDATION')
  t.equal((await answerChallenge(pending, await assertion(pending, authenticator))).status, 200)
  await isFull(t, pending, 'alice')
  bind(world, 'alice', 'optional')
  const after = await world.login('alice')
  t.equal((await after.post('/two-factor/challenge', { code: world.code(secret) })).status, 200, 'the very code was not spent')
  t.equal(recoveryCodes.length, 10)
})

attack('asks it of a sign-in that began before the role was bound, and of one that it was bound at though it is not any more', taking, async (t, world) => {
  const { secret, authenticator } = await enrollBoth(world, 'alice')
  const before = await world.login('alice')
  bind(world, 'alice')
  t.equal(outcome(await before.post('/two-factor/challenge', { code: world.code(secret) })), NOT_ALLOWED, 'begun before')
  const bound = await world.login('alice')
  bind(world, 'alice', 'optional')
  t.equal(outcome(await bound.post('/two-factor/challenge', { code: world.code(secret) })), NOT_ALLOWED, 'begun while it was bound')
  t.equal((await before.post('/two-factor/challenge', { code: world.code(secret) })).status, 200, 'not bound at either time')
  t.equal((await answerChallenge(bound, await assertion(bound, authenticator))).status, 200)
})

attack('takes a change by nothing but the passkey', taking, async (t, world) => {
  const { secret, authenticator } = await enrollBoth(world, 'alice')
  const [totp] = world.repository.stored('alice').authenticators
  bind(world, 'alice')
  world.nextStep()
  const alice = await signInByPasskey(world, 'alice', authenticator)
  const row = world.repository.rows.get('alice')
  const code = world.code(secret)
  for (const url of ['/two-factor/step-up', '/two-factor/recovery-codes', `/two-factor/authenticators/${totp!.id}/remove`]) {
    t.match(await alice.post(url, { code }), { status: 403, body: { code: NOT_ALLOWED } }, url)
    t.equal((await alice.submit(url, { code })).status, 403, `${url}, by its form`)
  }
  for (const url of ['/two-factor/disable', '/own/disable']) t.equal(outcome(await alice.post(url, { code })), 'TWO_FACTOR_REQUIRED_BY_POLICY', url)
  t.strictSame((await alice.get('/two-factor/step-up')).body.methods, ['passkey'])
  t.strictSame(world.repository.rows.get('alice'), row)
  t.equal((await alice.post('/two-factor/recovery-codes', { credential: await assertion(alice, authenticator) })).status, 200)
  t.equal((await alice.post('/two-factor/disable', { credential: await assertion(alice, authenticator) })).status, 409, 'off it goes by nothing')
})

attack('takes nothing but the passkey for a new method in a session that a code let in before the role was bound, neither to start nor to confirm it', { ...taking, sendCode: message => { sent = message.code } }, async (t, world) => {
  const { secret, authenticator } = await enrollBoth(world, 'alice')
  const thief = await world.signIn('alice', secret)
  Object.assign(world.users['alice']!, { codeAddress: 'alice@acme.example' })
  const made = await madePasskey(thief, securityKey())
  const key = await world.startEnrollment(thief)
  t.equal((await thief.post('/two-factor/sent-code')).status, 200)
  Object.assign(world.users['alice']!, { twoFactor: 'phishing-resistant' })
  const row = world.repository.rows.get('alice')
  t.equal((await thief.get('/two-factor')).body.stepUpRequired, true)
  const attempts = [
    ['/two-factor/passkeys', {}, 'TWO_FACTOR_STEP_UP_REQUIRED'],
    ['/two-factor/passkeys/confirm', { credential: made, replace: true }, 'TWO_FACTOR_STEP_UP_REQUIRED'],
    ['/two-factor/enrollment', {}, 'TWO_FACTOR_STEP_UP_REQUIRED'],
    ['/two-factor/enrollment/confirm', { code: world.code(key), replace: true }, 'TWO_FACTOR_STEP_UP_REQUIRED'],
    ['/two-factor/sent-code', {}, NOT_ALLOWED],
    ['/two-factor/sent-code/confirm', { code: sent, replace: true }, NOT_ALLOWED]
  ] as const
  for (const [url, body, refusal] of attempts) {
    t.match(await thief.post(url, body), { status: 403, body: { code: refusal } }, url)
    const fields = Object.fromEntries(Object.entries(body).map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]))
    const page = await thief.submit(url, fields)
    const back = url === '/two-factor/enrollment/confirm' ? '%2Ftwo-factor%2Fenrollment&for=change' : '%2Ftwo-factor'
    t.strictSame([page.status, page.headers.location], refusal === NOT_ALLOWED ? [403, undefined] : [303, `/two-factor/step-up?next=${back}`], `${url}, by its form`)
  }
  t.strictSame(world.repository.rows.get('alice'), row, 'nothing is written')
  t.equal(outcome(await thief.post('/two-factor/step-up', { code: world.code(secret) })), NOT_ALLOWED)

  t.equal((await stepUpByPasskey(thief, authenticator)).status, 200)
  t.equal((await thief.get('/two-factor')).body.stepUpRequired, false)
  world.clock.now += 250_000
  const late = await madePasskey(thief, securityKey())
  world.clock.now += 400_000
  t.match(await confirmPasskey(thief, late), { status: 200, body: { status: 'complete' } }, 'who used it just before the start may take their time')
  t.equal((await addPasskey(thief, securityKey())).status, 200, 'and who registered one has it at hand')
  const more = await world.startEnrollment(thief)
  world.clock.now += 300_000
  t.match(await thief.post('/two-factor/enrollment/confirm', { code: world.code(more) }), { status: 200, body: { status: 'complete' } })
  t.equal((await thief.get('/two-factor')).body.stepUpRequired, true, 'but not for ever')
})

attack('holds whoever has nothing and was in before the role was bound, with an authenticator app too', taking, async (t, world) => {
  const bob = await world.login('bob')
  await isFull(t, bob, 'bob')
  bind(world, 'bob')
  await isHeld(t, bob, 'with nothing')
  const key = await world.startEnrollment(bob)
  t.match(await bob.post('/two-factor/enrollment/confirm', { code: world.code(key) }), { status: 200, body: { status: 'enrollment', location: '/two-factor/enrollment' } })
  await isHeld(t, bob, 'with an authenticator app')
  t.equal((await addPasskey(bob, securityKey())).status, 200)
  await isFull(t, bob, 'bob')
})

attack('takes away the last passkey of a bound user by no removal, and by no code that replaces it', taking, async (t, world) => {
  const { secret, authenticator } = await enrollBoth(world, 'alice')
  const passkey = world.repository.stored('alice').authenticators[1]!
  bind(world, 'alice')
  const alice = await signInByPasskey(world, 'alice', authenticator)
  t.match(await alice.post(`/two-factor/authenticators/${passkey.id}/remove`, { credential: await assertion(alice, authenticator) }), { status: 409, body: { code: 'TWO_FACTOR_LAST_AUTHENTICATOR' } })
  await isFull(t, alice, 'alice')

  const key = await world.startEnrollment(alice)
  t.match(await alice.post('/two-factor/enrollment/confirm', { code: world.code(key), replace: true }), { status: 200, body: { status: 'enrollment' } })
  await isHeld(t, alice, 'an app in the place of all others')
  const another = await world.login('alice')
  t.equal(outcome(await another.post('/two-factor/challenge', { code: world.code(secret) })), 'TWO_FACTOR_INVALID_CODE', 'the app of before')
  world.nextStep()
  await isHeld(t, await signedIn(t, world, 'alice', key), 'the next sign-in by the app')
  t.equal((await addPasskey(alice, securityKey())).status, 200)
  await isFull(t, alice, 'alice', 'until a passkey is registered')
})

attack('holds the next sign-in of a bound user whose last passkey was lost and taken away by the helpdesk', taking, async (t, world) => {
  const { secret, authenticator } = await enrollBoth(world, 'alice')
  bind(world, 'alice')
  const alice = await signInByPasskey(world, 'alice', authenticator)
  await world.i2.twoFactor.removeAuthenticator('alice', world.repository.stored('alice').authenticators[1]!.id)
  t.equal((await alice.get('/me')).status, 401, 'the session of before')
  world.nextStep()
  await isHeld(t, await signedIn(t, world, 'alice', secret), 'by the code')
})

/** Passes the password and the code, which is to hold the sign-in. */
async function signedIn (t: Test, world: World, userId: string, secret: string, client?: Client): Promise<Client> {
  const held = await world.login(userId, client && { client })
  t.match(await held.post('/two-factor/challenge', { code: world.code(secret), trustClient: true }), { status: 200, body: { status: 'enrollment', method: 'totp', location: '/two-factor/enrollment' } })
  world.nextStep()
  return held
}

attack('lets a recovery code in to register a passkey and to nothing else', taking, async (t, world) => {
  const { recoveryCodes, authenticator } = await register(world, 'alice')
  bind(world, 'alice')
  const alice = await world.login('alice')
  t.match((await alice.post('/two-factor/recovery', { code: recoveryCodes[0] })).body, { status: 'enrollment', method: 'recovery-code', recoveryCodesLeft: 9 })
  await isHeld(t, alice, 'recovered')
  t.equal(outcome(await alice.post('/two-factor/recovery', { code: recoveryCodes[1] })), HELD, 'a second code')

  const key = await world.startEnrollment(alice)
  t.match((await alice.post('/two-factor/enrollment/confirm', { code: world.code(key) })).body, { status: 'enrollment' })
  await isHeld(t, alice, 'with an authenticator app')
  world.nextStep()
  const replacing = await world.startEnrollment(alice)
  t.match((await alice.post('/two-factor/enrollment/confirm', { code: world.code(replacing), replace: true })).body, { status: 'enrollment' })
  await isHeld(t, alice, 'with one in the place of the lost passkey')
  const thief = await world.login('alice')
  await t.rejects(assertion(thief, authenticator), 'the lost passkey is asked for no more')

  const found = securityKey()
  const copy = world.copy(alice)
  t.match(await addPasskey(alice, found), { status: 200, body: { status: 'complete', location: '/' } })
  await isFull(t, alice, 'alice')
  t.equal((await copy.get('/me')).status, 401, 'the session that was held')
  await isFull(t, await signInByPasskey(world, 'alice', found), 'alice')
})

attack('holds a user without a passkey whatever they do but register one, in every session', taking, async (t, world) => {
  const { secret } = await world.enroll('alice')
  bind(world, 'alice')
  const alice = await signedIn(t, world, 'alice', secret)
  t.strictSame(trustCookies(alice), [], 'no client is remembered')
  await isHeld(t, alice, 'after the code')
  await isHeld(t, await signedIn(t, world, 'alice', secret), 'another browser')
  await signedIn(t, world, 'alice', secret, alice)
  await isHeld(t, alice, 'a second sign-in')
  await isHeld(t, world.copy(alice, world.i2), 'on the other instance')
  for (const url of ['/two-factor', '/two-factor/enrollment', '/two-factor/recovery-codes']) await alice.page(url)
  await isHeld(t, alice, 'a reload')

  const options = await startPasskey(alice)
  await isHeld(t, alice, 'a registration that is not confirmed')
  for (const forgery of [{ origin: 'https://evil.example' }, { flags: { up: false } }, { challenge: 'A'.repeat(56) }]) await confirmPasskey(alice, securityKey().create(options, forgery))
  await isHeld(t, alice, 'a wrong answer')
  const key = await world.startEnrollment(alice)
  await isHeld(t, alice, 'an enrollment that is not confirmed')
  t.match(await alice.post('/two-factor/enrollment/confirm', { code: world.code(key) }), { status: 200, body: { status: 'enrollment' } })
  await isHeld(t, alice, 'a second authenticator app')
  bind(world, 'alice', 'optional')
  await isHeld(t, alice, 'a role that is bound no more')
  bind(world, 'alice')
  t.equal((await addPasskey(alice, syncedPasskey())).status, 200)
  await isFull(t, alice, 'alice')
  t.equal((await alice.get('/admin')).status, 200)
})

attack('holds a user who has nothing yet, by an authenticator app too, and by one that an administrator imported', taking, async (t, world) => {
  bind(world, 'alice')
  const alice = await world.login('alice')
  await isHeld(t, alice, 'with nothing')
  const key = await world.startEnrollment(alice)
  t.match((await alice.post('/two-factor/enrollment/confirm', { code: world.code(key) })).body, { status: 'enrollment', location: '/two-factor/enrollment' })
  await isHeld(t, alice, 'with an authenticator app')
  t.equal((await addPasskey(alice, securityKey())).status, 200)
  await isFull(t, alice, 'alice')

  bind(world, 'bob')
  await world.i1.twoFactor.importAuthenticator('bob', { secret: IMPORTED_KEY })
  await isHeld(t, await signedIn(t, world, 'bob', IMPORTED_KEY), 'with what was imported')
})

attack('lets a held sign-in register with what it proved, and with nothing that is older', { ...taking, verifyPassword: (userId: string, password: string) => password === `password of ${userId}` }, async (t, world) => {
  const { secret } = await world.enroll('alice')
  bind(world, 'alice')
  const [alice, other] = [await signedIn(t, world, 'alice', secret), await signedIn(t, world, 'alice', secret)]
  const made = await madePasskey(alice, securityKey())
  t.equal(outcome(await confirmPasskey(other, made)), 'TWO_FACTOR_NO_ENROLLMENT', 'another session')
  world.clock.now += 900_000
  t.equal(outcome(await alice.post('/two-factor/passkeys', {})), 'TWO_FACTOR_REAUTHENTICATION_REQUIRED', 'an old one')
  t.equal(outcome(await confirmPasskey(alice, made)), 'TWO_FACTOR_NO_ENROLLMENT', 'an old answer')
  await isHeld(t, alice, 'still')
  const options = await startPasskey(alice, { password: 'password of alice' })
  t.equal((await confirmPasskey(alice, securityKey().create(options))).status, 200)
  t.equal((await other.get('/me')).status, 401, 'the other session that was held')
})

attack('neither gives nor honors a remembered client', taking, async (t, world) => {
  const { secret, authenticator } = await enrollBoth(world, 'alice')
  world.nextStep()
  const trusted = await world.signIn('alice', secret, { trustClient: true })
  bind(world, 'alice')
  t.equal(await stepAfterPassword(trusted, 'alice'), 'challenge', 'one of before')
  const cookies = trustCookies(trusted)
  t.equal((await answerChallenge(trusted, await assertion(trusted, authenticator), { trustClient: true })).status, 200)
  t.strictSame(trustCookies(trusted), cookies, 'none is given')
  t.equal(world.repository.stored('alice').trustedClients.length <= 1, true)
  const fresh = await signInByPasskey(world, 'alice', authenticator, { trustClient: true })
  t.strictSame(trustCookies(fresh), [])
  t.equal(await stepAfterPassword(fresh, 'alice'), 'challenge')
})

attack('binds a role at the end of its grace, the sign-ins that begin from then on', taking, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const end = world.clock.now + DAY
  bind(world, 'alice', 'phishing-resistant', new Date(end))
  world.clock.now = end - DAY + 60_000
  const alice = await world.signIn('alice', secret)
  await isFull(t, alice, 'alice', 'a day before')
  t.equal(await stepAfterPassword(world.client(), 'bob'), 'none')
  bind(world, 'bob', 'phishing-resistant', new Date(end))
  const bob = await world.login('bob')
  await isFull(t, bob, 'bob', 'without anything, a day before')
  world.clock.now = end
  await isHeld(t, await signedIn(t, world, 'alice', secret), 'at its end')
  world.clock.now = end + DAY
  await isHeld(t, await signedIn(t, world, 'alice', secret), 'a day after')
  await isHeld(t, await world.login('bob'), 'without anything, a day after')
  t.equal(outcome(await bob.get('/me')), HELD, 'and the session of before')
  await isFull(t, alice, 'alice', 'one that proved a code before goes on')
  for (const graceEndsAt of ['in 2099', '2099-02-29', 4_102_444_800_001, new Date(Number.NaN), null, undefined]) {
    bind(world, 'alice', 'phishing-resistant', graceEndsAt)
    await isHeld(t, await signedIn(t, world, 'alice', secret), `a grace until ${String(graceEndsAt)}`)
  }
})

attack('requires two-factor authentication under a policy that it does not know', taking, async (t, world) => {
  for (const twoFactor of ['Phishing-Resistant', 'phishing_resistant', 'phishingResistant', 'phishing-resistant ', 'passkey', 'PHISHING-RESISTANT', ['phishing-resistant'], { twoFactor: 'phishing-resistant' }, true, 2]) {
    const what = JSON.stringify(twoFactor)
    bind(world, 'alice', 'optional')
    await world.i1.twoFactor.reset('alice')
    bind(world, 'alice', twoFactor)
    const alice = await world.login('alice')
    t.equal(outcome(await alice.get('/me')), HELD, `${what}: without anything`)
    const key = await world.startEnrollment(alice)
    t.equal((await alice.post('/two-factor/enrollment/confirm', { code: world.code(key) })).body.status, 'complete', `${what}: with an app`)
    await isFull(t, alice, 'alice', what)
    world.nextStep()
    t.equal(outcome(await alice.post('/two-factor/disable', { code: world.code(key) })), 'TWO_FACTOR_REQUIRED_BY_POLICY', what)
  }
})

attack('lets nobody past it by an instance that has no passkeys', { ...taking, second: { passkeys: undefined } }, async (t, world) => {
  const { secret, recoveryCodes } = await enrollBoth(world, 'alice')
  bind(world, 'alice')
  world.nextStep()
  const alice = await world.login('alice', { app: world.i2 })
  t.strictSame((await alice.get('/two-factor/challenge')).body.methods, [])
  t.equal(outcome(await alice.post('/two-factor/challenge', { code: world.code(secret) })), NOT_ALLOWED)
  t.equal((await alice.get('/me')).status, 403)
  t.match((await alice.post('/two-factor/recovery', { code: recoveryCodes[0] })).body, { status: 'enrollment' })
  await isHeld(t, alice, 'there, by a recovery code')
  const onI1 = world.copy(alice)
  t.equal((await addPasskey(onI1, securityKey())).status, 200, 'the other registers one')
  await isFull(t, onI1, 'alice')
})

attack('asks an assertion of this session where a route wants one, whatever the sign-in was proved by', taking, async (t, world) => {
  const { secret, authenticator } = await enrollBoth(world, 'alice')
  world.nextStep()
  const alice = await world.signIn('alice', secret)
  bind(world, 'alice')
  await isFull(t, alice, 'alice', 'a session of before goes on')
  t.equal(outcome(await alice.post('/two-factor/step-up', { code: world.code(secret) })), NOT_ALLOWED, 'but steps up by no code')
  world.clock.now += 121_000
  t.equal(outcome(await alice.post('/payout')), 'TWO_FACTOR_STEP_UP_REQUIRED')
  t.equal((await stepUpByPasskey(alice, authenticator)).status, 200)
  t.equal((await alice.post('/payout')).status, 200)
})
