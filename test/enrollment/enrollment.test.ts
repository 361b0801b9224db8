import t from 'tap'
import { refused } from '../support/answers.js'
import { createApplication, SECRET, START, users } from '../support/application.js'
import { base32Bytes } from '../support/codes.js'

t.test('starting an enrollment gives a key of 160 bits, its URI and its QR code', async t => {
  const { login } = await createApplication({ service: { issuerName: 'Acme & Co', secret: SECRET, imageUrl: 'https://acme.example/logo.png?v=1' } })
  const browser = await login('carol')
  const { status, body } = await browser.post('/two-factor/enrollment')
  t.equal(status, 200)
  t.strictSame(Object.keys(body).sort(), ['accountName', 'expiresAt', 'name', 'qrCode', 'secret', 'uri'])
  t.equal(base32Bytes(body.secret).length, 20)
  t.equal(body.uri, `otpauth://totp/Acme%20%26%20Co:carol%40example.com?secret=${body.secret}&issuer=Acme%20%26%20Co&algorithm=SHA1&digits=6&period=30&image=https%3A%2F%2Facme.example%2Flogo.png%3Fv%3D1`)
  t.match(body.qrCode, /^<svg [\s\S]*<\/svg>\s*$/)
  t.hasStrict(body, { name: 'Authenticator', accountName: 'carol@example.com', expiresAt: new Date(START + 600_000).toISOString() })
})

t.test('the issuer of a user\'s own tenant takes the place of the service\'s', async t => {
  const { login } = await createApplication({ users: { carol: { ...users['carol']!, issuerName: 'Tenant' } } })
  const { body } = await (await login('carol')).post('/two-factor/enrollment')
  t.match(body.uri, 'otpauth://totp/Tenant:carol%40example.com?')
  t.equal(new URL(body.uri).searchParams.get('issuer'), 'Tenant')
})

t.test('a right code turns two-factor authentication on and gives ten recovery codes', async t => {
  const { login, code } = await createApplication()
  const browser = await login('carol')
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  t.equal((await browser.get('/two-factor')).body.enabled, false, 'not before')
  const { status, body } = await browser.post('/two-factor/enrollment/confirm', { code: code(secret) })
  t.equal(status, 200)
  t.strictSame(Object.keys(body).sort(), ['location', 'recoveryCodes', 'status'])
  t.hasStrict(body, { status: 'complete', location: '/two-factor' })
  t.equal(new Set(body.recoveryCodes).size, 10)
  for (const recoveryCode of body.recoveryCodes) t.match(recoveryCode, /^(?:[0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/)
  t.hasStrict((await browser.get('/two-factor')).body, { enabled: true, recoveryCodesLeft: 10, method: 'totp' })
  t.strictSame((await browser.get('/me')).body, { userId: 'carol', method: 'totp' })
})

t.test('the code that confirmed the enrollment cannot sign in', async t => {
  const { login, code, clock } = await createApplication()
  const browser = await login('carol')
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  const used = code(secret)
  await browser.post('/two-factor/enrollment/confirm', { code: used })
  const other = await login('carol')
  refused(t, await other.post('/two-factor/challenge', { code: used }), 422, 'TWO_FACTOR_INVALID_CODE')
  clock.now += 30_000
  t.equal((await other.post('/two-factor/challenge', { code: code(secret) })).status, 200)
})

t.test('a code that is a step ahead confirms and burns the steps up to it', async t => {
  const { login, code } = await createApplication()
  const browser = await login('carol')
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  t.equal((await browser.post('/two-factor/enrollment/confirm', { code: code(secret, 1) })).status, 200)
  const other = await login('carol')
  refused(t, await other.post('/two-factor/challenge', { code: code(secret) }), 422, 'TWO_FACTOR_INVALID_CODE')
})

t.test('the pending enrollment is shown again with the same key, and never once it was confirmed', async t => {
  const { login, code } = await createApplication()
  const browser = await login('carol')
  const started = await browser.post('/two-factor/enrollment')
  t.strictSame((await browser.get('/two-factor/enrollment')).body, started.body)
  await browser.post('/two-factor/enrollment/confirm', { code: code(started.body.secret) })
  refused(t, await browser.get('/two-factor/enrollment'), 404, 'TWO_FACTOR_NO_ENROLLMENT')
  refused(t, await browser.post('/two-factor/enrollment/confirm', { code: code(started.body.secret, 1) }), 404, 'TWO_FACTOR_NO_ENROLLMENT')
})

t.test('a new start replaces the pending key', async t => {
  const { login, code } = await createApplication()
  const browser = await login('carol')
  const first = (await browser.post('/two-factor/enrollment')).body.secret
  const second = (await browser.post('/two-factor/enrollment')).body.secret
  t.not(first, second)
  refused(t, await browser.post('/two-factor/enrollment/confirm', { code: code(first) }), 422, 'TWO_FACTOR_INVALID_CODE')
  t.equal((await browser.post('/two-factor/enrollment/confirm', { code: code(second) })).status, 200)
})

t.test('a cancelled enrollment is over, and cancelling without one changes nothing', async t => {
  const { login, code } = await createApplication()
  const browser = await login('carol')
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  const cancelled = await browser.post('/two-factor/enrollment/cancel')
  t.strictSame([cancelled.status, cancelled.body], [204, ''])
  refused(t, await browser.get('/two-factor/enrollment'), 404, 'TWO_FACTOR_NO_ENROLLMENT')
  refused(t, await browser.post('/two-factor/enrollment/confirm', { code: code(secret) }), 404, 'TWO_FACTOR_NO_ENROLLMENT')
  t.equal((await browser.post('/two-factor/enrollment/cancel')).status, 204)
})

t.test('the tenth wrong code ends the enrollment, and none of them locks the sign-in', async t => {
  const { login, code, wrong } = await createApplication()
  const browser = await login('carol')
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  for (let guess = 1; guess <= 10; guess++) {
    refused(t, await browser.post('/two-factor/enrollment/confirm', { code: wrong(secret) }), 422, 'TWO_FACTOR_INVALID_CODE')
  }
  refused(t, await browser.post('/two-factor/enrollment/confirm', { code: code(secret) }), 404, 'TWO_FACTOR_NO_ENROLLMENT')
  const again = (await browser.post('/two-factor/enrollment')).body.secret
  for (let guess = 1; guess <= 9; guess++) await browser.post('/two-factor/enrollment/confirm', { code: wrong(again) })
  t.equal((await browser.post('/two-factor/enrollment/confirm', { code: code(again) })).status, 200, 'nine wrong codes do not')
})

t.test('an enrollment that nobody confirmed asks for no code at the next sign-in', async t => {
  const { login } = await createApplication()
  await (await login('carol')).post('/two-factor/enrollment')
  t.equal((await (await login('carol')).get('/me')).status, 200)
})
