import { attack, isFull, isRefused, outcome, stepAfterPassword, storedSessionId } from './support.js'

const documented = [
  'GET /', 'POST /enrollment', 'GET /enrollment', 'POST /enrollment/confirm', 'POST /enrollment/cancel', 'GET /challenge', 'POST /challenge', 'POST /recovery', 'GET /step-up', 'POST /step-up',
  'POST /recovery-codes', 'POST /recovery-codes/saved', 'POST /authenticators/:id/rename', 'POST /authenticators/:id/remove', 'POST /unlock', 'POST /disable', 'POST /trusted-clients/:id/revoke', 'POST /trusted-clients/revoke', 'POST /sign-out', 'GET /assets/:file'
]

const registered = new Set<string>()

attack('has no route but the documented ones, and none that resets', {
  precede: app => {
    app.addHook('onRoute', ({ method, url }) => {
      for (const each of [method].flat()) if (url.startsWith('/two-factor') && each !== 'HEAD') registered.add(`${each} ${url.slice(11).replace(/^\/?$/, '/')}`)
    })
  }
}, async (t, world) => {
  t.strictSame([...registered].sort(), documented.toSorted())
  const { client } = await world.enroll('alice')
  const row = world.repository.rows.get('alice')
  for (const url of ['/reset', '/admin/reset', '/users/alice/reset', '/import', '/reseal', '/revoke-sessions', '/status/alice', '/users/alice']) {
    for (const method of ['GET', 'POST', 'DELETE'] as const) t.equal((await client.send({ method, url: `/two-factor${url}`, payload: { userId: 'alice' } })).status, 404)
  }
  t.strictSame(world.repository.rows.get('alice'), row)
})

attack('leaves nothing of a user after a reset: no authenticator, code, remembered client, count or session', {}, async (t, world) => {
  for (const userId of ['alice', 'dave']) {
    const { client, secret, recoveryCodes } = await world.enroll(userId)
    const trusted = await world.signIn(userId, secret, { trustClient: true })
    await world.failCodes(userId, secret, 5)
    const pending = await world.login(userId)
    t.equal(await world.i2.twoFactor.reset(userId), undefined, 'the answer tells nothing')
    for (const session of [client, trusted, pending]) await isRefused(t, session)
    t.equal(outcome(await pending.post('/two-factor/challenge', { code: world.code(secret) })), 'TWO_FACTOR_SIGN_IN_REQUIRED')
    t.match(await world.i1.twoFactor.status(userId), { enabled: false, authenticators: { length: 0 }, recoveryCodesLeft: 0, trustedClients: { length: 0 }, lockedUntil: undefined, blocked: false })
    t.match(world.events.filter(({ type }) => type === 'reset').at(-1), { userId })
    t.notMatch(JSON.stringify([...world.repository.rows]), new RegExp(secret))
    t.equal(await stepAfterPassword(trusted, userId), userId === 'dave' ? 'enrollment' : 'none', 'the next sign-in follows the policy')
    const renewed = await world.enroll(userId)
    t.equal(await stepAfterPassword(world.copy(trusted), userId), 'challenge')
    const thief = await world.login(userId)
    t.equal(outcome(await thief.post('/two-factor/challenge', { code: world.code(secret) })), 'TWO_FACTOR_INVALID_CODE')
    t.equal(outcome(await thief.post('/two-factor/recovery', { code: recoveryCodes[0] })), 'TWO_FACTOR_INVALID_CODE')
    await isFull(t, await world.signIn(userId, renewed.secret), userId)
  }
})

attack('keeps by `keep` the complete session of that very user and no other', {}, async (t, world) => {
  const { client: alice, secret } = await world.enroll('alice')
  const stolen = world.copy(alice)
  t.equal((await alice.post('/password')).status, 200)
  await isFull(t, alice, 'alice', 'the session that changed the password')
  await isRefused(t, stolen, 'its old id')
  const other = await world.signIn('alice', secret)
  t.equal((await alice.post('/password')).status, 200)
  await isRefused(t, other, 'another session')
})

