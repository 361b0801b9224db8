import { atOnce, attack, isFull, outcome, tally } from './support.js'

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
  const kinds = ['12345', '1234567', 'abcdef', '', 123456, null, ['123456'], { $ne: null }, true, '１２３４５６']
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
