import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { createApplication, type TestApplication, users } from '../support/application.js'
import type { Answer } from '../support/client.js'
import { JsonStore } from '../support/json-store.js'
import { TestRepository } from '../support/test-repository.js'

/** Two instances over one repository, which takes its time, and one session store. */
async function twoInstances (): Promise<{ first: TestApplication, second: TestApplication, repository: TestRepository }> {
  const repository = new TestRepository(users)
  const store = new JsonStore()
  const first = await createApplication({ userRepository: repository, store })
  const second = await createApplication({ userRepository: repository, store })
  return { first, second, repository }
}

const slow = async (): Promise<void> => { await wait(Math.random() * 3) }
const statuses = (answers: Answer[]): Record<number, number> => {
  const counted: Record<number, number> = {}
  for (const { status } of answers) counted[status] = (counted[status] ?? 0) + 1
  return counted
}

t.test('of fifty parallel challenges of one session with the same code exactly one is right', async t => {
  const { enroll, login, code, app } = await createApplication()
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  const answers = await Promise.all(Array.from({ length: 50 }, async () => await browser.post('/two-factor/challenge', { code: code(secret) })))
  t.equal(statuses(answers)[200], 1)
  t.equal((await app.twoFactor.status('alice')).lockedUntil, undefined, 'a double click locks nobody out')
})

t.test('of fifty sessions over two instances with the same code exactly one is right, and only it has access', async t => {
  const { first, second, repository } = await twoInstances()
  const { secret } = await first.enroll('alice')
  second.clock.now = first.clock.now
  const browsers = await Promise.all(Array.from({ length: 50 }, async (_, index) => await (index % 2 === 0 ? first : second).login('alice')))
  repository.before = slow
  const answers = await Promise.all(browsers.map(async browser => await browser.post('/two-factor/challenge', { code: first.code(secret) })))
  repository.before = () => {}
  t.equal(statuses(answers)[200], 1)
  const access = await Promise.all(browsers.map(async browser => await browser.get('/me')))
  t.equal(statuses(access)[200], 1)
  first.clock.now += 30_000
  t.equal((await (await first.login('alice')).post('/two-factor/challenge', { code: first.code(secret) })).status, 200, 'the next code works')
})

t.test('of fifty parallel uses of one recovery code over two instances exactly one is right', async t => {
  const { first, second, repository } = await twoInstances()
  const { recoveryCodes } = await first.enroll('alice')
  second.clock.now = first.clock.now
  const browsers = await Promise.all(Array.from({ length: 50 }, async (_, index) => await (index % 2 === 0 ? first : second).login('alice')))
  repository.before = slow
  const answers = await Promise.all(browsers.map(async browser => await browser.post('/two-factor/recovery', { code: recoveryCodes[0] })))
  repository.before = () => {}
  t.equal(statuses(answers)[200], 1)
  t.equal(statuses(await Promise.all(browsers.map(async browser => await browser.get('/me'))))[200], 1)
  t.equal((await first.app.twoFactor.status('alice')).recoveryCodesLeft, 9)
})

t.test('a hundred parallel wrong passwords ask the application five times', async t => {
  let asked = 0
  const { enroll, code } = await createApplication({ verifyPassword: async () => { asked++; await slow(); return false } })
  const { client: browser, secret } = await enroll('alice')
  const answers = await Promise.all(Array.from({ length: 100 }, async (_, index) => await browser.post(['/two-factor/enrollment', '/two-factor/disable'][index % 2]!, { code: code(secret), password: 'wrong' })))
  t.equal(asked, 5)
  const counted = statuses(answers)
  t.equal(counted[422], 5)
  t.equal((counted[429] ?? 0) + (counted[503] ?? 0), 95)
})

t.test('of two hundred parallel wrong codes at most five are answered as a guess', async t => {
  const { enroll, login, wrong, events } = await createApplication()
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  const answers = await Promise.all(Array.from({ length: 200 }, async () => await browser.post('/two-factor/challenge', { code: wrong(secret) })))
  const counted = statuses(answers)
  t.equal(counted[422], 5)
  t.equal((counted[429] ?? 0) + (counted[503] ?? 0), 195)
  t.equal(events.filter(({ type }) => type === 'locked').length, 1, 'one event, not one per try')
})

t.test('of twenty parallel confirmations with the right code exactly one is right', async t => {
  const { login, code, app } = await createApplication()
  const browser = await login('carol')
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  const answers = await Promise.all(Array.from({ length: 20 }, async () => await browser.post('/two-factor/enrollment/confirm', { code: code(secret) })))
  t.equal(statuses(answers)[200], 1)
  t.hasStrict(await app.twoFactor.status('carol'), { enabled: true, recoveryCodesLeft: 10 })
  t.equal((await app.twoFactor.status('carol')).authenticators.length, 1)
})

t.test('no challenge outlives a revocation that ran beside it', async t => {
  const { first, second, repository } = await twoInstances()
  const { secret } = await first.enroll('alice')
  for (let round = 0; round < 40; round++) {
    first.clock.now += 30_000
    second.clock.now = first.clock.now
    const browser = await first.login('alice')
    repository.before = slow
    await Promise.all([
      browser.post('/two-factor/challenge', { code: first.code(secret), trustClient: true }),
      slow().then(async () => await second.app.twoFactor.revokeSessions('alice'))
    ])
    repository.before = () => {}
    t.not((await browser.get('/me')).status, 200, `round ${round}`)
    t.strictSame((await first.app.twoFactor.status('alice')).trustedClients, [], `round ${round}`)
  }
})

t.test('a hundred parallel sign-ins by remembered clients of one user are all complete', async t => {
  const { enroll, signIn, client, clock } = await createApplication()
  const { secret } = await enroll('alice')
  const browser = await signIn('alice', secret, { trustClient: true })
  clock.now += 86_400_000
  const [name, value] = [...browser.jar].find(([name]) => name.startsWith('two-factor-'))!
  const answers = await Promise.all(Array.from({ length: 100 }, async () => {
    const other = client()
    other.jar.set(name, value)
    return await other.post('/login', { userId: 'alice' })
  }))
  t.strictSame(statuses(answers), { 200: 100 })
  t.ok(answers.every(({ body }) => body.status === 'complete'))
})
