import { Host, issue } from './host.js'
import { atOnce, attack, isFull, isRefused, outcome, stepAfterPassword, tally, trustCookies } from './support.js'

let asked = 0
const verifyPassword = (userId: string, password: string): boolean => {
  asked++
  return password === `password of ${userId}`
}

const host = new Host()
const { extend } = host

attack('disables nothing without both the password and the code where the sign-in is old', { verifyPassword }, async (t, world) => {
  const { client, secret } = await world.enroll('alice')
  world.clock.now += 900_000
  const password = 'password of alice'
  const cases: [what: string, body: object | undefined, outcome: string][] = [
    ['the session only', undefined, 'FST_ERR_VALIDATION'],
    ['the password only', { password }, 'FST_ERR_VALIDATION'],
    ['the code only', { code: world.code(secret) }, 'TWO_FACTOR_REAUTHENTICATION_REQUIRED'],
    ['a wrong password and the code', { password: 'password of bob', code: world.code(secret) }, 'TWO_FACTOR_INVALID_PASSWORD'],
    ['the password and a wrong code', { password, code: world.wrong(secret) }, 'TWO_FACTOR_INVALID_CODE'],
    ['no code', { password, code: null }, 'FST_ERR_VALIDATION'],
    ['an empty code', { password, code: '' }, 'FST_ERR_VALIDATION'],
    ['flags', { enabled: false, secret: null, verified: true, force: true }, 'FST_ERR_VALIDATION']
  ]
  for (const [what, body, expected] of cases) {
    t.equal(outcome(await client.post('/two-factor/disable', body)), expected, what)
    t.equal(world.repository.rows.get('alice')!.enabled, true, `${what}: still enabled`)
  }
  t.equal(await stepAfterPassword(world.client(), 'alice'), 'challenge')
  t.strictSame((await client.post('/two-factor/disable', { password, code: world.code(secret) })).body, { enabled: false }, 'with both')
})

attack('is disabled by no profile that the application writes', { extend }, async (t, world) => {
  const { client } = await world.enroll('alice')
  t.equal((await client.send({ method: 'PATCH', url: '/profile', payload: { enabled: false, secret: null, code: null, record: null, authenticators: [], twoFactor: null, revision: 0 } })).status, 200)
  for (const url of ['/two-factor', '/two-factor/disable', '/two-factor/enrollment']) {
    for (const method of ['PATCH', 'PUT', 'DELETE'] as const) t.match((await client.send({ method, url, payload: { enabled: false } })).status, /^40[45]$/, `${method} ${url}`)
  }
  t.match((await client.get('/two-factor')).body, { enabled: true })
  t.equal(await stepAfterPassword(world.client(), 'alice'), 'challenge')
})

attack('asks the code though the copy for queries says that it is off', {}, async (t, world) => {
  await world.enroll('alice')
  world.repository.rows.set('alice', { ...world.repository.rows.get('alice')!, enabled: false })
  const client = world.client()
  t.equal(await stepAfterPassword(client, 'alice'), 'challenge')
  await isRefused(t, client)
})

attack('is disabled by nobody before the code', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const pending = await world.login('alice')
  t.equal(outcome(await pending.post('/two-factor/disable', { code: world.code(secret) })), 'TWO_FACTOR_CHALLENGE_REQUIRED')
  t.equal(outcome(await world.client().post('/two-factor/disable', { code: world.code(secret) })), 'TWO_FACTOR_SIGN_IN_REQUIRED')
  t.equal((await pending.post('/two-factor/challenge', { code: world.code(secret) })).status, 200, 'the code was not burned')
})

attack('leaves no code, recovery code, cookie or session of before a disabling alive', {}, async (t, world) => {
  const { secret, recoveryCodes } = await world.enroll('alice')
  const trusted = await world.signIn('alice', secret, { trustClient: true })
  const other = await world.signIn('alice', secret)
  const alice = await world.signIn('alice', secret)
  const used = world.code(secret)
  t.equal((await alice.post('/two-factor/disable', { code: used })).status, 200)
  await isFull(t, alice, 'alice', 'the session that did it goes on')
  t.match((await alice.get('/me')).body, { method: 'none' })
  for (const client of [trusted, other]) await isRefused(t, client, 'another session')
  const again = await world.enroll('alice')
  await isRefused(t, alice, 'the session of before the new enrollment')
  t.equal(trustCookies(trusted).length, 1)
  t.equal(await stepAfterPassword(trusted, 'alice'), 'challenge', 'the old cookie')
  for (const code of [used, world.code(secret), world.code(secret, 1)]) t.equal(outcome(await trusted.post('/two-factor/challenge', { code })), 'TWO_FACTOR_INVALID_CODE', 'an old code')
  for (const code of recoveryCodes.slice(0, 3)) t.equal(outcome(await trusted.post('/two-factor/recovery', { code })), 'TWO_FACTOR_INVALID_CODE', 'an old recovery code')
  await isRefused(t, trusted)
  await isFull(t, await world.signIn('alice', again.secret), 'alice')
})

