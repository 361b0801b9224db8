import t from 'tap'
import { redirected } from '../support/answers.js'
import { createApplication } from '../support/application.js'
import { alertOf, headingOf, noticesOf, textOf, unescapeHtml } from '../support/page.js'

const ENROLLED = /Your new authenticator works from now on\./
const CODES_GIVEN = /Your recovery codes were shown a moment ago, and are shown only once\. If you have not kept them, make new ones below\./

/** Where the script leads the browser's history, so that a reload asks for the page. */
function addressOf (html: string): string | undefined {
  const [, address] = /<div class="two-factor" data-address="([^"]*)">/.exec(html) ?? []
  return address === undefined ? undefined : unescapeHtml(address)
}

t.test('the answer to a form names the page that it stands for, and a page that was asked for names none', async t => {
  const { enroll, login, wrong, code, clock } = await createApplication()
  const { client: browser, secret } = await enroll('alice')
  const pending = await login('alice')
  for (const [url, body, address] of [
    ['/two-factor/step-up?next=%2Fpayout', { code: wrong(secret) }, '/two-factor/step-up?next=%2Fpayout'],
    ['/two-factor/recovery-codes', { code: wrong(secret) }, '/two-factor'],
    ['/two-factor/disable', {}, '/two-factor']
  ] as const) t.equal(addressOf((await browser.submit(url, body)).body), address, url)
  t.equal(addressOf((await pending.submit('/two-factor/challenge', { code: wrong(secret) })).body), '/two-factor/challenge')
  t.equal(addressOf((await pending.submit('/two-factor/recovery', { code: 'x' })).body), '/two-factor/challenge')
  clock.now += 30_000
  t.equal(addressOf((await browser.submit('/two-factor/recovery-codes', { code: code(secret) })).body), '/two-factor')
  for (const url of ['/two-factor', '/two-factor/step-up']) t.equal(addressOf((await browser.page(url)).body), undefined, url)
})

t.test('a confirmation that is sent again leads to where it is said that it is confirmed, and that the codes were shown', async t => {
  const { login, code, clock } = await createApplication()
  const browser = await login('carol')
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  const first = await browser.submit('/two-factor/enrollment/confirm', { code: code(secret) })
  t.equal(headingOf(first.body), 'Save your recovery codes')
  t.equal(addressOf(first.body), '/two-factor/enrollment')
  redirected(t, await browser.submit('/two-factor/enrollment/confirm', { code: code(secret) }), '/two-factor')
  redirected(t, await browser.page('/two-factor/enrollment'), '/two-factor')
  t.strictSame(noticesOf((await browser.page('/two-factor')).body), ['“Authenticator” was added. It works from now on.'])
  redirected(t, await browser.submit('/two-factor/enrollment/cancel'), '/two-factor')
  t.strictSame(noticesOf((await browser.page('/two-factor')).body), ['The set-up was cancelled. Nothing was changed.'])
  clock.now += 60_000
  const { body } = await browser.page('/two-factor')
  t.match(textOf(body), ENROLLED)
  t.match(textOf(body), CODES_GIVEN)
  t.equal(alertOf(body), undefined)
  t.match((await browser.post('/two-factor/enrollment/confirm', { code: code(secret) })).body, { code: 'TWO_FACTOR_NO_ENROLLMENT', message: /it was confirmed/ })
})

t.test('a code for an enrollment that is over is refused, though another was confirmed in the same session before', async t => {
  for (const end of ['time', 'wrong codes'] as const) {
    const { enroll, clock, wrong, code } = await createApplication()
    const { client: browser } = await enroll('alice')
    const { body: { secret } } = await browser.post('/two-factor/enrollment')
    if (end === 'time') clock.now += 600_000
    else for (let guesses = 0; guesses < 10; guesses++) await browser.post('/two-factor/enrollment/confirm', { code: wrong(secret) })
    const { status, body } = await browser.submit('/two-factor/enrollment/confirm', { code: code(secret) })
    t.equal(status, 404, end)
    t.equal(alertOf(body), 'The set-up has expired. Please start again.', end)
    t.notMatch(textOf(body), ENROLLED, end)
  }
})

t.test('a confirmation of a cookie that the first one replaced ends where it is said as well', async t => {
  const { login, code, client } = await createApplication()
  const browser = await login('carol')
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  const old = client()
  for (const [name, value] of browser.jar) old.jar.set(name, value)
  await browser.submit('/two-factor/enrollment/confirm', { code: code(secret) })
  const second = await old.submit('/two-factor/enrollment/confirm', { code: code(secret) })
  redirected(t, second, '/two-factor/enrollment')
  redirected(t, await browser.page('/two-factor/enrollment'), '/two-factor')
})

t.test('new recovery codes that are asked for again are told to have been shown', async t => {
  const { enroll, code, clock } = await createApplication()
  const { client: browser, secret } = await enroll('alice')
  clock.now += 700_000
  t.notMatch(textOf((await browser.page('/two-factor')).body), CODES_GIVEN, 'ten minutes later nothing is said of those of the enrollment')
  const form = { code: code(secret) }
  t.equal(headingOf((await browser.submit('/two-factor/recovery-codes', form)).body), 'Save your recovery codes')
  const again = await browser.submit('/two-factor/recovery-codes', form)
  t.match([again.status, alertOf(again.body)], [422, /was used already/])
  t.match(textOf(again.body), CODES_GIVEN)
})

t.test('who disables two-factor authentication again hears nothing of an authenticator and codes that are gone', async t => {
  const { enroll, code } = await createApplication()
  const { client: browser, secret } = await enroll('alice')
  await browser.submit('/two-factor/disable', { code: code(secret) })
  const text = textOf((await browser.page('/two-factor')).body)
  t.notMatch(text, CODES_GIVEN)
  t.notMatch(text, ENROLLED)
})

t.test('another session of the user hears nothing of codes that this one was shown', async t => {
  const { enroll, signIn } = await createApplication()
  const { secret } = await enroll('alice')
  const other = await signIn('alice', secret)
  const text = textOf((await other.page('/two-factor')).body)
  t.notMatch(text, CODES_GIVEN)
  t.notMatch(text, ENROLLED)
})

t.test('the answer to a form whose page is on another origin names none: no script may change the address to that', async t => {
  const { login, code } = await createApplication({ urls: { enrollment: 'https://id.acme.example/enroll' } })
  const browser = await login('carol')
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  const { body } = await browser.submit('/two-factor/enrollment/confirm', { code: code(secret) })
  t.equal(headingOf(body), 'Save your recovery codes')
  t.equal(addressOf(body), undefined)
})
