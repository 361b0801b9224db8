import t from 'tap'
import { fill } from '../../lib/pages/messages.js'
import { it } from '../../lib/pages/messages/it.js'
import { redirected } from '../support/answers.js'
import { createApplication, users, type ApplicationOptions, type TestApplication } from '../support/application.js'
import type { Client } from '../support/client.js'
import { TestRepository } from '../support/test-repository.js'
import { elementsOf, formsOf, linksOf, noticesOf, textOf, titleOf } from '../support/page.js'

const SAVED = '/two-factor/recovery-codes/saved'

/** The page with the first codes of a user, who was going somewhere. */
async function firstCodes (userId: string, options: ApplicationOptions = {}, next?: string): Promise<TestApplication & { browser: Client, body: string }> {
  const application = await createApplication(options)
  const browser = application.client()
  await browser.post('/login', { userId, next })
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  const { body } = await browser.submit('/two-factor/enrollment/confirm', { code: application.code(secret), name: 'phone' })
  return { ...application, browser, body }
}

const codesOf = (html: string): string[] => elementsOf(html).filter(({ name, within }) => name === 'code' && within[0]!.name === 'li').map(({ text }) => text)

/** The file that the page offers: its name and what is in it. */
function fileOf (html: string): { name: string, content: string } {
  const link = elementsOf(html).find(({ attributes }) => 'download' in attributes)!
  const [, content] = /^data:text\/plain;charset=utf-8,(.*)$/.exec(link.attributes['href']!)!
  return { name: link.attributes['download']!, content: decodeURIComponent(content!) }
}

t.test('the first codes come with what is left to do, numbered and ready to be copied, kept in a file and printed', async t => {
  const { body } = await firstCodes('carol')
  t.equal(titleOf(body), 'Save your recovery codes – Acme')
  t.strictSame(noticesOf(body), ['Two-factor authentication is on. One step left: save your codes.'])
  t.match(textOf(body), 'each of these codes lets you sign in once. Keep them where you find them without your phone: in a password manager, or printed on paper. You will not see them again.')
  t.equal(new Set(codesOf(body)).size, 10)
  t.match(body, '<ol class="recovery-codes" id="recovery-codes" data-leaving>', 'leaving them is asked about by the script')
  t.match(body, '<button type="button" class="scripted" data-copy="recovery-codes" data-copied="Copied">Copy</button>')
  t.match(body, '<button type="button" class="scripted" data-print>Print</button>')
  t.equal(linksOf(body).length, 1, 'nothing leads away but the button')
})

t.test('codes stand in text alone, but for the file', async t => {
  const { body } = await firstCodes('carol')
  const codes = codesOf(body)
  const attributes = elementsOf(body).filter(({ attributes }) => !('download' in attributes)).flatMap(({ attributes }) => Object.values(attributes)).join('\n')
  for (const code of codes) t.notOk(attributes.includes(code))
})

t.test('the file says whose codes these are, of which site and day, and what they are for', async t => {
  const { body } = await firstCodes('carol')
  t.strictSame(fileOf(body), {
    name: 'acme-recovery-codes.txt',
    content: [
      'Recovery codes for Acme', 'carol@example.com', 'January 15, 2026', '',
      'If you lose your authenticator, each of these codes lets you sign in once. Keep them where you find them without your phone: in a password manager, or printed on paper.', '',
      ...codesOf(body), ''
    ].join('\n')
  })
})

t.test('the day of the file is that of the plugin\'s clock, in the user\'s time zone and language, and without an account none is named', async t => {
  const tokyo = { accountName: '', timeZone: 'Asia/Tokyo', locale: 'it' }
  const application = await createApplication({ users: { carol: tokyo } })
  application.clock.now = Date.UTC(2026, 11, 31, 20)
  const browser = await application.login('carol')
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  const { body } = await browser.submit('/two-factor/enrollment/confirm', { code: application.code(secret) })
  const { content } = fileOf(body)
  t.strictSame(content.split('\n').slice(0, 4), [fill(it.recoveryCodesFile, { site: 'Acme' }), '1 gennaio 2027', '', it.recoveryCodesInstruction])
})

t.test('the name of the file has the letters and digits of the site\'s name', async t => {
  for (const [issuerName, name] of [
    ['Acme', 'acme-recovery-codes.txt'],
    ['Académie Française', 'academie-francaise-recovery-codes.txt'],
    ['Smith & Sons, Ltd.', 'smith-sons-ltd-recovery-codes.txt'],
    ['2FA/../x', '2fa-x-recovery-codes.txt'],
    ['"><svg>', 'svg-recovery-codes.txt'],
    ['東京', 'recovery-codes.txt'],
    ['ﬁve', 'five-recovery-codes.txt']
  ] as const) {
    const { body } = await firstCodes('carol', { users: { carol: { ...users['carol']!, issuerName } } })
    t.equal(fileOf(body).name, name, issuerName)
    t.match(fileOf(body).content, `Recovery codes for ${issuerName}\n`)
    t.notMatch(body, '<svg')
  }
})

