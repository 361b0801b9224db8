import t from 'tap'
import { redirected } from '../support/answers.js'
import { createApplication } from '../support/application.js'
import { alertOf, elementsOf, formsOf, formTo, isVisible, linksOf, notesOf, textOf, titleOf } from '../support/page.js'

t.test('a browser goes from the page it was kept from over the code back to it', async t => {
  const { enroll, client, code } = await createApplication()
  const { secret } = await enroll('alice')
  const browser = client()
  redirected(t, await browser.page('/me'), '/login?next=%2Fme')
  await browser.post('/login', { userId: 'alice', next: '/me' })
  redirected(t, await browser.page('/me'), '/two-factor/challenge?next=%2Fme')
  const page = await browser.page('/two-factor/challenge?next=%2Fme')
  t.equal(page.status, 200)
  t.equal(titleOf(page.body), 'Enter your code – Acme')
  t.match(textOf(page.body), 'Signing in to Acme as a…e@example.com')
  const form = formTo(page.body, '/two-factor/challenge')!
  t.strictSame({ method: form.method, fields: form.fields }, { method: 'post', fields: { code: '', trustClient: 'true' } })
  redirected(t, await browser.submit(form.action, { code: code(secret) }), '/me')
  t.equal((await browser.page('/me')).status, 200)
})

t.test('the challenge page has three forms: the code, a recovery code and the way out', async t => {
  const { enroll, login } = await createApplication()
  await enroll('alice')
  const { body } = await (await login('alice')).page('/two-factor/challenge')
  t.strictSame(formsOf(body).map(({ action, method, fields }) => ({ action, method, fields })), [
    { action: '/two-factor/challenge', method: 'post', fields: { code: '', trustClient: 'true' } },
    { action: '/two-factor/recovery', method: 'post', fields: { code: '' } },
    { action: '/two-factor/sign-out', method: 'post', fields: {} }
  ])
  t.match(body, '<input id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code"')
  t.strictSame(formsOf(body).map(({ text }) => text.split(' ').slice(-2).join(' ')), ['Sign in', 'recovery code', 'Sign out'])
  t.equal(isVisible(elementsOf(body).find(({ attributes }) => attributes['id'] === 'recovery-code')!), false, 'the recovery code is folded away')
  t.equal(alertOf(body), undefined)
})

t.test('a wrong code shows the page again with its status and an announced error', async t => {
  const { enroll, login, wrong, code } = await createApplication()
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  const again = await browser.submit('/two-factor/challenge', { code: wrong(secret) })
  t.equal(again.status, 422)
  t.equal(titleOf(again.body), 'Error: Enter your code – Acme')
  t.equal(alertOf(again.body), 'This code is wrong or was used already. Wait for the next one and try again.')
  t.ok(formTo(again.body, '/two-factor/challenge'))
  const malformed = await browser.submit('/two-factor/challenge', { code: '12' })
  t.equal(malformed.status, 400)
  t.equal(alertOf(malformed.body), 'A code has six digits. Please check what you typed.')
  for (let guess = 2; guess <= 5; guess++) await browser.submit('/two-factor/challenge', { code: wrong(secret) })
  const locked = await browser.submit('/two-factor/challenge', { code: code(secret) })
  t.equal(locked.status, 429)
  t.equal(locked.headers['retry-after'], '30')
  t.equal(alertOf(locked.body), 'Too many wrong codes. Try again in 30 seconds. A recovery code works at once.')
})

t.test('the check box remembers the client', async t => {
  const { enroll, login, code } = await createApplication()
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  await browser.submit('/two-factor/challenge', { code: code(secret), trustClient: 'true' })
  t.equal((await browser.post('/login', { userId: 'alice' })).body.status, 'complete')
})

t.test('the check box names the days, and is missing where nothing is remembered', async t => {
  for (const [expiryDays, label] of [[30, 'Don’t ask for a code in this browser for 30 days (not on shared computers)'], [1, 'Don’t ask for a code in this browser for 1 day (not on shared computers)'], [0, undefined]] as const) {
    const { enroll, login } = await createApplication({ service: { issuerName: 'Acme', secret: 'a3f8'.repeat(4) + '0123456789bcde7-random-tail', expiryDays } })
    await enroll('alice')
    const form = formTo((await (await login('alice')).page('/two-factor/challenge')).body, '/two-factor/challenge')!
    t.equal('trustClient' in form.fields, label !== undefined)
    t.equal(form.text.includes(label ?? 'this browser'), label !== undefined)
  }
})

