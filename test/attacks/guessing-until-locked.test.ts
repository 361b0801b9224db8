import { attack, isFull, isRefused, outcome, type World } from './support.js'

const WRONG = 'TWO_FACTOR_INVALID_CODE'
const LOCKED = 'TWO_FACTOR_LOCKED'

function failuresOf (world: World): number {
  return world.repository.stored('alice').codeAttempts.failures
}

attack('locks at the fifth wrong code, and takes the right one after the delay', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const client = await world.login('alice')
  for (let guess = 1; guess <= 5; guess++) t.equal(outcome(await client.post('/two-factor/challenge', { code: world.wrong(secret) })), WRONG, `guess ${guess}`)
  const locked = await client.post('/two-factor/challenge', { code: world.code(secret) })
  t.match(locked, { status: 429, body: { code: LOCKED } })
  t.equal(locked.headers['retry-after'], '30')
  await isRefused(t, client, 'with the right code under the lock')
  world.clock.now += 29_999
  t.equal(outcome(await client.post('/two-factor/challenge', { code: world.code(secret) })), LOCKED, 'a millisecond before')
  world.clock.now += 1
  t.equal((await client.post('/two-factor/challenge', { code: world.code(secret) })).status, 200)
  await isFull(t, client, 'alice')
  t.equal(failuresOf(world), 0)
})

attack('doubles the lock with each failure, up to an hour', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  await world.failCodes('alice', secret, 5)
  const client = await world.login('alice')
  for (const seconds of [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]) {
    const { headers } = await client.post('/two-factor/challenge', { code: world.wrong(secret) })
    t.equal(headers['retry-after'], String(seconds))
    world.clock.now += seconds * 1000
    await world.login('alice', { client })
    t.equal(outcome(await client.post('/two-factor/challenge', { code: world.wrong(secret) })), WRONG)
  }
})

attack('locks at the fifth wrong code overall, with a fresh sign-in or another cookie jar each time', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const answers: unknown[] = []
  const guess = async (count: number, client = world.client()): Promise<void> => {
    await world.login('alice', { client })
    for (let index = 0; index < count; index++) answers.push(outcome(await client.post('/two-factor/challenge', { code: world.wrong(secret) })))
  }
  const client = world.client()
  await guess(3, client)
  await guess(3, client)
  await guess(3)
  t.strictSame(answers, [WRONG, WRONG, WRONG, WRONG, WRONG, LOCKED, LOCKED, LOCKED, LOCKED])
})

attack('counts whatever the address is', { server: { trustProxy: true } }, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const answers: unknown[] = []
  for (let index = 1; index <= 7; index++) {
    const client = await world.login('alice', { app: index % 2 ? world.i1 : world.i2 })
    answers.push(outcome(await client.send({
      method: 'POST',
      url: '/two-factor/challenge',
      remoteAddress: `198.51.100.${index}`,
      headers: { 'x-forwarded-for': `203.0.113.${index}`, forwarded: `for=192.0.2.${index}`, 'x-real-ip': `192.0.2.${index}` },
      payload: { code: world.wrong(secret) }
    })))
  }
  t.strictSame(answers, [WRONG, WRONG, WRONG, WRONG, WRONG, LOCKED, LOCKED])
})

attack('counts over every route that takes a code, and locks them all', {}, async (t, world) => {
  const { client, secret } = await world.enroll('alice')
  await client.post('/two-factor/step-up', { code: world.code(secret) })
  world.nextStep()
  const second = await world.startEnrollment(client)
  await client.post('/two-factor/enrollment/confirm', { code: world.code(second) })
  world.nextStep()
  const id = world.repository.stored('alice').authenticators[0]!.id
  const pending = await world.login('alice')
  const doors = [
    async (code: string) => await client.post('/two-factor/step-up', { code }),
    async (code: string) => await client.post('/two-factor/disable', { code }),
    async (code: string) => await client.post('/two-factor/recovery-codes', { code }),
    async (code: string) => await client.post(`/two-factor/authenticators/${id}/remove`, { code }),
    async (code: string) => await pending.post('/two-factor/challenge', { code })
  ]
  for (const [index, door] of doors.entries()) {
    t.equal(outcome(await door(world.wrong(secret, second))), WRONG)
    t.equal(failuresOf(world), index + 1)
  }
  for (const door of doors) t.equal(outcome(await door(world.code(second))), LOCKED)
})

attack('raises one event for the first lock, not one for each try', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  await world.failCodes('alice', secret, 8)
  const client = await world.login('alice')
  for (let index = 0; index < 5; index++) await client.post('/two-factor/challenge', { code: world.wrong(secret) })
  t.equal(world.events.filter(({ type }) => type === 'locked').length, 1)
  t.equal(world.events.filter(({ type }) => type === 'failed').length, 8)
})

attack('locks over a restart and a second instance', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  await world.failCodes('alice', secret, 4)
  await world.i1.close()
  const restarted = await world.start()
  const other = await world.login('alice', { app: world.i2 })
  t.equal(outcome(await other.post('/two-factor/challenge', { code: world.wrong(secret) })), WRONG)
  for (const app of [restarted, world.i2]) {
    const client = await world.login('alice', { app })
    t.equal(outcome(await client.post('/two-factor/challenge', { code: world.code(secret) })), LOCKED)
    await isRefused(t, client)
  }
})

attack('keeps the count over sign-ins, recovery sign-ins, started enrollments and new passwords', {}, async (t, world) => {
  const { client, secret, recoveryCodes } = await world.enroll('alice')
  await world.failCodes('alice', secret, 4)
  await world.startEnrollment(client)
  t.equal(failuresOf(world), 4, 'after a started enrollment')
  const recovered = await world.login('alice')
  t.equal((await recovered.post('/two-factor/recovery', { code: recoveryCodes[0] })).status, 200)
  t.equal(failuresOf(world), 4, 'after a recovery sign-in')
  await world.i1.twoFactor.revokeSessions('alice')
  t.equal(failuresOf(world), 4, 'after a new password')
  await world.failCodes('alice', secret, 1)
  t.equal(outcome(await (await world.login('alice')).post('/two-factor/challenge', { code: world.code(secret) })), LOCKED)
})

attack('cuts a lock that a clock far ahead has set', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  world.clock.now += 86_400_000
  await world.failCodes('alice', secret, 5)
  world.clock.now -= 86_400_000
  const client = await world.login('alice')
  t.equal((await client.post('/two-factor/challenge', { code: world.code(secret) })).headers['retry-after'], '30')
  world.clock.now += 30_000
  t.equal((await client.post('/two-factor/challenge', { code: world.code(secret) })).status, 200)
})