t.test('the button says that they are saved, and leads on to where the browser was going', async t => {
  for (const [userId, next, location] of [['carol', undefined, '/two-factor'], ['carol', '/accounts', '/two-factor'], ['dave', '/accounts?x=1&y=2', '/accounts?x=1&y=2'], ['dave', undefined, '/']] as const) {
    const { browser, body, app, events } = await firstCodes(userId, {}, next)
    const [form, ...others] = formsOf(body)
    t.strictSame([form!.action, form!.text, others], [`${SAVED}?next=${encodeURIComponent(location)}`, 'I have saved these codes', []])
    t.equal((await app.twoFactor.status(userId)).recoveryCodesSaved, false)
    redirected(t, await browser.submit(form!.action), location)
    t.equal((await app.twoFactor.status(userId)).recoveryCodesSaved, true)
    t.equal(events.at(-1)!.type, 'recovery-codes-saved')
  }
})

t.test('with a base the button is below it, and so is where it leads', async t => {
  const { browser, body } = await firstCodes('dave', { urls: { base: '/shop' } }, '/accounts')
  t.equal(formsOf(body)[0]!.action, `/shop${SAVED}?next=%2Faccounts`)
  redirected(t, await browser.submit(`${SAVED}?next=%2Faccounts`), '/shop/accounts')
})

t.test('the button leads nowhere but within the site', async t => {
  const { browser } = await firstCodes('carol')
  for (const next of ['https%3A%2F%2Fevil.example', '%2F%2Fevil.example', '%2F.%2F%2Fevil.example', 'x', '']) redirected(t, await browser.submit(`${SAVED}?next=${next}`), '/two-factor', next)
})

t.test('where the browser goes on to another site, the page itself leads there', async t => {
  const { body } = await firstCodes('dave', { urls: { home: 'https://acme.example/start' } })
  t.strictSame(formsOf(body), [])
  t.ok(linksOf(body).includes('https://acme.example/start'))
})

t.test('an address that is too long to go along is gone on to by a link', async t => {
  const next = `/saml?${'x'.repeat(2000)}`
  const { body } = await firstCodes('dave', {}, next)
  t.strictSame(formsOf(body), [])
  t.equal(linksOf(body)[1], next)
})

t.test('without the route a link leads on', async t => {
  const { body } = await firstCodes('dave', { routes: { markRecoveryCodesSaved: false } }, '/accounts')
  t.strictSame(formsOf(body), [])
  t.strictSame(linksOf(body).slice(1), ['/accounts'])
  t.match(body, '<a class="button main" href="/accounts">Continue</a>')
})

t.test('new codes say that the old ones no longer work, and lead back to the preferences', async t => {
  const { enroll, code } = await createApplication()
  const { client: browser, secret, recoveryCodes } = await enroll('alice')
  const { body } = await browser.submit('/two-factor/recovery-codes', { code: code(secret) })
  t.strictSame(noticesOf(body), ['Your old recovery codes no longer work. Save these.'])
  t.strictSame(codesOf(body).filter(code => recoveryCodes.includes(code)), [])
  redirected(t, await browser.submit(formsOf(body)[0]!.action), '/two-factor')
})

t.test('no other page has a code', async t => {
  const { browser, body } = await firstCodes('carol')
  for (const url of ['/two-factor', '/two-factor/step-up', '/two-factor/recovery-codes']) {
    const page = await browser.page(url)
    for (const code of codesOf(body)) t.notOk(String(page.body).includes(code), url)
  }
})

t.test('codes that are stored are shown, whatever fails once they are: they are seen now or never', async t => {
  const repository = new TestRepository(users)
  const { login, enroll, code, clock } = await createApplication({ userRepository: repository })
  const failsOnceSaved = (): void => {
    repository.after = method => { if (method === 'saveTwoFactor') repository.before = () => { throw new Error('the database is down') } }
  }
  const works = (): void => { [repository.before, repository.after] = [() => {}, () => {}] }
  const carol = await login('carol')
  const { body: { secret: first } } = await carol.post('/two-factor/enrollment')
  failsOnceSaved()
  const confirmed = await carol.submit('/two-factor/enrollment/confirm', { code: code(first) })
  t.strictSame([confirmed.status, codesOf(confirmed.body).length], [200, 10])
  works()
  const { client: alice, secret } = await enroll('alice')
  clock.now += 30_000
  failsOnceSaved()
  const made = await alice.submit('/two-factor/recovery-codes', { code: code(secret) })
  t.strictSame([made.status, codesOf(made.body).length], [200, 10])
  works()
  t.strictSame([(await carol.get('/me')).status, (await alice.get('/me')).status], [200, 200])
})
