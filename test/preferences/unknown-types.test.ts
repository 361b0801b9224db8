import t, { type Test } from 'tap'
import { refused } from '../support/answers.js'
import { createApplication, type TestApplication, users } from '../support/application.js'
import { TestRepository } from '../support/test-repository.js'

const eye = { id: 'eye', type: 'retina-scan', name: 'My eye', createdAt: Date.UTC(2026, 0, 1), iris: { left: [1, 2], right: null } }

/** Alice has an authenticator app, and one that a later release added; or only that. */
async function withEye (t: Test, { alone = false } = {}): Promise<TestApplication & { secret: string, recoveryCodes: string[], observed: TestRepository }> {
  const observed = new TestRepository(users)
  const application = await createApplication({ userRepository: observed })
  const { secret, recoveryCodes } = await application.enroll('alice')
  observed.store('alice', record => ({ ...record, authenticators: alone ? [eye] : [...record.authenticators, eye] }))
  t.teardown(() => application.app.close())
  return { ...application, secret, recoveryCodes, observed }
}

const stored = async (observed: TestRepository): Promise<unknown> => observed.stored('alice').authenticators.find(({ id }) => id === 'eye')

t.test('a user with nothing but an authenticator of an unknown type is challenged, and only a recovery code lets them in', async t => {
  const { login, observed, recoveryCodes, clock } = await withEye(t, { alone: true })
  const browser = await login('alice')
  t.match((await browser.get('/two-factor/challenge')).body, { status: 'challenge', methods: [] })
  refused(t, await browser.get('/me'), 403, 'TWO_FACTOR_CHALLENGE_REQUIRED')
  observed.count()
  for (let guess = 0; guess < 20; guess++) refused(t, await browser.post('/two-factor/challenge', { code: '123456' }), 422, 'TWO_FACTOR_INVALID_CODE')
  t.equal(observed.count().writes, 0, 'there is nothing to guess, so no guess is counted')
  t.notMatch((await browser.page('/two-factor/challenge')).body, /id="code"/, 'the page has no field that cannot work')
  clock.now += 1000
  t.equal((await browser.post('/two-factor/recovery', { code: recoveryCodes[0] })).status, 200)
  t.equal((await browser.get('/me')).status, 200)
})

t.test('it is listed with its type, and stays as it is whatever else changes', async t => {
  const { signIn, app, observed, secret, code, clock } = await withEye(t)
  const browser = await signIn('alice', secret)
  const listed = (await browser.get('/two-factor')).body.authenticators
  t.match(listed, [{ type: 'totp' }, { id: 'eye', type: 'retina-scan', name: 'My eye' }])
  t.match((await app.twoFactor.status('alice')).authenticators, [{ type: 'totp' }, { type: 'retina-scan' }])
  t.match((await browser.page('/two-factor')).body, /My eye/)
  await browser.post('/two-factor/recovery-codes', { code: code(secret) })
  clock.now += 30_000
  await app.twoFactor.reseal('alice')
  await app.twoFactor.importAuthenticator('alice', { secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ' })
  t.strictSame(await stored(observed), eye)
})

t.test('it is removed with the usual proof, but what still works never goes before it', async t => {
  const { signIn, observed, secret, code, wrong, clock } = await withEye(t)
  const browser = await signIn('alice', secret)
  const [phone] = (await browser.get('/two-factor')).body.authenticators
  refused(t, await browser.post(`/two-factor/authenticators/${phone.id}/remove`, { code: code(secret) }), 409, 'TWO_FACTOR_LAST_AUTHENTICATOR')
  refused(t, await browser.post('/two-factor/authenticators/eye/remove', { code: wrong(secret) }), 422, 'TWO_FACTOR_INVALID_CODE')
  t.equal((await browser.post('/two-factor/authenticators/eye/remove', { code: code(secret) })).status, 204)
  clock.now += 30_000
  t.equal(await stored(observed), undefined)
})

t.test('it goes where the new authenticator replaces all others, and stays where a block replaces the blocked ones', async t => {
  for (const [how, stays] of [['replace', false], ['block', true], ['add', true]] as const) {
    const { signIn, login, observed, secret, recoveryCodes, code } = await withEye(t)
    let browser = await signIn('alice', secret)
    if (how === 'block') {
      observed.store('alice', record => ({ ...record, codeAttempts: { failures: 100, days: {}, blockedAt: 1 } }))
      browser = await login('alice')
      await browser.post('/two-factor/recovery', { code: recoveryCodes[0] })
    }
    const { body: { secret: added } } = await browser.post('/two-factor/enrollment')
    t.equal((await browser.post('/two-factor/enrollment/confirm', { code: code(added), replace: how === 'replace' })).status, 200, how)
    t.strictSame(await stored(observed), stays ? eye : undefined, how)
    t.equal(observed.stored('alice').authenticators.filter(({ type }) => type === 'totp').length, how === 'add' ? 2 : 1, how)
  }
})

t.test('a pending enrollment of an unknown type is neither shown nor confirmed here, and its record is read all the same', async t => {
  const { login, observed } = await withEye(t)
  const browser = await login('carol')
  await browser.post('/two-factor/enrollment')
  observed.store('carol', record => ({ ...record, enrollment: { ...record['enrollment'] as object, type: 'retina-scan', key: undefined } }))
  refused(t, await browser.get('/two-factor/enrollment'), 404, 'TWO_FACTOR_NO_ENROLLMENT')
  refused(t, await browser.post('/two-factor/enrollment/confirm', { code: '123456' }), 404, 'TWO_FACTOR_NO_ENROLLMENT')
  t.equal((await browser.post('/two-factor/enrollment')).status, 200, 'a new start takes its place')
})
