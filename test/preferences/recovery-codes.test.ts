import { createHash } from 'node:crypto'
import t from 'tap'
import { refused } from '../support/answers.js'
import { createApplication, users } from '../support/application.js'
import { TestRepository } from '../support/test-repository.js'

t.test('new recovery codes take the place of all that were left, in a session that goes on', async t => {
  const { enroll, signIn, login, code, clock } = await createApplication()
  const { client: browser, secret, recoveryCodes } = await enroll('alice')
  const other = await signIn('alice', secret)
  const before = browser.jar.get('sessionId')
  const { status, body } = await browser.post('/two-factor/recovery-codes', { code: code(secret) })
  t.equal(status, 200)
  t.strictSame(Object.keys(body), ['recoveryCodes'])
  t.equal(new Set([...body.recoveryCodes, ...recoveryCodes]).size, 20)
  t.equal(browser.jar.get('sessionId'), before, 'the session keeps its id: no stamp changed')
  t.equal((await other.get('/me')).status, 200)
  clock.now += 30_000
  refused(t, await (await login('alice')).post('/two-factor/recovery', { code: recoveryCodes[0] }), 422, 'TWO_FACTOR_INVALID_CODE')
  t.equal((await (await login('alice')).post('/two-factor/recovery', { code: body.recoveryCodes[0] })).status, 200)
})

t.test('the record keeps SHA-256 of purpose, user id and each code, each after its length, in this release as in every other', async t => {
  const repository = new TestRepository(users)
  const { enroll } = await createApplication({ userRepository: repository })
  const { recoveryCodes } = await enroll('alice')
  const digestOf = (code: string): string => {
    const parts = ['recovery code', 'alice', code.replaceAll('-', '')]
    return createHash('sha256').update(parts.map(part => `\0\0\0${String.fromCharCode(part.length)}${part}`).join('')).digest('base64url')
  }
  t.strictSame(repository.stored('alice')['recoveryCodes'], recoveryCodes.map(digestOf))
})

t.test('making new codes proves a code: what asks for a recent one opens', async t => {
  const { enroll, code, clock } = await createApplication()
  const { client: browser, secret } = await enroll('alice')
  clock.now += 600_000
  refused(t, await browser.post('/payout'), 403, 'TWO_FACTOR_STEP_UP_REQUIRED')
  await browser.post('/two-factor/recovery-codes', { code: code(secret) })
  t.equal((await browser.post('/payout')).status, 200)
})

t.test('no new codes without a right one-time code in a complete session', async t => {
  const { enroll, login, client, code, wrong, app } = await createApplication()
  const { client: browser, secret, recoveryCodes } = await enroll('alice')
  const url = '/two-factor/recovery-codes'
  refused(t, await browser.post(url, { code: wrong(secret) }), 422, 'TWO_FACTOR_INVALID_CODE')
  t.equal((await browser.post(url)).status, 400, 'the session alone')
  t.equal((await browser.get(url)).status, 404, 'by GET')
  refused(t, await client().post(url, { code: code(secret) }), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  refused(t, await (await login('alice')).post(url, { code: code(secret) }), 403, 'TWO_FACTOR_CHALLENGE_REQUIRED')
  refused(t, await (await login('dave')).post(url, { code: code(secret) }), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED')
  refused(t, await (await login('carol')).post(url, { code: code(secret) }), 409, 'TWO_FACTOR_NOT_ENABLED')
  t.equal((await app.twoFactor.status('alice')).recoveryCodesLeft, 10)
  t.equal((await (await login('alice')).post('/two-factor/recovery', { code: recoveryCodes[0] })).status, 200)
})

t.test('where none are left, adding an authenticator gives ten new ones', async t => {
  const { enroll, login, code } = await createApplication()
  const { recoveryCodes } = await enroll('alice')
  let browser = await login('alice')
  for (const recoveryCode of recoveryCodes) {
    browser = await login('alice')
    await browser.post('/two-factor/recovery', { code: recoveryCode })
  }
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  const { body } = await browser.post('/two-factor/enrollment/confirm', { code: code(secret) })
  t.equal(new Set([...body.recoveryCodes, ...recoveryCodes]).size, 20)
  t.equal((await browser.get('/two-factor')).body.recoveryCodesLeft, 10)
})

t.test('no route shows a recovery code or the key a second time', async t => {
  const { enroll, login, code, store } = await createApplication()
  const { client: browser, secret, recoveryCodes } = await enroll('alice')
  await browser.post('/two-factor/step-up', { code: code(secret) })
  const pending = await login('alice')
  const shown = [
    await browser.get('/two-factor'), await browser.page('/two-factor'), await browser.get('/two-factor/enrollment'), await browser.page('/two-factor/step-up'),
    await browser.get('/two-factor/challenge'), await pending.page('/two-factor/challenge'), await browser.get('/me')
  ].map(({ body }) => JSON.stringify(body)).join('\n') + [...store.sessions.values()].join('\n')
  for (const text of [secret, ...recoveryCodes, ...recoveryCodes.map(code => code.replaceAll('-', '')), 'otpauth:']) t.notOk(shown.includes(text))
})
