import { atOnce, attack, isFull, isRefused, outcome, tally, type World } from './support.js'

const WRONG = 'TWO_FACTOR_INVALID_CODE'
const LOCKED = 'TWO_FACTOR_LOCKED'
const BLOCKED = 'TWO_FACTOR_BLOCKED'
const STALE = 'TWO_FACTOR_REAUTHENTICATION_REQUIRED'
const DAY = 86_400_000

function lockOf (world: World): number {
  return (world.repository.stored('alice').codeAttempts.lockedUntil ?? 0) - world.clock.now
}

attack('lifts no lock for whoever has the password alone, or nothing', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  await world.failCodes('alice', secret, 6)
  const row = world.repository.rows.get('alice')
  const pending = await world.login('alice')
  t.equal(outcome(await pending.post('/two-factor/unlock')), 'TWO_FACTOR_CHALLENGE_REQUIRED', 'the password')
  t.equal(outcome(await world.client().post('/two-factor/unlock')), 'TWO_FACTOR_SIGN_IN_REQUIRED', 'nothing')
  t.equal(outcome(await (await world.login('dave')).post('/two-factor/unlock')), 'TWO_FACTOR_ENROLLMENT_REQUIRED', 'a sign-in that is held')
  t.equal(outcome(await pending.post('/two-factor/challenge', { code: world.code(secret) })), LOCKED)
  await isRefused(t, pending)
  t.strictSame(world.repository.rows.get('alice'), row, 'nothing is written')
})

attack('lifts no lock for a stolen session that is stale, remembered or over, nor for a password that is guessed', { verifyPassword: (_userId, password) => password === 'right' }, async (t, world) => {
  const { client, secret } = await world.enroll('alice')
  const thief = world.copy(client, world.i2)
  world.clock.now += 900_000
  await world.failCodes('alice', secret, 6)
  t.equal(outcome(await thief.post('/two-factor/unlock')), STALE)
  const guesses = await atOnce(8, async () => await thief.post('/two-factor/unlock', { password: 'wrong' }))
  t.strictSame(tally(guesses), { TWO_FACTOR_INVALID_PASSWORD: 5, [LOCKED]: 3 }, 'five guesses of the password')
  t.ok(lockOf(world) > 0, 'the lock stays')
  const remembered = await world.login('alice', { fresh: false })
  t.equal(outcome(await remembered.post('/two-factor/unlock')), 'TWO_FACTOR_CHALLENGE_REQUIRED')
  await world.i1.twoFactor.revokeSessions('alice')
  t.equal(outcome(await thief.post('/two-factor/unlock', { password: 'right' })), 'TWO_FACTOR_SIGN_IN_REQUIRED', 'an ended one')
})

attack('gives one try for each lock that is lifted, three in 24 hours, and locks at least as long each time', {}, async (t, world) => {
  const { client, secret } = await world.enroll('alice')
  await world.failCodes('alice', secret, 6)
  let before = lockOf(world)
  for (let time = 1; time <= 3; time++) {
    const owner = time % 2 ? client : world.copy(client, world.i2)
    t.equal((await owner.post('/two-factor/unlock')).status, 204, `the ${time}. time`)
    t.equal(outcome(await owner.post('/two-factor/step-up', { code: world.wrong(secret) })), WRONG)
    t.equal(outcome(await owner.post('/two-factor/step-up', { code: world.code(secret) })), LOCKED, 'the second try')
    t.ok(lockOf(world) >= before, `${lockOf(world)} after ${before}`)
    before = lockOf(world)
  }
  const refused = await client.post('/two-factor/unlock')
  t.match([outcome(refused), refused.headers['retry-after']], [LOCKED, String(before / 1000)])
  t.equal(outcome(await world.copy(client, world.i2).post('/two-factor/unlock')), LOCKED, 'nor on the other instance')
  t.equal(world.events.filter(({ type }) => type === 'unlocked').length, 3)
  world.clock.now += before
  await isFull(t, await world.signIn('alice', secret), 'alice', 'the lock ends by itself')
  await world.failCodes('alice', secret, 5)
  t.equal(outcome(await client.post('/two-factor/unlock')), LOCKED, 'a right code gives none back')
  world.clock.now += DAY
  const tomorrow = await world.signIn('alice', secret)
  await world.failCodes('alice', secret, 5)
  t.equal((await tomorrow.post('/two-factor/unlock')).status, 204, 'and 24 hours do')
})

