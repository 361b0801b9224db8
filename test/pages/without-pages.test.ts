import t from 'tap'
import { redirected, refused } from '../support/answers.js'
import { createApplication } from '../support/application.js'

t.test('with pages: false every route speaks JSON, to browsers too', async t => {
  const { login, enroll, code, clock } = await createApplication({ pages: false })
  const carol = await login('carol')
  t.equal((await carol.page('/two-factor')).body.enabled, false)
  const { client: browser, secret } = await enroll('alice')
  const pending = await login('alice')
  t.equal((await pending.page('/two-factor/challenge')).body.status, 'challenge')
  t.equal((await pending.submit('/two-factor/challenge', { code: code(secret) })).body.status, 'complete')
  clock.now += 30_000
  t.hasStrict(Object.keys((await browser.submit('/two-factor/enrollment')).body), ['secret', 'uri', 'qrCode', 'name', 'accountName', 'expiresAt'])
  t.equal((await browser.page('/two-factor/enrollment')).status, 200)
  t.equal((await browser.submit('/two-factor/enrollment/cancel')).status, 204)
  t.equal((await browser.submit('/two-factor/recovery-codes', { code: code(secret) })).body.recoveryCodes.length, 10)
  t.equal((await browser.submit('/two-factor/sign-out')).status, 204)
})

t.test('with pages: false there is no asset, and what asks for a code again is JSON', async t => {
  const { enroll } = await createApplication({ pages: false })
  const { client: browser } = await enroll('alice')
  t.equal((await browser.get('/two-factor/assets/two-factor.css')).status, 404)
  t.strictSame((await browser.page('/two-factor/step-up')).body, { methods: ['totp'], blocked: false })
})

t.test('with pages: false and no urls a browser that is refused gets the error', async t => {
  const { client, enroll, login, clock, wrong } = await createApplication({ pages: false })
  const { client: browser, secret } = await enroll('alice')
  refused(t, await client().page('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  refused(t, await (await login('alice')).page('/me'), 403, 'TWO_FACTOR_CHALLENGE_REQUIRED')
  refused(t, await (await login('dave')).page('/me'), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED')
  refused(t, await (await login('carol')).page('/accounts'), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED')
  refused(t, await browser.submit('/two-factor/disable', { code: wrong(secret) }), 422, 'TWO_FACTOR_INVALID_CODE')
  clock.now += 300_000
  refused(t, await browser.submit('/payout'), 403, 'TWO_FACTOR_STEP_UP_REQUIRED')
  refused(t, await client().page('/two-factor'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})

t.test('with pages: false and urls a browser is sent to the application\'s own pages, JSON clients get the error', async t => {
  const urls = { login: '/in', challenge: '/code', enrollment: 'https://app.acme.example/enroll?from=guard', stepUp: '/again' }
  const { client, enroll, login, clock } = await createApplication({ pages: false, urls })
  const { client: browser } = await enroll('alice')
  redirected(t, await client().page('/me'), '/in?next=%2Fme')
  redirected(t, await (await login('alice')).page('/me'), '/code?next=%2Fme')
  redirected(t, await (await login('dave')).page('/me'), 'https://app.acme.example/enroll?from=guard&next=%2Fme')
  clock.now += 300_000
  redirected(t, await browser.submit('/payout', {}, { referer: 'http://localhost/pay' }), '/again?next=%2Fpay')
  refused(t, await client().get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})

t.test('the answer after a code or an enrollment comes from the page that was asked for, without any page of the plugin', async t => {
  const { enroll, login, code } = await createApplication({ pages: false, urls: { challenge: '/code', enrollment: '/enroll', home: '/start', preferences: '/security' } })
  const { secret, recoveryCodes } = await enroll('alice')
  const browser = await login('alice')
  t.equal((await browser.post('/login', { userId: 'alice' })).body.location, '/code')
  await browser.page('/me?tab=2')
  t.equal((await browser.post('/two-factor/challenge', { code: code(secret) })).body.location, '/me?tab=2')
  const other = await login('alice')
  t.equal((await other.post('/two-factor/recovery', { code: recoveryCodes[0] })).body.location, '/security')
  t.equal((await (await login('carol')).get('/two-factor/challenge')).body.location, '/start')
})
