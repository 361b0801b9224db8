import type { FastifyRequest } from 'fastify'
import t from 'tap'
import type { Settings } from '../../lib/options/options.js'
import type { KnownUser } from '../../lib/repositories/known-user.js'
import { canAskPassword } from '../../lib/session/password.js'
import { refused } from '../support/answers.js'
import { createApplication, type ApplicationOptions, type TestApplication } from '../support/application.js'
import type { Client } from '../support/client.js'

interface Asked { userId: string, password: string, url: string }

/** An application that can check passwords ("right" is), with a session too old for changes. */
async function stale (options: ApplicationOptions = {}): Promise<TestApplication & { browser: Client, asked: Asked[] }> {
  const asked: Asked[] = []
  const verifyPassword = (userId: string, password: string, request: FastifyRequest): boolean => {
    asked.push({ userId, password, url: request.url })
    return password === 'right'
  }
  const application = await createApplication({ verifyPassword, ...options })
  const browser = await application.login('carol')
  application.clock.now += 900_000
  return { ...application, browser, asked }
}

t.test('a right password stands in for a fresh sign-in, in this request only', async t => {
  const { browser, asked } = await stale()
  refused(t, await browser.post('/two-factor/enrollment'), 403, 'TWO_FACTOR_REAUTHENTICATION_REQUIRED')
  t.equal((await browser.post('/two-factor/enrollment', { password: 'right' })).status, 200)
  t.strictSame(asked, [{ userId: 'carol', password: 'right', url: '/two-factor/enrollment' }])
  refused(t, await browser.post('/two-factor/enrollment'), 403, 'TWO_FACTOR_REAUTHENTICATION_REQUIRED')
})

t.test('every change takes the password in place of a fresh sign-in', async t => {
  const { enroll, code, clock } = await createApplication({ verifyPassword: async (_userId, password) => password === 'right' })
  const { client: browser, secret } = await enroll('alice')
  clock.now += 900_000
  await browser.post('/two-factor/step-up', { code: code(secret) })
  const { body: { secret: second } } = await browser.post('/two-factor/enrollment', { password: 'right' })
  t.equal((await browser.post('/two-factor/enrollment/confirm', { code: code(second) })).status, 200, 'confirming asks for none')
  clock.now += 30_000
  const [first] = (await browser.get('/two-factor')).body.authenticators
  for (const url of ['/two-factor/recovery-codes', `/two-factor/authenticators/${first.id}/remove`, '/two-factor/disable']) {
    refused(t, await browser.post(url, { code: code(second) }), 403, 'TWO_FACTOR_REAUTHENTICATION_REQUIRED', url)
    t.ok((await browser.post(url, { code: code(second), password: 'right' })).status < 300, url)
    clock.now += 30_000
  }
})

t.test('a wrong password is refused even where none is due, and tells nothing of the code', async t => {
  const { enroll, code, wrong, clock, events } = await createApplication({ verifyPassword: (_userId, password) => password === 'right' })
  const { client: browser, secret } = await enroll('alice')
  t.equal((await browser.get('/two-factor')).body.passwordRequired, false)
  refused(t, await browser.post('/two-factor/disable', { code: code(secret), password: 'wrong' }), 422, 'TWO_FACTOR_INVALID_PASSWORD')
  t.hasStrict(events.at(-1), { type: 'failed', userId: 'alice', purpose: 'password' })
  clock.now += 900_000
  refused(t, await browser.post('/two-factor/disable', { code: wrong(secret), password: 'wrong' }), 422, 'TWO_FACTOR_INVALID_PASSWORD')
  refused(t, await browser.post('/two-factor/disable', { code: wrong(secret), password: 'right' }), 422, 'TWO_FACTOR_INVALID_CODE')
  t.equal((await browser.post('/two-factor/disable', { code: code(secret), password: 'right' })).status, 200, 'the code was not spent')
})

t.test('the fifth wrong password locks, and then nobody is asked any more', async t => {
  const { browser, asked, clock, wrong } = await stale()
  for (let guess = 1; guess <= 5; guess++) refused(t, await browser.post('/two-factor/enrollment', { password: 'wrong' }), 422, 'TWO_FACTOR_INVALID_PASSWORD', `guess ${guess}`)
  const locked = await browser.post('/two-factor/enrollment', { password: 'right' })
  refused(t, locked, 429, 'TWO_FACTOR_LOCKED')
  t.equal(locked.headers['retry-after'], '30')
  refused(t, await browser.post('/two-factor/disable', { code: wrong(), password: 'right' }), 429, 'TWO_FACTOR_LOCKED')
  t.equal(asked.length, 5)
  clock.now += 30_000
  t.equal((await browser.post('/two-factor/enrollment', { password: 'wrong' })).status, 422)
  t.equal((await browser.post('/two-factor/enrollment', { password: 'right' })).headers['retry-after'], '60', 'the lock doubles')
})

