import { atOnce, attack, isFull, isRefused, outcome, tally } from './support.js'

const BLOCKED = 'TWO_FACTOR_BLOCKED'

attack('blocks after 100 wrong codes in a row until a recovery sign-in enrolls anew', {}, async (t, world) => {
  const { secret, recoveryCodes } = await world.enroll('alice')
  const failures = world.times(99, 9)
  world.repository.store('alice', record => ({ ...record, codeAttempts: { ...record.codeAttempts, failures: 99 - failures } }))
  await world.failCodes('alice', secret, failures)
  t.equal(world.repository.stored('alice').codeAttempts.blockedAt, undefined, 'not before')
  await world.failCodes('alice', secret, 1)
  world.clock.now += 86_400_000
  const client = await world.login('alice')
  t.match(await client.post('/two-factor/challenge', { code: world.code(secret) }), { status: 403, body: { code: BLOCKED } })
  await isRefused(t, client, 'with the right code')
  t.equal(world.events.filter(({ type }) => type === 'blocked').length, 1)

  t.match(await client.post('/two-factor/recovery', { code: recoveryCodes[0] }), { status: 200, body: { method: 'recovery-code', location: '/two-factor' } })
  await isFull(t, client, 'alice', 'by a recovery code')
  t.match((await client.get('/two-factor')).body, { enabled: true, blocked: true })
  for (const url of ['/two-factor/step-up', '/two-factor/disable', '/two-factor/recovery-codes']) {
    t.equal(outcome(await client.post(url, { code: world.code(secret) })), BLOCKED, `${url}: the block is not lifted by it`)
  }
  t.equal(outcome(await client.post('/payout')), 'TWO_FACTOR_STEP_UP_REQUIRED')

  const fresh = await world.startEnrollment(client)
  t.equal((await client.post('/two-factor/enrollment/confirm', { code: world.code(fresh), replace: false })).status, 200)
  world.nextStep()
  t.match((await client.get('/two-factor')).body, { blocked: false, authenticators: { length: 1 } }, 'the blocked one is replaced')
  const old = await world.login('alice')
  t.equal(outcome(await old.post('/two-factor/challenge', { code: world.code(secret) })), 'TWO_FACTOR_INVALID_CODE')
  await isFull(t, await world.signIn('alice', fresh), 'alice', 'by the new authenticator')
})

attack('blocks after 100 wrong codes within 30 days, whatever succeeded in between', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const rounds = world.times(25, 5)
  const day = Math.floor(world.clock.now / 86_400_000)
  world.repository.store('alice', record => ({ ...record, codeAttempts: { ...record.codeAttempts, days: { [day]: 100 - 4 * rounds } } }))
  for (let round = 1; round <= rounds; round++) {
    await world.failCodes('alice', secret, round < rounds ? 4 : 3)
    await isFull(t, await world.signIn('alice', secret), 'alice', `round ${round}`)
    world.clock.now += 86_400_000
  }
  await world.failCodes('alice', secret, 1)
  const client = await world.login('alice')
  t.equal(outcome(await client.post('/two-factor/challenge', { code: world.code(secret) })), BLOCKED)
})

attack('lets the owner in by a remembered client or a recovery code under a block, and by nothing else', {}, async (t, world) => {
  const { secret, recoveryCodes } = await world.enroll('alice')
  const trusted = await world.signIn('alice', secret, { trustClient: true })
  world.repository.store('alice', record => ({ ...record, codeAttempts: { ...record.codeAttempts, failures: 99, lockedUntil: undefined } }))
  await world.failCodes('alice', secret, 1)
  await trusted.post('/logout')
  await world.login('alice', { client: trusted })
  await isFull(t, trusted, 'alice', 'by the remembered client')
  t.equal(outcome(await trusted.post('/two-factor/enrollment', {})), 'TWO_FACTOR_STEP_UP_REQUIRED', 'which is no proof')
  t.equal(outcome(await trusted.post('/two-factor/step-up', { code: world.code(secret) })), BLOCKED)
  const other = await world.login('alice')
  t.equal((await other.post('/two-factor/recovery', { code: recoveryCodes[1] })).status, 200)
  await isFull(t, other, 'alice', 'by a recovery code')
})

