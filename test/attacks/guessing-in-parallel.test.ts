import { atOnce, attack, isFull, outcome, tally } from './support.js'

attack('answers at most five of 200 wrong codes at once in one session', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const client = await world.login('alice')
  const clients = [client, world.copy(client, world.i2)]
  const code = world.wrong(secret)
  const answers = tally(await atOnce(200, async index => await clients[index % 2]!.post('/two-factor/challenge', { code })))
  t.strictSame(answers, { TWO_FACTOR_INVALID_CODE: 5, TWO_FACTOR_LOCKED: 195 })
  t.equal(world.repository.stored('alice').codeAttempts.failures, 5)
  t.equal(world.events.filter(({ type }) => type === 'locked').length, 1)
})

attack('answers at most five of 200 wrong codes at once in 200 sessions over both instances', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const clients = await atOnce(world.times(200, 100), async index => await world.login('alice', { app: index % 2 ? world.i1 : world.i2 }))
  const code = world.wrong(secret)
  const answers = tally(await Promise.all(clients.map(async client => await client.post('/two-factor/challenge', { code }))))
  t.strictSame(answers, { TWO_FACTOR_INVALID_CODE: 5, TWO_FACTOR_LOCKED: clients.length - 5 })
})

attack('answers at most ten of 200 wrong recovery codes at once', {}, async (t, world) => {
  await world.enroll('alice')
  const client = await world.login('alice')
  const clients = [client, world.copy(client, world.i2)]
  const answers = tally(await atOnce(200, async index => await clients[index % 2]!.post('/two-factor/recovery', { code: String(index).padStart(24, '0') })))
  t.strictSame(answers, { TWO_FACTOR_INVALID_CODE: 10, TWO_FACTOR_LOCKED: 190 })
})

attack('answers at most ten of 200 wrong codes of a pending enrollment at once', {}, async (t, world) => {
  const client = await world.login('carol')
  const secret = await world.startEnrollment(client)
  const clients = [client, world.copy(client, world.i2)]
  const code = world.wrong(secret)
  const answers = tally(await atOnce(200, async index => await clients[index % 2]!.post('/two-factor/enrollment/confirm', { code })))
  t.strictSame(answers, { TWO_FACTOR_INVALID_CODE: 10, TWO_FACTOR_NO_ENROLLMENT: 190 })
})

attack('makes one session of the right code submitted ten times at once, counts nothing, and takes the next code', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const client = await world.login('alice')
  const code = world.code(secret)
  const copies = Array.from({ length: 10 }, (_, index) => world.copy(client, index % 2 ? world.i1 : world.i2))
  const answers = await Promise.all(copies.map(async copy => await copy.post('/two-factor/challenge', { code })))
  const { 200: accepted, TWO_FACTOR_INVALID_CODE: used = 0, TWO_FACTOR_SIGN_IN_REQUIRED: over = 0 } = tally(answers)
  t.strictSame({ accepted, refused: used + over }, { accepted: 1, refused: 9 })
  const full = await Promise.all(copies.map(async copy => (await copy.get('/me')).status))
  t.equal(full.filter(status => status === 200).length, 1, 'one Full')
  t.equal(world.repository.stored('alice').codeAttempts.failures, 0, 'nothing is counted')
  world.nextStep()
  await isFull(t, await world.signIn('alice', secret), 'alice')
})

attack('locks at the fifth wrong code where one of two keys is lost', {}, async (t, world) => {
  const { client, secret } = await world.enroll('alice')
  await client.post('/two-factor/step-up', { code: world.code(secret) })
  world.nextStep()
  const live = await world.startEnrollment(client)
  await client.post('/two-factor/enrollment/confirm', { code: world.code(live) })
  world.nextStep()
  world.repository.store('alice', record => ({
    ...record, authenticators: record.authenticators.map((authenticator, index) => index === 0 ? { ...authenticator, key: authenticator.key.replace(/^1\.[^.]+/, '1.lostlostlost') } : authenticator)
  }))
  const pending = await world.login('alice')
  const code = world.wrong(secret, live)
  const answers: unknown[] = []
  for (let guess = 0; guess < world.times(200, 50); guess++) answers.push(outcome(await pending.post('/two-factor/challenge', { code })))
  t.strictSame(answers.slice(0, 5), Array(5).fill('TWO_FACTOR_INVALID_CODE'))
  t.strictSame(new Set(answers.slice(5)), new Set(['TWO_FACTOR_LOCKED']))
  t.ok(world.events.some(({ type }) => type === 'key-missing'))
  world.clock.now += 30_000
  t.equal((await pending.post('/two-factor/challenge', { code: world.code(live) })).status, 200, 'the live authenticator works')
})
