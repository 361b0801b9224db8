import t from 'tap'
import type { TwoFactorRow } from '../../lib/index.js'
import { LONGEST_ANSWER } from '../../lib/storage/time-limit.js'
import { refused } from '../support/answers.js'
import { createApplication, type TestApplication, users } from '../support/application.js'
import { TestRepository } from '../support/test-repository.js'

interface Raced { application: TestApplication, other: TestApplication, repository: TestRepository, secret: string, save: TestRepository['save'] }

/** Two instances over one repository and one session store. */
async function raced (): Promise<Raced> {
  const repository = new TestRepository(users)
  const application = await createApplication({ userRepository: repository })
  const { secret } = await application.enroll('alice')
  const other = await createApplication({ userRepository: repository, store: application.store })
  other.clock.now = application.clock.now
  repository.count()
  return { application, other, repository, secret, save: repository.save }
}

t.test('a save that lost the race is decided again, on what was stored in between', async t => {
  const { application: { login, code }, repository, secret, save } = await raced()
  const browser = await login('alice')
  repository.count()
  let lost = 3
  repository.save = async (...saved) => lost-- > 0 ? false : await save(...saved)
  t.equal((await browser.post('/two-factor/challenge', { code: code(secret) })).status, 200)
  t.strictSame(repository.count(), { rows: 4, users: 4, writes: 4 })
  t.equal((await browser.get('/me')).status, 200)
})

t.test('whoever was faster with the same code has it: the second decision refuses', async t => {
  const { application: { login, code }, other, repository, secret, save } = await raced()
  const browser = await login('alice')
  const rival = await other.login('alice')
  let first = true
  repository.save = async (...saved) => {
    if (!first) return await save(...saved)
    first = false
    t.equal((await rival.post('/two-factor/challenge', { code: code(secret) })).status, 200)
    return await save(...saved)
  }
  refused(t, await browser.post('/two-factor/challenge', { code: code(secret) }), 422, 'TWO_FACTOR_INVALID_CODE')
  refused(t, await browser.get('/me'), 403, 'TWO_FACTOR_CHALLENGE_REQUIRED')
})

