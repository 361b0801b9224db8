import t from 'tap'
import { redirected } from '../support/answers.js'
import { createApplication, users } from '../support/application.js'
import type { Client } from '../support/client.js'
import { TestRepository } from '../support/test-repository.js'

async function isSaved (browser: Client): Promise<boolean> {
  return (await browser.get('/two-factor')).body.recoveryCodesSaved
}

t.test('recovery codes count as saved once their user says so, to administration too, and it is told once', async t => {
  const repository = new TestRepository(users)
  const { enroll, app, events } = await createApplication({ userRepository: repository })
  const { client: browser } = await enroll('alice')
  t.strictSame([await isSaved(browser), (await app.twoFactor.status('alice')).recoveryCodesSaved], [false, false])
  t.equal(JSON.stringify(repository.stored('alice')).includes('recoveryCodesSavedAt'), false)
  events.length = 0
  const answer = await browser.post('/two-factor/recovery-codes/saved')
  t.strictSame([answer.status, answer.body], [204, ''])
  t.strictSame([await isSaved(browser), (await app.twoFactor.status('alice')).recoveryCodesSaved], [true, true])
  repository.countSaves()
  t.equal((await browser.post('/two-factor/recovery-codes/saved')).status, 204)
  t.equal(repository.countSaves(), 0, 'once more writes nothing')
  t.hasStrict(events, [{ type: 'recovery-codes-saved', userId: 'alice' }])
  t.equal(events.length, 1)
})

t.test('it takes neither a fresh sign-in nor a code, and works under a lock', async t => {
  const repository = new TestRepository(users)
  const { enroll, clock } = await createApplication({ userRepository: repository })
  const { client: browser } = await enroll('alice')
  clock.now += 86_400_000
  repository.store('alice', record => ({ ...record, codeAttempts: { failures: 5, lockedUntil: clock.now + 30_000, days: {} } }))
  t.equal((await browser.post('/two-factor/recovery-codes/saved')).status, 204)
  t.equal(await isSaved(browser), true)
})

t.test('new codes are not saved yet', async t => {
  const { enroll, code } = await createApplication()
  const { client: browser, secret } = await enroll('alice')
  await browser.post('/two-factor/recovery-codes/saved')
  await browser.post('/two-factor/recovery-codes', { code: code(secret) })
  t.equal(await isSaved(browser), false)
})

t.test('whoever recovers has saved them', async t => {
  const { enroll, login, events } = await createApplication()
  const { recoveryCodes } = await enroll('alice')
  const browser = await login('alice')
  await browser.post('/two-factor/recovery', { code: recoveryCodes[0] })
  t.equal(await isSaved(browser), true)
  t.notOk(events.some(({ type }) => type === 'recovery-codes-saved'))
})

t.test('without codes there is nothing to say, and nothing is written', async t => {
  const repository = new TestRepository(users)
  const { login, events } = await createApplication({ userRepository: repository })
  const browser = await login('carol')
  const [row, told] = [repository.row('carol'), events.length]
  t.equal((await browser.post('/two-factor/recovery-codes/saved')).status, 204)
  t.strictSame([repository.row('carol'), events.length, await isSaved(browser)], [row, told, false])
})

t.test('said many times at once it is written and told once', async t => {
  const repository = new TestRepository(users, () => Math.random() * 3)
  const first = await createApplication({ userRepository: repository })
  const { client: browser } = await first.enroll('alice')
  const second = await createApplication({ userRepository: repository, store: first.store, clock: () => first.clock.now })
  const other = second.client()
  for (const [name, value] of browser.jar) other.jar.set(name, value)
  repository.countSaves()
  await Promise.all(Array.from({ length: 20 }, async (_, index) => await (index % 2 ? browser : other).post('/two-factor/recovery-codes/saved')))
  t.equal(repository.countSaves(), 1)
  t.equal([...first.events, ...second.events].filter(({ type }) => type === 'recovery-codes-saved').length, 1)
})

t.test('a browser is led to the preferences', async t => {
  const { enroll } = await createApplication()
  const { client: browser } = await enroll('alice')
  redirected(t, await browser.submit('/two-factor/recovery-codes/saved'), '/two-factor')
  t.equal(await isSaved(browser), true)
})
