import type { Client } from '../support/client.js'
import { Host, issue } from './host.js'
import { attack, IMPORTED_KEY, isFull, isRefused, outcome } from './support.js'

const host = new Host()
const { extend } = host

attack('makes every way in wait for the code: magic link, OAuth, remember-me cookie, password reset', { extend }, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const ways: Record<string, (client: Client) => Promise<unknown>> = {
    password: client => client.post('/host/login', { name: 'alice', password: 'password of alice' }),
    'magic link': client => client.get(`/host/magic-link?token=${issue(host.magicLinks, 'alice')}`),
    OAuth: client => client.get(`/host/oauth/callback?token=${issue(host.oauthCodes, 'alice')}`),
    'remember-me cookie': async client => { client.jar.set('remember-me', issue(host.remembered, 'alice')) },
    'password reset': client => client.post('/host/reset-password', { token: issue(host.resetTokens, 'alice'), password: 'password of alice' })
  }
  for (const [way, enter] of Object.entries(ways)) {
    const client = world.client()
    await enter(client)
    t.match((await client.get('/state')).body, { status: 'challenge' }, `${way}: a code is due`)
    await isRefused(t, client, way)
    t.equal((await client.post('/two-factor/challenge', { code: world.code(secret) })).status, 200, `${way}: the code completes it`)
    await isFull(t, client, 'alice', way)
    world.nextStep()
  }
})

attack('asks the code under every spelling of the name that the host takes for the same account', { extend }, async (t, world) => {
  await world.enroll('alice')
  for (const name of ['alice', 'ALICE', ' alice ', 'ａｌｉｃｅ', 'aℓice', 'Alice\u00a0', 'ALİCE'.replace('İ', 'I')]) {
    const client = world.client()
    t.match(await client.post('/host/login', { name, password: 'password of alice' }), { status: 200, body: { status: 'challenge' } }, name)
    await isRefused(t, client, name)
  }
})

attack('takes a remember-me sign-in for no fresh one: changes wait for the password', {
  verifyPassword: (userId, password) => password === `password of ${userId}`
}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const alice = await world.login('alice', { fresh: false })
  t.equal((await alice.post('/two-factor/challenge', { code: world.code(secret) })).status, 200)
  await isFull(t, alice, 'alice')
  world.nextStep()
  const code = world.code(secret)
  for (const [url, body] of [['/two-factor/enrollment', {}], ['/two-factor/disable', { code }], ['/two-factor/recovery-codes', { code }]] as const) {
    t.match(await alice.post(url, body), { status: 403, body: { code: 'TWO_FACTOR_REAUTHENTICATION_REQUIRED' } }, url)
  }
  t.equal((await alice.post('/two-factor/enrollment', { password: 'password of alice' })).status, 200)
  const carol = await world.login('carol', { fresh: false })
  await isFull(t, carol, 'carol')
  t.equal(outcome(await carol.post('/two-factor/enrollment', {})), 'TWO_FACTOR_REAUTHENTICATION_REQUIRED', 'before any enrollment')
  t.equal((await alice.post('/two-factor/disable', { code, password: 'password of alice' })).status, 200)
})

attack('lets no remembered client complete a sign-in that proved nothing', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const alice = await world.signIn('alice', secret, { trustClient: true })
  await alice.post('/logout')
  t.match((await alice.post('/login', { userId: 'alice', fresh: false })).body, { status: 'challenge' })
  await isRefused(t, alice)
  t.match((await alice.post('/login', { userId: 'alice' })).body, { status: 'complete', method: 'trusted-client' }, 'the client is still remembered')
})

attack('signs nobody in where onSignIn throws', {
  onSignIn: (_request, { userId }) => { if (userId === 'bob' || userId === 'alice') throw new Error('the profile is gone') }
}, async (t, world) => {
  const bob = world.client()
  t.ok((await bob.post('/login', { userId: 'bob' })).status >= 500)
  await isRefused(t, bob, 'by the password')
  await world.i1.twoFactor.importAuthenticator('alice', { secret: IMPORTED_KEY })
  const alice = await world.login('alice')
  const pending = world.copy(alice)
  t.equal(outcome(await alice.post('/two-factor/challenge', { code: world.code(IMPORTED_KEY), trustClient: true })), 'TWO_FACTOR_UNAVAILABLE')
  for (const client of [alice, pending]) await isRefused(t, client, 'by the code')
  t.notOk([...alice.jar.keys()].some(name => name.includes('two-factor')), 'no client is remembered')
  t.notOk([...world.store.sessions.values()].some(text => text.includes('"complete"')), 'no session is complete')
})

