import type { Client } from '../support/client.js'
import { atOnce, attack, countFull, isFull, outcome, tally, type World } from './support.js'

async function pendingSessions (world: World, count: number): Promise<Client[]> {
  return await atOnce(count, async index => await world.login('alice', { app: index % 2 ? world.i1 : world.i2 }))
}

attack('accepts one of 50 challenges at once with the right code, in one session and in 50 over both instances', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const one = await world.login('alice')
  const copies = Array.from({ length: 50 }, (_, index) => world.copy(one, index % 2 ? world.i1 : world.i2))
  for (const clients of [copies, await pendingSessions(world, 50)]) {
    const code = world.code(secret)
    const answers = await Promise.all(clients.map(async client => await client.post('/two-factor/challenge', { code })))
    t.equal(tally(answers)[200], 1, 'one answer')
    t.notOk(answers.some(({ status }) => status >= 500), 'and no failure')
    t.equal(await countFull(clients), 1, 'one Full')
    t.equal(world.repository.stored('alice').codeAttempts.failures, 0)
    world.nextStep()
  }
})

attack('accepts one of 50 uses at once of one recovery code, over both instances', {}, async (t, world) => {
  const { recoveryCodes } = await world.enroll('alice')
  const clients = await pendingSessions(world, 50)
  const answers = await Promise.all(clients.map(async client => await client.post('/two-factor/recovery', { code: recoveryCodes[0] })))
  t.equal(tally(answers)[200], 1)
  t.notOk(answers.some(({ status }) => status >= 500))
  t.equal(await countFull(clients), 1)
  t.equal(world.repository.stored('alice').recoveryCodes.length, 9)
  t.equal(world.events.filter(({ type }) => type === 'recovery-code-used').length, 1)
})

attack('accepts one code for one of a challenge, a step-up, a disabling and a regeneration at once', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  for (let round = 0; round < world.times(20, 8); round++) {
    const full = await world.signIn('alice', secret)
    const pending = await world.login('alice', { app: world.i2 })
    const code = world.code(secret)
    const answers = await Promise.all([
      pending.post('/two-factor/challenge', { code }), full.post('/two-factor/step-up', { code }), world.copy(full, world.i2).post('/two-factor/recovery-codes', { code })
    ])
    t.equal(answers.filter(({ status }) => status === 200).length, 1, JSON.stringify(tally(answers)))
    world.nextStep()
  }
})

attack('answers 200 sign-ins at once from one remembered client, all of them', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const trusted = await world.signIn('alice', secret, { trustClient: true })
  world.clock.now += 86_400_000
  trusted.jar.delete('sessionId')
  const clients = Array.from({ length: 200 }, (_, index) => world.copy(trusted, index % 2 ? world.i1 : world.i2))
  const answers = await Promise.all(clients.map(async client => await client.post('/login', { userId: 'alice' })))
  t.strictSame(tally(answers), { 200: 200 })
  t.ok(answers.every(({ body }) => body.method === 'trusted-client'))
  t.equal(world.repository.stored('alice').trustedClients.length, 1)
})

attack('is never stuck by wrong and right codes at once', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  for (let round = 0; round < world.times(30, 10); round++) {
    // those of a month would block
    world.repository.store('alice', record => ({ ...record, codeAttempts: { ...record.codeAttempts, days: {} } }))
    const clients = await pendingSessions(world, 8)
    const [right, wrong] = [world.code(secret), world.wrong(secret)]
    const answers = await Promise.all(clients.map(async (client, index) => await client.post('/two-factor/challenge', { code: index === round % 8 ? right : wrong })))
    const counts = tally(answers)
    const { failures, lockedUntil } = world.repository.stored('alice').codeAttempts
    t.ok(failures >= 0 && failures <= 7, `${failures} failures, ${JSON.stringify(counts)}`)
    t.ok((counts[200] ?? 0) <= 1)
    t.ok((counts.TWO_FACTOR_INVALID_CODE ?? 0) <= 4 + 5, 'a success between starts the count anew once')
    world.clock.now = Math.max(world.clock.now + 60_000, lockedUntil ?? 0)
    await isFull(t, await world.signIn('alice', secret), 'alice', 'the next code works')
    t.equal(world.repository.stored('alice').codeAttempts.failures, 0)
  }
})

attack('makes one record of fifty first sign-ins at once', {}, async (t, world) => {
  const clients = await atOnce(50, async index => world.client(index % 2 ? world.i1 : world.i2))
  const answers = await Promise.all(clients.map(async client => await client.post('/login', { userId: 'carol' })))
  t.strictSame(tally(answers), { 200: 50 })
  t.equal(await countFull(clients), 50)
})

attack('takes no code twice from a repository that reads what is 200 ms old', {}, async (t, world) => {
  const { secret, recoveryCodes } = await world.enroll('alice')
  const clients = await pendingSessions(world, 6)
  world.repository.lag = 200
  const code = world.code(secret)
  t.equal((await clients[0]!.post('/two-factor/challenge', { code })).status, 200)
  for (const replay of clients.slice(1, 3)) t.match(outcome(await replay.post('/two-factor/challenge', { code })), /TWO_FACTOR_(INVALID_CODE|UNAVAILABLE)/)
  t.equal((await clients[3]!.post('/two-factor/recovery', { code: recoveryCodes[0] })).status, 200)
  for (const replay of clients.slice(4)) t.match(outcome(await replay.post('/two-factor/recovery', { code: recoveryCodes[0] })), /TWO_FACTOR_(SIGN_IN_REQUIRED|INVALID_CODE|UNAVAILABLE)/)
  t.equal(world.repository.stored('alice').recoveryCodes.length, 9)
})