attack('lifts no block by starting or cancelling an enrollment, a new password, or signing out', {}, async (t, world) => {
  const { secret, recoveryCodes } = await world.enroll('alice')
  world.repository.store('alice', record => ({ ...record, codeAttempts: { ...record.codeAttempts, failures: 99 } }))
  await world.failCodes('alice', secret, 1)
  const client = await world.login('alice')
  await client.post('/two-factor/recovery', { code: recoveryCodes[0] })
  const key = await world.startEnrollment(client)
  await client.post('/two-factor/enrollment/confirm', { code: world.wrong(key) })
  await client.post('/two-factor/enrollment/cancel')
  await client.post('/password')
  await client.post('/logout')
  await world.i1.twoFactor.revokeSessions('alice')
  await world.login('alice', { client })
  t.equal(outcome(await client.post('/two-factor/challenge', { code: world.code(secret) })), BLOCKED)
})

attack('lets the owner in from her remembered client while a thief has locked her codes', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const alice = await world.signIn('alice', secret, { trustClient: true })
  await alice.post('/logout')
  await world.failCodes('alice', secret, 6)
  t.equal(outcome(await (await world.login('alice')).post('/two-factor/challenge', { code: world.code(secret) })), 'TWO_FACTOR_LOCKED', 'the thief')
  t.match((await alice.post('/login', { userId: 'alice' })).body, { status: 'complete', method: 'trusted-client' })
  await isFull(t, alice, 'alice')
})

attack('lets the owner in by a recovery code while a thief keeps both doors shut', {}, async (t, world) => {
  const { secret, recoveryCodes } = await world.enroll('alice')
  await world.failCodes('alice', secret, 5)
  const thief = await world.login('alice')
  for (let guess = 0; guess < 11; guess++) await thief.post('/two-factor/recovery', { code: String(guess).padStart(24, '0') })
  t.match(await thief.post('/two-factor/recovery', { code: '1'.repeat(24) }), { status: 429, body: { code: 'TWO_FACTOR_LOCKED' } })
  const alice = await world.login('alice')
  t.equal((await alice.post('/two-factor/recovery', { code: recoveryCodes[3] })).status, 200)
  await isFull(t, alice, 'alice')
})

attack('answers ten wrong recovery codes an hour, and takes a right one-time code meanwhile', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const thief = await world.login('alice')
  for (let guess = 1; guess <= 10; guess++) {
    t.equal(outcome(await thief.post('/two-factor/recovery', { code: String(guess).padStart(24, '0') })), 'TWO_FACTOR_INVALID_CODE', `guess ${guess}`)
  }
  const { status, headers } = await thief.post('/two-factor/recovery', { code: '7'.repeat(24) })
  t.match({ status, retryAfter: headers['retry-after'] }, { status: 429, retryAfter: '3600' })
  await isFull(t, await world.signIn('alice', secret), 'alice', 'by a one-time code')
  world.clock.now += 3_540_000
  await world.login('alice', { client: thief })
  t.equal(outcome(await thief.post('/two-factor/recovery', { code: '8'.repeat(24) })), 'TWO_FACTOR_LOCKED', 'before the hour is over')
  world.clock.now += 60_000
  t.equal(outcome(await thief.post('/two-factor/recovery', { code: '9'.repeat(24) })), 'TWO_FACTOR_INVALID_CODE', 'after it')
})

attack('answers 1000 malformed codes with 400, writes nothing and locks nobody', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const client = await world.login('alice')
  world.repository.countSaves()
  const kinds = ['12345', '1234567', 'abcdef', '', 123456, null, ['123456'], { $ne: null }, true, '１２３４５']
  const answers = tally(await atOnce(1000, async index => await client.post(index % 4 ? '/two-factor/challenge' : '/two-factor/recovery', { code: kinds[index % kinds.length] })))
  t.strictSame(answers, { FST_ERR_VALIDATION: 1000 })
  t.equal(world.repository.countSaves(), 0)
  t.equal((await client.post('/two-factor/challenge', { code: world.code(secret) })).status, 200)
  await isFull(t, client, 'alice')
})

attack('writes nothing for what is locked, used, stale or blocked', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const used = world.code(secret)
  await world.signIn('alice', secret)
  const client = await world.login('alice')
  const stale = await world.login('alice')
  await world.i1.twoFactor.revokeSessions('alice')
  await world.login('alice', { client })
  world.repository.countSaves()
  t.equal(outcome(await client.post('/two-factor/challenge', { code: used })), 'TWO_FACTOR_INVALID_CODE')
  t.equal(outcome(await stale.post('/two-factor/challenge', { code: world.wrong(secret) })), 'TWO_FACTOR_SIGN_IN_REQUIRED')
  t.equal(world.repository.countSaves(), 0)
  await world.failCodes('alice', secret, 5)
  world.repository.countSaves()
  t.equal(outcome(await client.post('/two-factor/challenge', { code: world.wrong(secret) })), 'TWO_FACTOR_LOCKED')
  t.equal(world.repository.countSaves(), 0)
})
