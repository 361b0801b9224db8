import t from 'tap'
import { redirected } from '../support/answers.js'
import { createApplication, users, type ApplicationOptions, type TestApplication } from '../support/application.js'
import type { Client } from '../support/client.js'
import { elementsOf, headingOf, noticesOf, textOf } from '../support/page.js'
import { TestRepository } from '../support/test-repository.js'

const FIREFOX = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0' }

/** Two authenticators, two remembered browsers, and a session of now. */
async function furnished (options: ApplicationOptions = {}): Promise<TestApplication & { browser: Client, secret: string, ids: string[], clients: string[] }> {
  const application = await createApplication(options)
  const { enroll, signIn, code, clock } = application
  const { client, secret } = await enroll('alice')
  const { body: { secret: second } } = await client.post('/two-factor/enrollment', { name: 'tablet' })
  await client.post('/two-factor/enrollment/confirm', { code: code(second) })
  clock.now += 30_000
  await signIn('alice', secret, { trustClient: true, headers: FIREFOX })
  const browser = await signIn('alice', secret, { trustClient: true })
  const { body: { authenticators, trustedClients } } = await browser.get('/two-factor')
  const idsOf = (entries: { id: string }[]): string[] => entries.map(({ id }) => id)
  return { ...application, browser, secret, ids: idsOf(authenticators), clients: idsOf(trustedClients) }
}

type Furnished = Awaited<ReturnType<typeof furnished>>

/** What can be done in the preferences: the form, and the notice that follows. */
const changes: Record<string, [(on: Furnished) => Promise<[string, Record<string, string>]>, string]> = {
  'a new name': [async ({ ids: [, tablet] }) => [`/authenticators/${tablet}/rename`, { name: 'new tablet' }], 'It is called “new tablet” now.'],
  'an authenticator less': [async ({ ids: [, tablet], code, secret }) => [`/authenticators/${tablet}/remove`, { code: code(secret) }], '“tablet” was removed. Other devices were signed out.'],
  'an unnamed authenticator less': [async ({ ids: [first], code, secret }) => [`/authenticators/${first}/remove`, { code: code(secret) }], '“Authenticator” was removed. Other devices were signed out.'],
  'a browser less': [async ({ clients: [firefox] }) => [`/trusted-clients/${firefox}/revoke`, {}], '“Firefox on Linux” is no longer remembered.'],
  'an unknown browser less': [async ({ clients: [, unknown] }) => [`/trusted-clients/${unknown}/revoke`, {}], '“Unknown browser” is no longer remembered.'],
  'no browsers': [async () => ['/trusted-clients/revoke', {}], 'No browser is remembered any more.'],
  'codes that are saved': [async () => ['/recovery-codes/saved', {}], 'Good: your recovery codes are saved.'],
  'a lock that is lifted': [async ({ login, wrong, secret }) => {
    const thief = await login('alice')
    for (let guess = 1; guess <= 5; guess++) await thief.post('/two-factor/challenge', { code: wrong(secret) })
    return ['/unlock', {}]
  }, 'You can try one more code now.'],
  'two-factor authentication off': [async ({ code, secret }) => ['/disable', { code: code(secret) }], 'Two-factor authentication was turned off.'],
  'a set-up that was cancelled': [async ({ browser }) => {
    await browser.submit('/two-factor/enrollment')
    return ['/enrollment/cancel', {}]
  }, 'The set-up was cancelled. Nothing was changed.'],
  'an authenticator more': [async ({ browser, code }) => {
    await browser.submit('/two-factor/enrollment')
    const { body: { secret } } = await browser.get('/two-factor/enrollment')
    return ['/enrollment/confirm', { code: code(secret), name: 'New phone' }]
  }, '“New phone” was added. It works from now on.']
}

for (const [what, [prepare, notice]] of Object.entries(changes)) {
  t.test(`${what}: the page that comes next says so, once and aloud`, async t => {
    const on = await furnished()
    const [path, fields] = await prepare(on)
    const { browser, clock } = on
    t.strictSame(noticesOf((await browser.page('/two-factor')).body), [], 'not before')
    redirected(t, await browser.submit(`/two-factor${path}`, fields), '/two-factor')
    const { body } = await browser.page('/two-factor')
    t.strictSame(noticesOf(body), [notice])
    const statuses = elementsOf(body).filter(({ attributes }) => attributes['role'] === 'status')
    t.strictSame(statuses.map(({ within }) => within[0]!.attributes['class']), ['two-factor'], 'right below the heading, and nothing else is announced')
    clock.now += 60_000
    t.strictSame(noticesOf((await browser.page('/two-factor')).body), [], 'a minute later it is gone')
  })
}

t.test('a notice stands on the page that the browser goes on to within a minute, whichever of the plugin\'s it is', async t => {
  const { browser, clock } = await furnished()
  await browser.submit('/two-factor/trusted-clients/revoke')
  clock.now += 59_999
  t.strictSame(noticesOf((await browser.page('/two-factor/step-up')).body), ['No browser is remembered any more.'])
})

t.test('a second change takes the place of the first one\'s notice', async t => {
  const { browser } = await furnished()
  await browser.submit('/two-factor/trusted-clients/revoke')
  await browser.submit('/two-factor/recovery-codes/saved')
  t.strictSame(noticesOf((await browser.page('/two-factor')).body), ['Good: your recovery codes are saved.'])
})

