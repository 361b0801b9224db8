import t from 'tap'
import { malformed, refused } from '../support/answers.js'
import { createApplication, type TestApplication } from '../support/application.js'
import type { Client } from '../support/client.js'
import { alertOf } from '../support/page.js'

/** Adds an authenticator in a session that proved a code just now; gives its key. */
async function add ({ clock, code }: TestApplication, browser: Client, name: string, body: object = {}): Promise<string> {
  const { body: { secret } } = await browser.post('/two-factor/enrollment', { name })
  await browser.post('/two-factor/enrollment/confirm', { code: code(secret), ...body })
  clock.now += 30_000
  return secret
}

async function names (browser: Client): Promise<string[]> {
  return (await browser.get('/two-factor')).body.authenticators.map(({ name }: { name: string }) => name)
}

t.test('a second authenticator signs in beside the first, and gives no new recovery codes', async t => {
  const application = await createApplication()
  const { enroll, login, code, clock } = application
  const { client: browser, secret, recoveryCodes } = await enroll('alice')
  const { body: { secret: second } } = await browser.post('/two-factor/enrollment', { name: 'tablet' })
  t.equal((await (await login('alice')).post('/two-factor/challenge', { code: code(secret) })).status, 200, 'the first one works while the second is pending')
  clock.now += 30_000
  const confirmed = await browser.post('/two-factor/enrollment/confirm', { code: code(second) })
  t.strictSame(confirmed.body, { status: 'complete', location: '/two-factor', recoveryCodes: [] })
  t.strictSame(await names(browser), ['Authenticator', 'tablet'])
  clock.now += 30_000
  for (const key of [secret, second]) t.equal((await (await login('alice')).post('/two-factor/challenge', { code: code(key) })).status, 200)
  t.equal((await (await login('alice')).post('/two-factor/recovery', { code: recoveryCodes[0] })).status, 200, 'the recovery codes stay')
})

t.test('adding needs a code proved in the last 300 seconds', async t => {
  const { enroll, signIn, code, clock } = await createApplication()
  const { client: browser, secret } = await enroll('alice')
  clock.now += 270_000
  t.equal((await browser.get('/two-factor')).body.stepUpRequired, true)
  refused(t, await browser.post('/two-factor/enrollment'), 403, 'TWO_FACTOR_STEP_UP_REQUIRED')
  await browser.post('/two-factor/step-up', { code: code(secret) })
  clock.now += 299_999
  t.equal((await browser.get('/two-factor')).body.stepUpRequired, false)
  t.equal((await browser.post('/two-factor/enrollment')).status, 200)
  const trusted = await signIn('alice', secret, { trustClient: true })
  await trusted.post('/login', { userId: 'alice' })
  refused(t, await trusted.post('/two-factor/enrollment'), 403, 'TWO_FACTOR_STEP_UP_REQUIRED', 'a remembered client')
})