t.test('a right password clears the wrong ones', async t => {
  const { browser } = await stale()
  for (let round = 1; round <= 3; round++) {
    for (let guess = 1; guess <= 4; guess++) t.equal((await browser.post('/two-factor/enrollment', { password: 'wrong' })).status, 422)
    t.equal((await browser.post('/two-factor/enrollment', { password: 'right' })).status, 200)
  }
})

t.test('wrong passwords leave one-time codes alone, and the other way round', async t => {
  const { enroll, login, code, wrong } = await createApplication({ verifyPassword: (_userId, password) => password === 'right' })
  const { client: browser, secret } = await enroll('alice')
  for (let guess = 1; guess <= 6; guess++) await browser.post('/two-factor/disable', { code: code(secret), password: 'wrong' })
  refused(t, await browser.post('/two-factor/disable', { code: code(secret), password: 'right' }), 429, 'TWO_FACTOR_LOCKED')
  t.equal((await (await login('alice')).post('/two-factor/challenge', { code: code(secret) })).status, 200)
  const bob = await enroll('bob')
  for (let guess = 1; guess <= 5; guess++) await bob.client.post('/two-factor/step-up', { code: wrong(bob.secret) })
  t.equal((await bob.client.post('/two-factor/enrollment', { password: 'right' })).status, 200)
})

t.test('an answer that is not true is no right password', async t => {
  for (const answer of [false, undefined, null, 1, 'true', {}]) {
    const { browser } = await stale({ verifyPassword: () => answer as boolean })
    refused(t, await browser.post('/two-factor/enrollment', { password: 'right' }), 422, 'TWO_FACTOR_INVALID_PASSWORD', String(answer))
  }
})

t.test('a password check that fails is 503, the attempt counted all the same', async t => {
  let asked = 0
  const { browser } = await stale({ verifyPassword: async () => { asked++; throw Object.assign(new Error('directory down: secret detail'), { statusCode: 418 }) } })
  for (let guess = 1; guess <= 5; guess++) {
    const answer = await browser.post('/two-factor/enrollment', { password: 'right' })
    refused(t, answer, 503, 'TWO_FACTOR_UNAVAILABLE')
    t.notOk(JSON.stringify(answer.body).includes('secret detail'))
  }
  refused(t, await browser.post('/two-factor/enrollment', { password: 'right' }), 429, 'TWO_FACTOR_LOCKED')
  t.equal(asked, 5)
})

t.test('nobody is asked about the password of a session that is not admitted', async t => {
  const { enroll, login, client, code, asked } = await stale()
  const { secret } = await enroll('alice')
  refused(t, await client().post('/two-factor/enrollment', { password: 'right' }), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  refused(t, await (await login('alice')).post('/two-factor/disable', { code: code(secret), password: 'right' }), 403, 'TWO_FACTOR_CHALLENGE_REQUIRED')
  refused(t, await (await login('dave')).post('/two-factor/disable', { code: code(secret), password: 'right' }), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED')
  t.strictSame(asked, [])
})

t.test('a page asks for the password with each change once it is due', async t => {
  const { enroll, clock } = await createApplication({ verifyPassword: () => true })
  const { client: browser } = await enroll('alice')
  t.notOk((await browser.page('/two-factor')).body.includes('type="password"'))
  clock.now += 900_000
  const { body } = await browser.page('/two-factor')
  t.equal(body.match(/type="password" autocomplete="current-password"/g)?.length, 4, 'for a new name, a new authenticator, new codes and disabling')
  t.notOk(body.includes('please sign in again'))
})

t.test('a session that ends while the password is checked changes nothing', async t => {
  const application = await stale({ verifyPassword: async (userId) => { await application.app.twoFactor.revokeSessions(userId); return true } })
  refused(t, await application.browser.post('/two-factor/enrollment', { password: 'right' }), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})

t.test('only a user who has a password can be asked for it, and only where the application can check it', t => {
  const check = { verifyPassword: () => true } as unknown as Settings
  const user = { hasPassword: true } as KnownUser
  t.equal(canAskPassword(check, user), true)
  t.equal(canAskPassword({} as Settings, user), false)
  for (const other of [{ hasPassword: false } as KnownUser, null, undefined]) t.equal(canAskPassword(check, other), false)
  t.end()
})