t.test('no notice stands beside an error: neither where a form is shown again nor where a page fails', async t => {
  const repository = new TestRepository(users)
  const { browser, clients: [, other] } = await furnished({ userRepository: repository })
  await browser.submit('/two-factor/trusted-clients/revoke')
  const again = await browser.submit(`/two-factor/trusted-clients/${other}/revoke`)
  t.strictSame([again.status, noticesOf(again.body)], [404, []])
  const failed = await browser.submit('/two-factor/sign-out', {}, { 'sec-fetch-site': 'cross-site' })
  t.strictSame([headingOf(failed.body), noticesOf(failed.body)], ['This did not work', []])
  repository.before = () => { throw new Error('the database is down') }
  const page = await browser.page('/two-factor')
  t.strictSame([page.status, headingOf(page.body), noticesOf(page.body)], [503, 'This did not work', []])
  repository.before = () => {}
  t.strictSame(noticesOf((await browser.page('/two-factor')).body), ['No browser is remembered any more.'], 'the next page has it')
})

t.test('another session of the user, and a client of JSON, hear nothing of it', async t => {
  const { browser, signIn, secret } = await furnished()
  const other = await signIn('alice', secret)
  await browser.submit('/two-factor/trusted-clients/revoke')
  t.strictSame(noticesOf((await other.page('/two-factor')).body), [])
  t.notOk('notice' in (await browser.get('/two-factor')).body)
  const { browser: quiet, clients: [first] } = await furnished()
  await quiet.post(`/two-factor/trusted-clients/${first}/revoke`)
  t.strictSame(noticesOf((await quiet.page('/two-factor')).body), [], 'what was done over JSON was told there')
})

t.test('whoever is held for an enrollment hears what they did, too', async t => {
  const { login } = await createApplication()
  const browser = await login('dave')
  await browser.submit('/two-factor/enrollment')
  redirected(t, await browser.submit('/two-factor/enrollment/cancel'), '/two-factor')
  t.strictSame(noticesOf((await browser.page('/two-factor')).body), ['The set-up was cancelled. Nothing was changed.'])
})

t.test('a key that takes the place of one that was shown says so on its page, and a first key says nothing', async t => {
  const { login, clock } = await createApplication()
  for (const userId of ['carol', 'dave']) {
    const browser = await login(userId)
    await browser.submit('/two-factor/enrollment')
    t.strictSame(noticesOf((await browser.page('/two-factor/enrollment')).body), [], userId)
    await browser.submit('/two-factor/enrollment')
    t.strictSame(noticesOf((await browser.page('/two-factor/enrollment')).body), ['This is a new key. The one that was shown before no longer works.'], userId)
    clock.now += 60_000
    t.strictSame(noticesOf((await browser.page('/two-factor/enrollment')).body), [], userId)
  }
})

t.test('the page of recovery codes has its own notice, and the first authenticator is told of on the page after it', async t => {
  const { login, code } = await createApplication()
  const browser = await login('carol')
  await browser.submit('/two-factor/enrollment')
  const { body: { secret } } = await browser.get('/two-factor/enrollment')
  const { body } = await browser.submit('/two-factor/enrollment/confirm', { code: code(secret), name: 'phone' })
  t.strictSame(noticesOf(body), ['Two-factor authentication is on. One step left: save your codes.'])
  t.strictSame(noticesOf((await browser.page('/two-factor')).body), ['“phone” was added. It works from now on.'])
})

t.test('names stand in a notice in the user\'s language, are text, and are no template', async t => {
  const messages = { en: { unnamedAuthenticator: 'Device', browserOnSystem: '{browser}, {system}', unknownClient: 'Some browser' } }
  for (const [prepare, notice] of [
    [changes['an unnamed authenticator less']![0], '“Device” was removed. Other devices were signed out.'],
    [changes['a browser less']![0], '“Firefox, Linux” is no longer remembered.'],
    [changes['an unknown browser less']![0], '“Some browser” is no longer remembered.'],
    [async ({ ids: [, tablet] }: Furnished) => [`/authenticators/${tablet}/rename`, { name: '"><svg> {name}' }], 'It is called “"><svg> {name}” now.']
  ] as const) {
    const on = await furnished({ messages })
    const [path, fields] = await prepare(on)
    await on.browser.submit(`/two-factor${path}`, fields as Record<string, string>)
    const { body } = await on.browser.page('/two-factor')
    t.strictSame(noticesOf(body), [notice])
    t.notMatch(body, '<svg')
  }
})

t.test('a notice of another release, whose text is not known here, is none', async t => {
  const { browser } = await furnished()
  await browser.submit('/two-factor/trusted-clients/revoke')
  const notice = Buffer.from(browser.jar.get('two-factor-notice')!, 'base64url').toString()
  browser.jar.set('two-factor-notice', Buffer.from(notice.replace('"doneRevokedAll"', '"doneSomethingElse"')).toString('base64url'))
  t.strictSame(noticesOf((await browser.page('/two-factor')).body), [])
})

t.test('while the new authenticator is told of, it is not told a second time that it works', async t => {
  const on = await furnished()
  const [path, fields] = await changes['an authenticator more']![0](on)
  await on.browser.submit(`/two-factor${path}`, fields)
  t.notMatch(textOf((await on.browser.page('/two-factor')).body), 'Your new authenticator works from now on.')
  on.clock.now += 60_000
  t.match(textOf((await on.browser.page('/two-factor')).body), 'Your new authenticator works from now on.')
})