attack('disables nothing that the role requires', {}, async (t, world) => {
  const { client, secret } = await world.enroll('dave')
  t.match(await client.post('/two-factor/disable', { code: world.code(secret) }), { status: 409, body: { code: 'TWO_FACTOR_REQUIRED_BY_POLICY' } })
  t.equal(world.repository.rows.get('dave')!.enabled, true)
  const { client: alice, secret: key } = await world.enroll('alice')
  Object.assign(world.users.alice!, { twoFactor: 'mandatory' })
  t.equal(outcome(await alice.post('/two-factor/disable', { code: world.code(key) })), 'TWO_FACTOR_REQUIRED_BY_POLICY', 'nor under a policy nobody knows')
})

attack('removes no last authenticator', {}, async (t, world) => {
  const { client, secret } = await world.enroll('alice')
  const { id } = world.repository.stored('alice').authenticators[0]!
  t.equal(outcome(await client.post(`/two-factor/authenticators/${id}/remove`, { code: world.code(secret) })), 'TWO_FACTOR_LAST_AUTHENTICATOR')
  t.equal(world.repository.stored('alice').authenticators.length, 1)
})

attack('asks the application about five of 100 wrong passwords at once', { verifyPassword }, async (t, world) => {
  const { client } = await world.enroll('alice')
  const copies = [client, world.copy(client, world.i2)]
  asked = 0
  const answers = await atOnce(100, async index => await copies[index % 2]!.post(['/two-factor/enrollment', '/two-factor/disable'][index % 2]!, { code: '123456', password: `guess ${index}` }))
  t.strictSame(tally(answers), { TWO_FACTOR_INVALID_PASSWORD: 5, TWO_FACTOR_LOCKED: 95 })
  t.equal(asked, 5)
})

attack('asks the application about no sixth wrong password of a stolen session, and leaves the codes alone', { verifyPassword }, async (t, world) => {
  const { client, secret } = await world.enroll('alice')
  const thief = world.copy(client)
  world.clock.now += 3_600_000
  asked = 0
  const doors = ['/two-factor/enrollment', '/two-factor/disable', '/two-factor/recovery-codes']
  for (let guess = 0; guess < 5; guess++) {
    t.equal(outcome(await thief.post(doors[guess % 3]!, { code: world.code(secret), password: `guess ${guess}` })), 'TWO_FACTOR_INVALID_PASSWORD', `guess ${guess + 1}`)
  }
  for (const url of doors) {
    const answer = await thief.post(url, { code: world.code(secret), password: 'password of alice' })
    t.match({ status: answer.status, retryAfter: answer.headers['retry-after'] }, { status: 429, retryAfter: '30' }, `${url}: even the right one`)
  }
  t.equal(asked, 5)
  t.match(world.repository.stored('alice'), { codeAttempts: { failures: 0 }, passwordAttempts: { failures: 5 } })
  await isFull(t, await world.signIn('alice', secret), 'alice', 'with a code meanwhile')
  await thief.post('/two-factor/step-up', { code: world.code(secret) })
  world.nextStep()
  t.equal((await thief.post('/two-factor/enrollment', { password: 'password of alice' })).status, 200, 'after the lock')
  t.equal(world.repository.stored('alice').passwordAttempts.failures, 0)
})

attack('counts a password before it is checked, so that a check that fails gives no free guess', {
  verifyPassword: () => { throw new Error('the directory is down') }
}, async (t, world) => {
  const client = await world.login('carol')
  for (let guess = 0; guess < 5; guess++) t.equal(outcome(await client.post('/two-factor/enrollment', { password: 'x' })), 'TWO_FACTOR_UNAVAILABLE')
  t.equal(outcome(await client.post('/two-factor/enrollment', { password: 'x' })), 'TWO_FACTOR_LOCKED')
})

attack('takes nothing but true from the application for a right password', { verifyPassword: (() => 'yes') as unknown as () => boolean }, async (t, world) => {
  const carol = await world.login('carol', { fresh: false })
  t.equal(outcome(await carol.post('/two-factor/enrollment', { password: 'x' })), 'TWO_FACTOR_INVALID_PASSWORD')
})

attack('asks the application about no password of a session that may not make the change', { verifyPassword }, async (t, world) => {
  await world.enroll('alice')
  const pending = await world.login('alice')
  const dave = await world.login('dave')
  asked = 0
  for (const [client, url] of [[pending, '/two-factor/enrollment'], [pending, '/two-factor/disable'], [dave, '/two-factor/disable'], [dave, '/two-factor/recovery-codes']] as const) {
    t.equal((await client.post(url, { code: '123456', password: 'password of alice' })).status, 403)
  }
  t.equal((await world.client().post('/two-factor/enrollment', { password: 'password of alice' })).status, 401)
  t.equal((await dave.post('/two-factor/enrollment', { password: 'password of dave' }, { origin: 'https://evil.example' })).status, 403)
  t.equal(asked, 0)
})

attack('asks the code after a password reset too, the remembered clients and sessions of before being over', { extend }, async (t, world) => {
  const { client: old, secret } = await world.enroll('alice')
  const trusted = await world.signIn('alice', secret, { trustClient: true })
  const client = world.copy(trusted)
  t.match((await client.post('/host/reset-password', { token: issue(host.resetTokens, 'alice'), password: 'a new password' })).body, { status: 'challenge' })
  await isRefused(t, client)
  await isRefused(t, old, 'a session of before')
  await isRefused(t, trusted, 'a session of before')
  t.equal(await stepAfterPassword(trusted, 'alice'), 'challenge', 'the remembered client')
  t.equal((await client.post('/two-factor/challenge', { code: world.code(secret) })).status, 200)
  await isFull(t, client, 'alice')
})
