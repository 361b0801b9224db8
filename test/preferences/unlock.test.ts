import t from 'tap'
import { redirected, refused } from '../support/answers.js'
import { createApplication, users, type ApplicationOptions, type TestApplication } from '../support/application.js'
import type { Client } from '../support/client.js'
import { alertOf } from '../support/page.js'
import { TestRepository } from '../support/test-repository.js'

interface Locked extends TestApplication { repository: TestRepository, browser: Client, secret: string }

/** Alice, signed in, whose codes somebody locked for a minute. */
async function locked (options: ApplicationOptions = {}): Promise<Locked> {
  const repository = new TestRepository(users)
  const application = await createApplication({ ...options, userRepository: repository })
  const { client: browser, secret } = await application.enroll('alice')
  lock(repository, application.clock.now)
  application.events.length = 0
  return { ...application, repository, browser, secret }
}

function lock (repository: TestRepository, now: number): void {
  repository.store('alice', ({ codeAttempts, ...record }) => ({ ...record, codeAttempts: { ...codeAttempts, failures: 6, lockedUntil: now + 60_000 } }))
}

t.test('the owner lifts the lock: their code works at once, it is told, and the preferences count down', async t => {
  const { browser, secret, code, events } = await locked()
  t.match((await browser.get('/two-factor')).body, { unlocksLeft: 3, lockedUntil: /Z$/ })
  refused(t, await browser.post('/two-factor/step-up', { code: code(secret) }), 429, 'TWO_FACTOR_LOCKED')
  const answer = await browser.post('/two-factor/unlock')
  t.strictSame([answer.status, answer.body], [204, ''])
  const { body } = await browser.get('/two-factor')
  t.strictSame([body.unlocksLeft, body.lockedUntil], [2, undefined])
  t.hasStrict(events, [{ type: 'unlocked', userId: 'alice' }])
  t.equal((await browser.post('/two-factor/step-up', { code: code(secret) })).status, 200)
})

t.test('the fourth within 24 hours is refused with the seconds that the lock still lasts', async t => {
  const { browser, repository, clock } = await locked()
  for (let time = 0; time < 3; time++) {
    lock(repository, clock.now)
    t.equal((await browser.post('/two-factor/unlock', {})).status, 204)
  }
  lock(repository, clock.now)
  clock.now += 15_000
  const row = repository.row('alice')
  const answer = await browser.post('/two-factor/unlock')
  refused(t, answer, 429, 'TWO_FACTOR_LOCKED')
  t.equal(answer.headers['retry-after'], '45')
  const page = await browser.submit('/two-factor/unlock')
  t.match([page.status, alertOf(page.body)], [429, /Try again in 45 seconds/])
  t.strictSame(repository.row('alice'), row, 'nothing is written')
  t.equal((await browser.get('/two-factor')).body.unlocksLeft, 0)
})

t.test('a stale sign-in gives the password, whose tries have a budget of their own', async t => {
  const { browser, clock, repository } = await locked({ verifyPassword: (_userId, password) => password === 'right' })
  clock.now += 900_000
  lock(repository, clock.now)
  refused(t, await browser.post('/two-factor/unlock'), 403, 'TWO_FACTOR_REAUTHENTICATION_REQUIRED')
  refused(t, await browser.post('/two-factor/unlock', { password: 'wrong' }), 422, 'TWO_FACTOR_INVALID_PASSWORD')
  t.match(repository.stored('alice'), { codeAttempts: { failures: 6 }, passwordAttempts: { failures: 1 } })
  for (let time = 0; time < 4; time++) await browser.post('/two-factor/unlock', { password: 'wrong' })
  refused(t, await browser.post('/two-factor/unlock', { password: 'right' }), 429, 'TWO_FACTOR_LOCKED', 'the lock of the password')
  clock.now += 30_000
  t.equal((await browser.post('/two-factor/unlock', { password: 'right' })).status, 204)
})

t.test('without a lock nothing is written or told', async t => {
  const { browser, repository, clock, events } = await locked()
  clock.now += 60_000
  const row = repository.row('alice')
  t.equal((await browser.post('/two-factor/unlock')).status, 204)
  t.strictSame([repository.row('alice'), events], [row, []])
})

t.test('a block, and two-factor authentication that is off, is refused', async t => {
  const { browser, repository, clock, login } = await locked()
  repository.store('alice', ({ codeAttempts, ...record }) => ({ ...record, codeAttempts: { ...codeAttempts, blockedAt: clock.now } }))
  refused(t, await browser.post('/two-factor/unlock'), 403, 'TWO_FACTOR_BLOCKED')
  t.equal((await browser.get('/two-factor')).body.unlocksLeft, 0)
  refused(t, await (await login('carol')).post('/two-factor/unlock'), 409, 'TWO_FACTOR_NOT_ENABLED')
})

t.test('a browser is led to the preferences', async t => {
  const { browser } = await locked()
  redirected(t, await browser.submit('/two-factor/unlock'), '/two-factor')
})
