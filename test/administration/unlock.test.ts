import t from 'tap'
import type { FastifyRequest } from 'fastify'
import { refused } from '../support/answers.js'
import { createApplication, users } from '../support/application.js'
import { TestRepository } from '../support/test-repository.js'

t.test('the helpdesk lifts a lock, and the failures in a row start anew', async t => {
  const { enroll, login, wrong, code, app, events } = await createApplication()
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  for (let guess = 0; guess < 5; guess++) await browser.post('/two-factor/challenge', { code: wrong(secret) })
  refused(t, await browser.post('/two-factor/challenge', { code: code(secret) }), 429, 'TWO_FACTOR_LOCKED')
  events.length = 0
  t.equal(await app.twoFactor.unlock('alice'), undefined)
  t.hasStrict(events, [{ type: 'unlocked', userId: 'alice' }])
  for (let guess = 0; guess < 4; guess++) refused(t, await browser.post('/two-factor/challenge', { code: wrong(secret) }), 422, 'TWO_FACTOR_INVALID_CODE')
  t.equal((await browser.post('/two-factor/challenge', { code: code(secret) })).status, 200)
})

t.test('it lifts a block once within 30 days, which leaves ten tries, and then only a reset helps', async t => {
  const repository = new TestRepository(users)
  const { enroll, login, wrong, code, clock, app } = await createApplication({ userRepository: repository })
  const { secret } = await enroll('alice')
  const today = Math.floor(clock.now / 86_400_000)
  repository.store('alice', record => ({ ...record, codeAttempts: { failures: 100, days: { [today]: 100 }, blockedAt: clock.now } }))
  await app.twoFactor.unlock('alice')
  for (let guess = 0; guess < 10; guess++) {
    clock.now = Math.max(clock.now, repository.stored('alice').codeAttempts.lockedUntil ?? 0)
    refused(t, await (await login('alice')).post('/two-factor/challenge', { code: wrong(secret) }), 422, 'TWO_FACTOR_INVALID_CODE')
  }
  refused(t, await (await login('alice')).post('/two-factor/challenge', { code: code(secret) }), 403, 'TWO_FACTOR_BLOCKED')
  const row = repository.row('alice')
  await t.rejects(app.twoFactor.unlock('alice'), { code: 'TWO_FACTOR_BLOCKED', statusCode: 403 })
  t.strictSame(repository.row('alice'), row)
  clock.now += 30 * 86_400_000
  await app.twoFactor.unlock('alice')
  t.equal((await app.twoFactor.status('alice')).blocked, false)
  await app.twoFactor.reset('alice')
  t.equal(repository.stored('alice').codeAttempts['unblockedAt'], undefined)
})

t.test('where there is neither lock nor block nothing is written or told, and nobody is not found', async t => {
  const repository = new TestRepository(users)
  const { enroll, app, events } = await createApplication({ userRepository: repository })
  await enroll('alice')
  repository.countSaves()
  events.length = 0
  for (const userId of ['alice', 'carol']) await app.twoFactor.unlock(userId)
  t.strictSame([repository.countSaves(), events], [0, []])
  await t.rejects(app.twoFactor.unlock('nobody'), { code: 'TWO_FACTOR_NOT_FOUND' })
})

t.test('the event gets the request of whoever lifted it', async t => {
  const requests: (FastifyRequest | undefined)[] = []
  const repository = new TestRepository(users)
  const { enroll, login, clock } = await createApplication({
    userRepository: repository,
    onEvent: ({ type }, request) => { if (type === 'unlocked') requests.push(request) },
    extend: app => { app.post('/helpdesk', async request => { await app.twoFactor.unlock('alice', { by: request }); return {} }) }
  })
  await enroll('alice')
  repository.store('alice', record => ({ ...record, codeAttempts: { failures: 5, lockedUntil: clock.now + 30_000, days: {} } }))
  await (await login('bob')).post('/helpdesk')
  t.strictSame(requests.map(request => request?.url), ['/helpdesk'])
})