let keepFor: string | undefined
attack('keeps by `keep` no pending, signed-out, ended or foreign session', {
  extend: app => {
    app.post('/revoke-keeping-me', async request => {
      await app.twoFactor.revokeSessions(keepFor!, { keep: request })
      return await request.twoFactor.check()
    })
  }
}, async (t, world) => {
  const { client: alice, secret } = await world.enroll('alice')
  const bob = await world.enroll('bob')
  const pending = await world.login('alice')
  keepFor = 'alice'
  t.match((await pending.post('/revoke-keeping-me')).body, { status: 'anonymous' })
  await isRefused(t, pending)
  await isRefused(t, alice)
  await bob.client.post('/revoke-keeping-me')
  await isFull(t, bob.client, 'bob', 'another user is not touched')
  const signedOut = await world.signIn('alice', secret)
  const text = world.store.sessions.get(storedSessionId(signedOut))!
  const thief = world.copy(signedOut)
  await signedOut.post('/logout')
  world.store.sessions.set(storedSessionId(thief), text)
  await thief.post('/revoke-keeping-me')
  await isRefused(t, thief, 'signed out')
  const ended = await world.signIn('alice', secret)
  await world.i2.twoFactor.revokeSessions('alice')
  await ended.post('/revoke-keeping-me')
  await isRefused(t, ended, 'ended')
})

attack('leads from a recovery sign-in to a new authenticator without the old phone, and to no other change', {}, async (t, world) => {
  const { secret: lost, recoveryCodes } = await world.enroll('alice')
  const alice = await world.login('alice')
  await alice.post('/two-factor/recovery', { code: recoveryCodes[0] })
  const { id } = world.repository.stored('alice').authenticators[0]!
  for (const url of ['/two-factor/disable', `/two-factor/authenticators/${id}/remove`]) {
    t.equal(outcome(await alice.post(url, {})), 'FST_ERR_VALIDATION', url)
    t.match(outcome(await alice.post(url, { code: world.wrong(lost) })), /TWO_FACTOR_(INVALID_CODE|LAST_AUTHENTICATOR)/, url)
  }
  const key = await world.startEnrollment(alice)
  t.equal((await alice.post('/two-factor/enrollment/confirm', { code: world.code(key), replace: true })).status, 200)
  world.nextStep()
  t.equal(world.repository.stored('alice').authenticators.length, 1)
  t.equal(outcome(await (await world.login('alice')).post('/two-factor/challenge', { code: world.code(lost) })), 'TWO_FACTOR_INVALID_CODE', 'the lost phone')
  await isFull(t, await world.signIn('alice', key), 'alice')
})

attack('lets a recovery sign-in enroll later only as a fresh one, and change nothing else', {}, async (t, world) => {
  const { recoveryCodes } = await world.enroll('alice')
  const alice = await world.login('alice')
  await alice.post('/two-factor/recovery', { code: recoveryCodes[0] })
  world.clock.now += 300_000
  t.equal((await alice.post('/two-factor/enrollment', {})).status, 200)
  t.equal(outcome(await alice.post('/payout', {})), 'TWO_FACTOR_STEP_UP_REQUIRED')
  world.clock.now += 600_000
  t.equal(outcome(await alice.post('/two-factor/enrollment', {})), 'TWO_FACTOR_REAUTHENTICATION_REQUIRED')
})

attack('replaces an authenticator only after a fresh code of the old one, which an abandoned replacement leaves valid', {}, async (t, world) => {
  const { secret: old } = await world.enroll('alice')
  const alice = await world.signIn('alice', old)
  world.clock.now += 300_000
  t.equal(outcome(await alice.post('/two-factor/enrollment', {})), 'TWO_FACTOR_STEP_UP_REQUIRED')
  await alice.post('/two-factor/step-up', { code: world.code(old) })
  world.nextStep()
  const abandoned = await world.startEnrollment(alice)
  await alice.post('/two-factor/enrollment/confirm', { code: world.wrong(abandoned), replace: true })
  await alice.post('/two-factor/enrollment/cancel')
  t.equal(outcome(await alice.post('/two-factor/enrollment/confirm', { code: world.code(abandoned), replace: true })), 'TWO_FACTOR_NO_ENROLLMENT')
  await isFull(t, await world.signIn('alice', old), 'alice', 'the old one')
  await world.startEnrollment(alice)
  world.clock.now += 700_000
  await isFull(t, await world.signIn('alice', old), 'alice', 'after one that ran out')
})