t.test('a recovery code from the page leads to the preferences, which say what to do next', async t => {
  const { enroll, login } = await createApplication()
  const { recoveryCodes } = await enroll('alice')
  const browser = await login('alice')
  redirected(t, await browser.submit('/two-factor/recovery', { code: recoveryCodes[0]! }), '/two-factor')
  const preferences = await browser.page('/two-factor')
  t.ok(notesOf(preferences.body).includes('You signed in with a recovery code. If you lost your authenticator, set up a new one now. If not, there is nothing to do.'))
  t.ok(isVisible(elementsOf(preferences.body).find(({ name, attributes }) => name === 'form' && attributes['action'] === '/two-factor/enrollment')!), 'the way to a new one is open')
  const wrong = await (await login('alice')).submit('/two-factor/recovery', { code: '0'.repeat(24) })
  t.equal(wrong.status, 422)
  t.ok(formTo(wrong.body, '/two-factor/recovery'), 'the challenge page again')
  t.match(wrong.body, /<details open>[^]+role="alert"[^]+<input id="recovery-code"[^>]+ autofocus>/, 'the form is unfolded and says what was wrong')
  t.equal(wrong.body.match(/ autofocus/g)!.length, 1)
  t.equal(alertOf(wrong.body), 'This recovery code is wrong or was used already. Try another one.')
})

t.test('the step-up page asks for a code, offers a recovery code to a remembered client only, and goes on', async t => {
  const { enroll, signIn, code, clock, wrong } = await createApplication()
  const { client: browser, secret } = await enroll('alice')
  clock.now += 300_000
  redirected(t, await browser.submit('/payout', {}, { referer: 'http://localhost/accounts?x=1' }), '/two-factor/step-up?next=%2Faccounts%3Fx%3D1')
  const page = await browser.page('/two-factor/step-up?next=%2Faccounts%3Fx%3D1')
  t.strictSame(formsOf(page.body).map(({ action }) => action), ['/two-factor/step-up?next=%2Faccounts%3Fx%3D1'])
  t.strictSame(linksOf(page.body), ['/'], 'cancel leads home: the page that it came from may ask for a code again')
  const again = await browser.submit('/two-factor/step-up?next=%2Faccounts%3Fx%3D1', { code: wrong(secret) })
  t.equal(again.status, 422)
  t.strictSame(formsOf(again.body).map(({ action }) => action), ['/two-factor/step-up?next=%2Faccounts%3Fx%3D1'], 'the way back is kept')
  redirected(t, await browser.submit('/two-factor/step-up?next=%2Faccounts%3Fx%3D1', { code: code(secret) }), '/accounts?x=1')
  clock.now += 30_000
  const trusted = await signIn('alice', secret, { trustClient: true })
  await trusted.post('/login', { userId: 'alice' })
  t.strictSame(formsOf((await trusted.page('/two-factor/step-up')).body).map(({ action }) => action), ['/two-factor/step-up', '/two-factor/recovery'])
  const wrongRecovery = await trusted.submit('/two-factor/recovery', { code: '0'.repeat(24) })
  t.equal(wrongRecovery.status, 422)
  t.strictSame(formsOf(wrongRecovery.body).map(({ action }) => action), ['/two-factor/step-up', '/two-factor/recovery'], 'the step-up page again')
  t.match(wrongRecovery.body, /<details open>[^]+role="alert"[^]+<input id="recovery-code"[^>]+ autofocus>/)
})

t.test('a browser on a page that is not for it yet is led to where it goes on', async t => {
  const { enroll, login, client } = await createApplication()
  await enroll('alice')
  redirected(t, await client().page('/two-factor'), '/login?next=%2Ftwo-factor')
  redirected(t, await client().page('/two-factor/challenge'), '/login')
  redirected(t, await client().submit('/two-factor/challenge', { code: '123456' }), '/two-factor/challenge')
  redirected(t, await client().page('/two-factor/step-up'), '/login?next=%2Ftwo-factor%2Fstep-up')
  redirected(t, await (await login('alice')).page('/two-factor'), '/two-factor/challenge?next=%2Ftwo-factor')
  redirected(t, await (await login('alice')).page('/two-factor/step-up'), '/two-factor/challenge?next=%2Ftwo-factor%2Fstep-up')
  redirected(t, await (await login('dave')).page('/two-factor/challenge'), '/two-factor/enrollment')
  redirected(t, await (await login('dave')).page('/two-factor/step-up'), '/two-factor/enrollment?next=%2Ftwo-factor%2Fstep-up')
})