attack('gives one try where a lock is lifted 50 times at once, with a code each', {}, async (t, world) => {
  const { client, secret } = await world.enroll('alice')
  await world.failCodes('alice', secret, 6)
  const before = lockOf(world)
  const other = world.copy(client, world.i2)
  const lifted = await atOnce(50, async index => await (index % 2 ? client : other).post('/two-factor/unlock'))
  t.strictSame(tally(lifted), { 204: 50 }, 'the first lifts it, the others find none')
  t.match(world.repository.stored('alice').codeAttempts, { unlockedAt: { length: 1 } })
  t.equal(world.events.filter(({ type }) => type === 'unlocked').length, 1)
  const guesses = await atOnce(50, async index => await (index % 2 ? client : other).post('/two-factor/step-up', { code: world.wrong(secret) }))
  t.strictSame(tally(guesses), { [WRONG]: 1, [LOCKED]: 49 })
  t.ok(lockOf(world) >= before)
})

attack('answers at most three guesses more where unlocks and guesses race', {}, async (t, world) => {
  const { client, secret } = await world.enroll('alice')
  await world.failCodes('alice', secret, 6)
  const other = world.copy(client, world.i2)
  const answers = await atOnce(60, async index => {
    const owner = index % 2 ? client : other
    return index % 3 ? await owner.post('/two-factor/step-up', { code: world.wrong(secret) }) : await owner.post('/two-factor/unlock')
  })
  const { failures, unlockedAt } = world.repository.stored('alice').codeAttempts
  t.ok((tally(answers)[WRONG] ?? 0) <= 3, JSON.stringify(tally(answers)))
  t.ok(failures <= 9)
  t.ok((unlockedAt as number[]).length <= 3)
})

attack('leaves a block to a recovery code and the helpdesk', {}, async (t, world) => {
  const { client, secret } = await world.enroll('alice')
  world.repository.store('alice', record => ({ ...record, codeAttempts: { ...record.codeAttempts, failures: 99 } }))
  await world.failCodes('alice', secret, 1)
  const row = world.repository.rows.get('alice')
  t.equal(outcome(await client.post('/two-factor/unlock')), BLOCKED)
  t.equal(outcome(await client.post('/two-factor/step-up', { code: world.code(secret) })), BLOCKED)
  t.strictSame(world.repository.rows.get('alice'), row)
})

attack('counts what a lifted lock lets through among the 100 of 30 days', {}, async (t, world) => {
  const { client, secret } = await world.enroll('alice')
  const day = Math.floor(world.clock.now / DAY)
  await world.failCodes('alice', secret, 5)
  world.repository.store('alice', record => ({ ...record, codeAttempts: { ...record.codeAttempts, days: { [day]: 99 } } }))
  t.equal((await client.post('/two-factor/unlock')).status, 204)
  t.equal(outcome(await client.post('/two-factor/step-up', { code: world.wrong(secret) })), WRONG)
  t.equal(outcome(await client.post('/two-factor/step-up', { code: world.code(secret) })), BLOCKED)
  t.equal(outcome(await client.post('/two-factor/unlock')), BLOCKED)
})

attack('leaves ten tries after the helpdesk lifted a block, and lifts no second one within 30 days', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const day = Math.floor(world.clock.now / DAY)
  world.repository.store('alice', record => ({ ...record, codeAttempts: { failures: 99, days: { [day]: 99 } } }))
  await world.failCodes('alice', secret, 1)
  const lifted = await Promise.allSettled([world.i1, world.i2, world.i1].map(async app => await app.twoFactor.unlock('alice')))
  t.strictSame(lifted.map(({ status }) => status), ['fulfilled', 'fulfilled', 'fulfilled'], 'at once it is one lifting')
  t.equal(world.events.filter(({ type }) => type === 'unlocked').length, 1)
  await world.failCodes('alice', secret, 10)
  t.equal(outcome(await (await world.login('alice')).post('/two-factor/challenge', { code: world.code(secret) })), BLOCKED)
  await t.rejects(world.i2.twoFactor.unlock('alice'), { code: BLOCKED })
  await world.i1.twoFactor.reset('alice')
  await isFull(t, (await world.enroll('alice')).client, 'alice', 'a reset helps')
})
