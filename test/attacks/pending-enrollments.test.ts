import { attack, isFull, isRefused, outcome } from './support.js'

const CONFIRM = '/two-factor/enrollment/confirm'

attack('replaces a pending enrollment by the next start', {}, async (t, world) => {
  const carol = await world.login('carol')
  const first = await world.startEnrollment(carol)
  const second = await world.startEnrollment(carol)
  t.equal(outcome(await carol.post(CONFIRM, { code: world.code(first) })), 'TWO_FACTOR_INVALID_CODE')
  t.equal((await carol.post(CONFIRM, { code: world.code(second) })).status, 200)
  world.nextStep()
  t.equal(outcome(await (await world.login('carol')).post('/two-factor/challenge', { code: world.code(first) })), 'TWO_FACTOR_INVALID_CODE')
  await isFull(t, await world.signIn('carol', second), 'carol')
})

attack('ends a pending enrollment after ten minutes', {}, async (t, world) => {
  const carol = await world.login('carol')
  const secret = await world.startEnrollment(carol)
  world.clock.now += 11 * 60_000
  t.match(await carol.post(CONFIRM, { code: world.code(secret) }), { status: 404, body: { code: 'TWO_FACTOR_NO_ENROLLMENT' } })
  t.equal(outcome(await carol.get('/two-factor/enrollment')), 'TWO_FACTOR_NO_ENROLLMENT')
  t.match(await carol.get('/two-factor'), { body: { enabled: false } })
})

attack('ends a pending enrollment at the tenth wrong code, without counting them as guesses at the challenge', {}, async (t, world) => {
  const { client, secret: live } = await world.enroll('alice')
  await client.post('/two-factor/step-up', { code: world.code(live) })
  world.nextStep()
  const secret = await world.startEnrollment(client)
  for (let guess = 1; guess <= 10; guess++) t.equal(outcome(await client.post(CONFIRM, { code: world.wrong(secret) })), 'TWO_FACTOR_INVALID_CODE', `guess ${guess}`)
  t.match(await client.post(CONFIRM, { code: world.code(secret) }), { status: 404, body: { code: 'TWO_FACTOR_NO_ENROLLMENT' } })
  t.equal(world.repository.stored('alice').codeAttempts.failures, 0)
  t.equal(world.repository.stored('alice').authenticators.length, 1)
})

attack('takes nobody for enrolled who has not confirmed', {}, async (t, world) => {
  const carol = await world.login('carol')
  const secret = await world.startEnrollment(carol)
  await carol.post('/logout')
  const again = await world.login('carol')
  t.match(await again.get('/me'), { status: 200, body: { userId: 'carol', method: 'none' } })
  t.match((await again.post('/two-factor/challenge', { code: world.code(secret) })).body, { method: 'none' })
  for (const url of ['/two-factor/step-up', '/two-factor/disable', '/two-factor/recovery-codes']) {
    t.ok((await again.post(url, { code: world.code(secret) })).status >= 400, url)
  }
  t.equal(outcome(await again.post(CONFIRM, { code: world.code(secret) })), 'TWO_FACTOR_NO_ENROLLMENT')
  t.equal(outcome(await again.get('/two-factor/enrollment')), 'TWO_FACTOR_NO_ENROLLMENT')
  t.equal(outcome(await again.get('/accounts')), 'TWO_FACTOR_ENROLLMENT_REQUIRED')
  t.match((await again.get('/two-factor')).body, { enabled: false, authenticators: [] })
})

attack('confirms no enrollment for somebody else', {}, async (t, world) => {
  const bob = await world.login('bob')
  const carol = await world.login('carol')
  const secret = await world.startEnrollment(bob)
  const row = world.repository.rows.get('bob')
  t.equal(outcome(await carol.post(CONFIRM, { code: world.code(secret), userId: 'bob' })), 'TWO_FACTOR_NO_ENROLLMENT')
  const own = await world.startEnrollment(carol)
  t.equal(outcome(await carol.post(CONFIRM, { code: world.code(secret), userId: 'bob' })), 'TWO_FACTOR_INVALID_CODE')
  t.strictSame(world.repository.rows.get('bob'), row, "bob's enrollment is untouched")
  t.equal((await bob.post(CONFIRM, { code: world.code(secret) })).status, 200)
  t.equal((await carol.post(CONFIRM, { code: world.code(own) })).status, 200)
})

attack('shows a pending enrollment to no other session of the user, and lets none confirm or cancel it', {}, async (t, world) => {
  const owner = await world.login('carol')
  const thief = await world.login('carol', { app: world.i2 })
  const secret = await world.startEnrollment(owner)
  const row = world.repository.rows.get('carol')
  t.match(await thief.get('/two-factor/enrollment'), { status: 404, body: { code: 'TWO_FACTOR_NO_ENROLLMENT' } })
  t.match(await thief.post(CONFIRM, { code: world.code(secret) }), { status: 404, body: { code: 'TWO_FACTOR_NO_ENROLLMENT' } })
  await thief.post('/two-factor/enrollment/cancel')
  await thief.post('/logout')
  t.strictSame({ ...world.repository.stored('carol'), signedOut: [] }, JSON.parse(row!.record), 'it is untouched')
  t.match((await owner.get('/two-factor/enrollment')).body, { secret })
  t.equal((await owner.post(CONFIRM, { code: world.code(secret) })).status, 200)
})

attack('ends a pending enrollment with every change of the stamp, and with the sign-out of its session', {}, async (t, world) => {
  const carol = await world.login('carol')
  await world.startEnrollment(carol)
  await carol.post('/password')
  await isFull(t, carol, 'carol', 'the session goes on')
  t.equal(outcome(await carol.get('/two-factor/enrollment')), 'TWO_FACTOR_NO_ENROLLMENT')
  await world.startEnrollment(carol)
  await world.i2.twoFactor.reset('carol')
  await isRefused(t, carol)
  t.notOk(world.repository.stored('carol').enrollment)
  const again = await world.login('carol')
  await world.startEnrollment(again)
  await again.post('/logout')
  t.notOk(world.repository.stored('carol').enrollment)
})

attack('makes no secret by a GET', {}, async (t, world) => {
  const carol = await world.login('carol')
  const row = world.repository.rows.get('carol')
  for (const url of ['/two-factor/enrollment', '/two-factor/enrollment?secret=a', '/two-factor']) {
    await carol.get(url)
    await carol.page(url)
    await carol.send({ method: 'HEAD', url })
  }
  t.strictSame(world.repository.rows.get('carol'), row)
  const secret = await world.startEnrollment(carol)
  for (let look = 0; look < 3; look++) t.equal((await carol.get('/two-factor/enrollment')).body.secret, secret, 'the same again')
})
