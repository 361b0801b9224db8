import type { Client } from '../support/client.js'
import { Host, issue } from './host.js'
import { attack, isFull, isRefused, outcome } from './support.js'

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
  const key = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
  await world.i1.twoFactor.importAuthenticator('alice', { secret: key })
  const alice = await world.login('alice')
  const pending = world.copy(alice)
  t.equal(outcome(await alice.post('/two-factor/challenge', { code: world.code(key), trustClient: true })), 'TWO_FACTOR_UNAVAILABLE')
  for (const client of [alice, pending]) await isRefused(t, client, 'by the code')
  t.notOk([...alice.jar.keys()].some(name => name.includes('two-factor')), 'no client is remembered')
  t.notOk([...world.store.sessions.values()].some(text => text.includes('"complete"')), 'no session is complete')
})
