import { attack, isFull, isRefused, outcome } from './support.js'

attack('takes a code once, over all sessions and instances', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const code = world.code(secret)
  const first = await world.login('alice')
  t.equal((await first.post('/two-factor/challenge', { code })).status, 200)
  for (const app of [world.i1, world.i2]) {
    const second = await world.login('alice', { app })
    t.match(await second.post('/two-factor/challenge', { code }), { status: 422, body: { code: 'TWO_FACTOR_INVALID_CODE' } })
    t.equal(outcome(await second.post('/two-factor/challenge', { code: `${code.slice(0, 3)} ${code.slice(3)}` })), 'TWO_FACTOR_INVALID_CODE', 'spaced')
    t.equal(outcome(await second.post('/two-factor/challenge', { code: `-${code}-` })), 'TWO_FACTOR_INVALID_CODE', 'dashed')
    await isRefused(t, second)
  }
  t.equal(world.repository.stored('alice').codeAttempts.failures, 0, 'a used code is no guess')
})

attack('takes no older code after a newer one', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const client = await world.login('alice')
  t.equal((await client.post('/two-factor/challenge', { code: world.code(secret, 1) })).status, 200)
  const second = await world.login('alice', { app: world.i2 })
  for (const steps of [0, -1, 1]) t.equal(outcome(await second.post('/two-factor/challenge', { code: world.code(secret, steps) })), 'TWO_FACTOR_INVALID_CODE', `${steps}`)
  await isRefused(t, second)
  world.nextStep()
  t.equal(outcome(await second.post('/two-factor/challenge', { code: world.code(secret) })), 'TWO_FACTOR_INVALID_CODE', 'the same step, now the current one')
  t.equal((await second.post('/two-factor/challenge', { code: world.code(secret, 1) })).status, 200, 'the next step')
})

attack('takes the code of one purpose for no other', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const client = await world.login('alice')
  const bystander = await world.login('alice')
  const code = world.code(secret)
  t.equal((await client.post('/two-factor/challenge', { code })).status, 200)
  const key = await world.startEnrollment(client)
  const record = world.repository.rows.get('alice')
  const [authenticator] = world.repository.stored('alice').authenticators
  for (const url of ['/step-up', '/disable', '/recovery-codes']) {
    t.match(await client.post(`/two-factor${url}`, { code }), { status: 422, body: { code: 'TWO_FACTOR_INVALID_CODE' } }, url)
  }
  t.strictSame(world.repository.rows.get('alice'), record, 'nothing is written')
  const confirming = world.code(key)
  t.equal((await client.post('/two-factor/enrollment/confirm', { code: confirming })).status, 200)
  t.equal(outcome(await client.post(`/two-factor/authenticators/${authenticator!.id}/remove`, { code })), 'TWO_FACTOR_INVALID_CODE', 'remove')
  for (const spent of [code, confirming]) {
    const next = await world.login('alice')
    t.equal(outcome(await next.post('/two-factor/challenge', { code: spent })), 'TWO_FACTOR_INVALID_CODE', 'a spent code at a challenge')
    await isRefused(t, next)
  }
  await isRefused(t, bystander)
  t.equal(world.repository.stored('alice').authenticators.length, 2)
})

attack('takes a code of a step-up, a disabling and a regeneration for no sign-in', {}, async (t, world) => {
  const { client, secret } = await world.enroll('alice')
  for (const url of ['/step-up', '/recovery-codes', '/disable']) {
    const code = world.code(secret)
    const other = await world.login('alice')
    t.equal((await client.post(`/two-factor${url}`, { code })).status, 200, url)
    t.ok((await other.post('/two-factor/challenge', { code })).status >= 400, `${url}: at the challenge`)
    await isRefused(t, other, url)
    world.nextStep()
  }
})

attack('takes no code of another user, nor of an authenticator that was replaced, removed or reset', {}, async (t, world) => {
  const { client, secret: old } = await world.enroll('alice')
  const bob = await world.enroll('bob')
  const refuses = async (secret: string, message: string): Promise<void> => {
    const thief = await world.login('alice')
    t.match(await thief.post('/two-factor/challenge', { code: world.code(secret) }), { status: 422, body: { code: 'TWO_FACTOR_INVALID_CODE' } }, message)
    await isRefused(t, thief, message)
  }
  await refuses(bob.secret, 'a foreign code')
  await client.post('/two-factor/step-up', { code: world.code(old) })
  world.nextStep()
  const second = await world.startEnrollment(client)
  t.equal((await client.post('/two-factor/enrollment/confirm', { code: world.code(second), replace: true })).status, 200)
  await refuses(old, 'a replaced one')
  world.nextStep()
  const third = await world.startEnrollment(client)
  t.equal((await client.post('/two-factor/enrollment/confirm', { code: world.code(third) })).status, 200)
  world.nextStep()
  const [removed] = world.repository.stored('alice').authenticators
  t.equal((await client.post(`/two-factor/authenticators/${removed!.id}/remove`, { code: world.code(third) })).status, 204)
  await refuses(second, 'a removed one')
  await world.i1.twoFactor.reset('alice')
  const { secret: last } = await world.enroll('alice')
  for (const secret of [old, second, third]) await refuses(secret, 'one of before the reset')
  await isFull(t, await world.signIn('alice', last), 'alice')
})

attack('refuses codes while the clock is behind what it accepted, and does not fail', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  await world.signIn('alice', secret)
  const ahead = world.clock.now
  world.clock.now = ahead - 3_600_000
  const client = await world.login('alice')
  for (const steps of [-1, 0, 1]) t.equal(outcome(await client.post('/two-factor/challenge', { code: world.code(secret, steps) })), 'TWO_FACTOR_INVALID_CODE', `${steps}`)
  await isRefused(t, client)
  t.equal(world.repository.stored('alice').codeAttempts.failures, 0)
  world.clock.now = ahead
  await isFull(t, await world.signIn('alice', secret), 'alice', 'when the clock is right again')
})