t.test('a session that was revoked in between is refused, whatever it had been before', async t => {
  const { application: { login, code, app }, other, repository, secret, save } = await raced()
  const browser = await login('alice')
  let first = true
  repository.save = async (...saved) => {
    if (first) {
      first = false
      await other.app.twoFactor.revokeSessions('alice')
    }
    return await save(...saved)
  }
  refused(t, await browser.post('/two-factor/challenge', { code: code(secret), trustClient: true }), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  refused(t, await browser.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  t.strictSame((await app.twoFactor.status('alice')).trustedClients, [])
})

t.test('twenty lost races are 503, without access', async t => {
  const { application: { login, code, events }, repository, secret } = await raced()
  const browser = await login('alice')
  const told = events.length
  repository.count()
  repository.save = async () => false
  refused(t, await browser.post('/two-factor/challenge', { code: code(secret), trustClient: true }), 503, 'TWO_FACTOR_UNAVAILABLE')
  t.strictSame(repository.count(), { rows: 21, users: 20, writes: 20 })
  refused(t, await browser.get('/me'), 403, 'TWO_FACTOR_CHALLENGE_REQUIRED')
  t.equal(events.length, told)
})

t.test('a false whose save took effect was its own save: it counts, once', async t => {
  const { application: { login, code, events }, repository, secret, save } = await raced()
  const browser = await login('alice')
  const told = events.length
  repository.count()
  repository.save = async (...saved) => { await save(...saved); return false }
  t.equal((await browser.post('/two-factor/challenge', { code: code(secret) })).status, 200)
  t.strictSame(repository.count(), { rows: 2, users: 1, writes: 1 })
  t.strictSame(events.slice(told).map(({ type }) => type), ['signed-in'])
  repository.save = save
  refused(t, await (await login('alice')).post('/two-factor/challenge', { code: code(secret) }), 422, 'TWO_FACTOR_INVALID_CODE')
})

t.test('the events that are told are those of the save that took effect, whether its answer came through or not', async t => {
  for (const lost of [true, false]) {
    const { application: { login, wrong, events }, repository, secret, save } = await raced()
    const browser = await login('alice')
    const tries: string[][] = []
    repository.saved.length = events.length = 0
    repository.save = async (...saved) => {
      tries.push(saved[3].map(({ id }) => id))
      if (tries.length < 3) return false
      return await save(...saved) && !lost
    }
    refused(t, await browser.post('/two-factor/challenge', { code: wrong(secret) }), 422, 'TWO_FACTOR_INVALID_CODE')
    const kept = repository.saved.flatMap(({ events }) => events)
    t.strictSame(kept.map(({ type }) => type), ['failed'])
    t.strictSame(events, kept, 'the same events')
    t.equal(new Set(tries.flat()).size, 3, 'each try has events of its own')
    t.strictSame(tries[2], kept.map(({ id }) => id))
  }
})

t.test('so does a wrong guess whose save took effect', async t => {
  const { application: { login, wrong, app, events }, repository, secret, save } = await raced()
  const browser = await login('alice')
  repository.save = async (...saved) => { await save(...saved); return false }
  for (let guess = 1; guess <= 5; guess++) refused(t, await browser.post('/two-factor/challenge', { code: wrong(secret) }), 422, 'TWO_FACTOR_INVALID_CODE')
  t.ok((await app.twoFactor.status('alice')).lockedUntil)
  t.equal(events.filter(({ type }) => type === 'failed').length, 5)
})

t.test('a false of the last try whose save took effect counts too', async t => {
  const { application: { app }, repository, save } = await raced()
  let attempt = 0
  repository.save = async (...saved) => { if (++attempt === 20) await save(...saved); return false }
  await app.twoFactor.revokeSessions('alice')
  t.strictSame(repository.count(), { rows: 21, users: 0, writes: 20 })
})

t.test('a save that rejects is 503 at once, whether it took effect or not: what was done is done, without access', async t => {
  for (const done of [true, false]) {
    const { application: { login, code }, repository, secret, save } = await raced()
    const browser = await login('alice')
    repository.count()
    repository.save = async (...saved) => {
      if (done) await save(...saved)
      throw new Error('connection lost')
    }
    refused(t, await browser.post('/two-factor/challenge', { code: code(secret) }), 503, 'TWO_FACTOR_UNAVAILABLE')
    t.strictSame(repository.count(), { rows: 1, users: 1, writes: 1 })
    repository.save = save
    refused(t, await browser.get('/me'), 403, 'TWO_FACTOR_CHALLENGE_REQUIRED')
    t.equal((await browser.post('/two-factor/challenge', { code: code(secret) })).status, done ? 422 : 200)
  }
})

t.test('a new try is made until ten seconds have gone, and none after them', async t => {
  const { application: { app }, repository } = await raced()
  const now = performance.now()
  let later = 0
  t.intercept(performance, 'now', { value: () => now + later })
  for (const [milliseconds, writes] of [[LONGEST_ANSWER / 2, 3], [LONGEST_ANSWER / 2 + 1, 2]] as const) {
    later = 0
    repository.save = async () => { later += milliseconds; return false }
    await t.rejects(app.twoFactor.revokeSessions('alice'), { code: 'TWO_FACTOR_UNAVAILABLE' })
    t.equal(repository.count().writes, writes, `each lasting ${milliseconds} ms`)
  }
})

t.test('a save that does not say true has lost', async t => {
  for (const answer of [undefined, 1, 'true', null, {}]) {
    const { application: { login, code }, repository, secret, save } = await raced()
    const browser = await login('alice')
    repository.count()
    let first = true
    repository.save = async (...saved) => {
      if (!first) return await save(...saved)
      first = false
      return answer as boolean
    }
    t.equal((await browser.post('/two-factor/challenge', { code: code(secret) })).status, 200)
    t.equal(repository.count().writes, 2, String(answer))
  }
})

t.test('a first sign-in that lost the race for the row takes the other one\'s record', async t => {
  const repository = new TestRepository(users)
  const application = await createApplication({ userRepository: repository })
  const other = await createApplication({ userRepository: repository, store: application.store })
  const save = repository.save
  const [browser, rival] = [application.client(), other.client()]
  let first = true
  repository.save = async (...saved) => {
    if (first) {
      first = false
      await rival.post('/login', { userId: 'carol' })
    }
    return await save(...saved)
  }
  t.equal((await browser.post('/login', { userId: 'carol' })).body.status, 'complete')
  for (const each of [browser, rival]) t.equal((await each.get('/me')).status, 200)
})

t.test('each save has a revision of its own, a random safe integer above zero, and names the one it was read at', async t => {
  const repository = new TestRepository(users)
  const seen: { row: TwoFactorRow, expected: number | undefined }[] = []
  const save = repository.save
  repository.save = async (userId, row, expected, events) => { seen.push({ row, expected }); return await save(userId, row, expected, events) }
  const { enroll, signIn } = await createApplication({ userRepository: repository })
  const { secret } = await enroll('alice')
  for (let count = 0; count < 20; count++) await signIn('alice', secret)
  t.equal(seen[0]!.expected, undefined)
  for (let index = 1; index < seen.length; index++) t.equal(seen[index]!.expected, seen[index - 1]!.row.revision)
  const revisions = seen.map(({ row }) => row.revision)
  t.equal(new Set(revisions).size, revisions.length)
  t.ok(revisions.every(revision => Number.isSafeInteger(revision) && revision > 0))
  t.ok(Math.max(...revisions) > 2 ** 51, 'of 53 bits')
  t.not(revisions.join(), revisions.toSorted((a, b) => a - b).join(), 'not counted up')
})