attack('ends a pending sign-in after eleven minutes, the right code or not', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const alice = await world.login('alice')
  world.clock.now += 11 * 60_000
  t.match(await alice.post('/two-factor/challenge', { code: world.code(secret) }), { status: 401, body: { code: 'TWO_FACTOR_SIGN_IN_REQUIRED' } })
  t.equal((await alice.get('/two-factor/challenge')).status, 401)
  await isRefused(t, alice)
  await world.login('alice', { client: alice })
  t.equal((await alice.post('/two-factor/challenge', { code: world.code(secret) })).status, 200, 'the code was not burned')
  await isFull(t, alice, 'alice')
})

attack('ends a pending sign-in and a step-up that lie more than a minute ahead of the clock', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const alice = await world.signIn('alice', secret)
  t.equal((await alice.post('/payout')).status, 200)
  const pending = await world.login('alice')
  world.clock.now -= 91_000
  t.equal(outcome(await pending.post('/two-factor/challenge', { code: world.code(secret, 4) })), 'TWO_FACTOR_SIGN_IN_REQUIRED')
  t.equal(outcome(await alice.post('/payout')), 'TWO_FACTOR_STEP_UP_REQUIRED')
})

attack('takes the user from the session alone, whatever the request says', { extend }, async (t, world) => {
  const alice = await world.enroll('alice')
  const bob = await world.enroll('bob')
  const claims = { userId: 'alice', user: 'alice', username: 'alice', sub: 'alice', id: 'alice', accountName: 'alice@example.com' }
  const headers = { 'x-user-id': 'alice', 'x-forwarded-user': 'alice', authorization: `Basic ${Buffer.from('alice:x').toString('base64')}` }
  const url = '/two-factor/challenge?userId=alice&user=alice&sub=alice'
  for (const path of [url, '/own/verify?userId=alice']) {
    const client = await world.login('bob')
    t.equal(outcome(await client.post(path, { ...claims, code: world.code(alice.secret) }, headers)), 'TWO_FACTOR_INVALID_CODE', `${path}: alice's code`)
    await isRefused(t, client)
    const { status } = await client.post(path, { ...claims, code: world.code(bob.secret) }, headers)
    if (status !== 400) await isFull(t, client, 'bob', `${path}: bob's code`)
    t.equal(status, 200)
    world.nextStep()
  }
})

attack('lets no code answer for the sign-in of another user in the same session', { session: { saveUninitialized: true } }, async (t, world) => {
  const alice = await world.enroll('alice')
  const bob = await world.enroll('bob')
  for (const [first, then] of [['alice', 'bob'], ['bob', 'alice']] as const) {
    const secrets = { alice: alice.secret, bob: bob.secret }
    const client = await world.login(first)
    await world.login(then, { client })
    t.equal(outcome(await client.post('/two-factor/challenge', { code: world.code(secrets[first]) })), 'TWO_FACTOR_INVALID_CODE')
    await isRefused(t, client)
    t.equal((await client.post('/two-factor/challenge', { code: world.code(secrets[then]) })).status, 200)
    await isFull(t, client, then)
    world.nextStep()
  }
})

attack('takes no code after leaving a pending sign-in, which writes nothing and burns none', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const alice = await world.login('alice')
  const kept = world.copy(alice)
  world.repository.countSaves()
  t.equal((await alice.post('/two-factor/sign-out')).status, 204)
  t.equal(world.repository.countSaves(), 0)
  for (const client of [alice, kept]) {
    t.match(await client.post('/two-factor/challenge', { code: world.code(secret) }), { status: 401, body: { code: 'TWO_FACTOR_SIGN_IN_REQUIRED' } })
    await isRefused(t, client)
  }
  await world.login('alice', { client: alice })
  t.equal((await alice.post('/two-factor/challenge', { code: world.code(secret) })).status, 200, 'the code was not burned')
})

attack('takes no code before the password, and burns none', {}, async (t, world) => {
  const { secret, recoveryCodes } = await world.enroll('alice')
  const client = world.client()
  t.match(await client.post('/two-factor/challenge', { code: world.code(secret) }), { status: 401, body: { code: 'TWO_FACTOR_SIGN_IN_REQUIRED' } })
  t.match(await client.post('/two-factor/recovery', { code: recoveryCodes[0] }), { status: 401, body: { code: 'TWO_FACTOR_SIGN_IN_REQUIRED' } })
  await isRefused(t, client)
  await world.login('alice', { client })
  t.equal((await client.post('/two-factor/challenge', { code: world.code(secret) })).status, 200, 'the code was not burned')
  t.equal(world.repository.stored('alice').recoveryCodes.length, 10)
})

attack('signs nobody in whom the repository does not know, and ends the sessions whose policy must be asked', {}, async (t, world) => {
  await world.enroll('alice')
  const carol = await world.login('carol')
  await isFull(t, carol, 'carol')
  delete world.users.alice
  delete world.users.carol
  await isRefused(t, carol, 'off: the running session')
  t.equal((await world.client().post('/login', { userId: 'alice' })).status, 401, 'on: a new sign-in')
  t.equal((await world.client().post('/login', { userId: 'mallory' })).status, 401, 'nobody ever')
})
