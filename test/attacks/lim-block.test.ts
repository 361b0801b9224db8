import { attack, isFull, isRefused, outcome } from './support.js'

const BLOCKED = 'TWO_FACTOR_BLOCKED'

attack('blocks after 100 wrong codes in a row until a recovery sign-in enrolls anew', {}, async (t, world) => {
  const { secret, recoveryCodes } = await world.enroll('alice')
  await world.failCodes('alice', secret, 99)
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
  for (let round = 0; round < 25; round++) {
    await world.failCodes('alice', secret, 4)
    if (round < 24) await world.signIn('alice', secret)
    world.clock.now += 86_400_000
  }
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
  await world.startEnrollment(client)
  await client.post('/two-factor/enrollment/confirm', { code: '000000' })
  await client.post('/two-factor/enrollment/cancel')
  await client.post('/password')
  await client.post('/logout')
  await world.i1.twoFactor.revokeSessions('alice')
  await world.login('alice', { client })
  t.equal(outcome(await client.post('/two-factor/challenge', { code: world.code(secret) })), BLOCKED)
})