t.test('adding ends the other sessions and the remembered clients', async t => {
  const application = await createApplication()
  const { client: browser, secret } = await application.enroll('alice')
  const other = await application.signIn('alice', secret, { trustClient: true })
  await add(application, browser, 'tablet')
  refused(t, await other.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  t.equal((await other.post('/login', { userId: 'alice' })).body.status, 'challenge')
  t.equal((await browser.get('/me')).status, 200)
})

t.test('replacing removes the others in the same step', async t => {
  const application = await createApplication()
  const { enroll, login, code } = application
  const { client: browser, secret } = await enroll('alice')
  const second = await add(application, browser, 'tablet')
  const third = await add(application, browser, 'new phone', { replace: true })
  t.strictSame(await names(browser), ['new phone'])
  for (const key of [secret, second]) refused(t, await (await login('alice')).post('/two-factor/challenge', { code: code(key) }), 422, 'TWO_FACTOR_INVALID_CODE')
  t.equal((await (await login('alice')).post('/two-factor/challenge', { code: code(third) })).status, 200)
})

t.test('there are at most five, and a sixth may only replace', async t => {
  const application = await createApplication()
  const { code } = application
  const { client: browser } = await application.enroll('alice')
  for (const name of ['two', 'three', 'four', 'five']) await add(application, browser, name)
  const { status, body: { secret } } = await browser.post('/two-factor/enrollment', { name: 'six' })
  t.equal(status, 200, 'starting is not limited')
  refused(t, await browser.post('/two-factor/enrollment/confirm', { code: code(secret) }), 409, 'TWO_FACTOR_TOO_MANY_AUTHENTICATORS')
  t.equal((await names(browser)).length, 5)
  t.equal((await browser.post('/two-factor/enrollment/confirm', { code: code(secret), replace: true })).status, 200)
  t.strictSame(await names(browser), ['six'])
})

t.test('a name that is too long beside the others is 400, and one more authenticator comes in without it', async t => {
  const application = await createApplication()
  const { client: browser } = await application.enroll('alice')
  const long = '👨‍👩‍👧‍👦'.repeat(20) + 'x'.repeat(12)
  for (let count = 0; count < 3; count++) await add(application, browser, long)
  t.equal((await browser.post('/two-factor/enrollment', { name: long })).status, 200, '2048 bytes have room')
  await add(application, browser, long.slice(0, -1))
  malformed(t, await browser.post('/two-factor/enrollment', { name: 'xx' }))
  const { status, body } = await browser.submit('/two-factor/enrollment', { name: 'xx' })
  t.strictSame([status, alertOf(body)], [400, 'This name is too long, or has signs that a name cannot have. Please choose another one.'])
  t.equal((await browser.submit('/two-factor/enrollment', { name: '' })).status, 303)
})

t.test('a removed authenticator\'s codes are worth nothing, and the other sessions end', async t => {
  const application = await createApplication()
  const { enroll, signIn, login, code, events } = application
  const { client: browser, secret } = await enroll('alice')
  const second = await add(application, browser, 'tablet')
  const other = await signIn('alice', second)
  const [first] = (await browser.get('/two-factor')).body.authenticators
  const answer = await browser.post(`/two-factor/authenticators/${first.id}/remove`, { code: code(second) })
  t.strictSame([answer.status, answer.body], [204, ''])
  t.strictSame(await names(browser), ['tablet'])
  refused(t, await other.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  refused(t, await (await login('alice')).post('/two-factor/challenge', { code: code(secret) }), 422, 'TWO_FACTOR_INVALID_CODE')
  t.hasStrict(events.findLast(({ type }) => type === 'authenticator-removed'), { authenticator: { id: first.id, name: 'Authenticator' } })
})

t.test('an authenticator may be removed by its own code', async t => {
  const application = await createApplication()
  const { client: browser, secret } = await application.enroll('alice')
  await add(application, browser, 'tablet')
  const [first] = (await browser.get('/two-factor')).body.authenticators
  t.equal((await browser.post(`/two-factor/authenticators/${first.id}/remove`, { code: application.code(secret) })).status, 204)
})

t.test('the last authenticator, one that is not there and another user\'s are not removed', async t => {
  const application = await createApplication()
  const { enroll, code } = application
  const { client: bob } = await enroll('bob')
  const { client: browser, secret } = await enroll('alice')
  const [last] = (await browser.get('/two-factor')).body.authenticators
  const [foreign] = (await bob.get('/two-factor')).body.authenticators
  refused(t, await browser.post(`/two-factor/authenticators/${last.id}/remove`, { code: code(secret) }), 409, 'TWO_FACTOR_LAST_AUTHENTICATOR')
  refused(t, await browser.post('/two-factor/authenticators/nothing/remove', { code: code(secret) }), 404, 'TWO_FACTOR_NOT_FOUND')
  refused(t, await browser.post(`/two-factor/authenticators/${foreign.id}/remove`, { code: code(secret) }), 404, 'TWO_FACTOR_NOT_FOUND')
  t.equal((await names(bob)).length, 1)
  t.equal((await browser.post('/two-factor/step-up', { code: code(secret) })).status, 200, 'the code was not spent on it')
})

t.test('a wrong code removes nothing', async t => {
  const application = await createApplication()
  const { client: browser, secret } = await application.enroll('alice')
  const second = await add(application, browser, 'tablet')
  const [first] = (await browser.get('/two-factor')).body.authenticators
  refused(t, await browser.post(`/two-factor/authenticators/${first.id}/remove`, { code: application.wrong(secret, second) }), 422, 'TWO_FACTOR_INVALID_CODE')
  t.equal((await names(browser)).length, 2)
})

t.test('where two-factor authentication is off there is none to remove', async t => {
  const { login } = await createApplication()
  refused(t, await (await login('carol')).post('/two-factor/authenticators/x/remove', { code: '123456' }), 409, 'TWO_FACTOR_NOT_ENABLED')
})

t.test('two tabs confirming two enrollments at once leave one authenticator, the one whose code works', async t => {
  const { login, code, clock } = await createApplication()
  const browser = await login('carol')
  const first = (await browser.post('/two-factor/enrollment')).body.secret
  const second = (await browser.post('/two-factor/enrollment')).body.secret
  const answers = await Promise.all([first, second].map(secret => browser.post('/two-factor/enrollment/confirm', { code: code(secret) })))
  t.strictSame(answers.map(({ status }) => status).filter(status => status === 200), [200])
  clock.now += 30_000
  t.equal((await (await login('carol')).post('/two-factor/challenge', { code: code(second) })).status, 200)
  refused(t, await (await login('carol')).post('/two-factor/challenge', { code: code(first) }), 422, 'TWO_FACTOR_INVALID_CODE')
})
