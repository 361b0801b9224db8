import t from 'tap'
import { requireStepUp } from '../../lib/index.js'
import { passkeys } from '../../lib/methods/passkey/peer.js'
import { refused } from '../support/answers.js'
import { createApplication, type ApplicationOptions, type TestApplication } from '../support/application.js'
import { SoftAuthenticator } from '../support/authenticator.js'
import type { Client } from '../support/client.js'
import { elementsOf, formTo, linksOf, mainControls, notesOf, unescapeHtml } from '../support/page.js'

const ORIGIN = 'http://localhost'

/** A browser of somebody with an authenticator app and a passkey, registered just now, which is no proof of it; payments take a passkey. */
async function site (): Promise<{ browser: Client, code: () => string, authenticator: SoftAuthenticator }> {
  const { enroll, code, clock } = await createApplication({
    origin: ORIGIN,
    passkeys: passkeys(),
    extend: app => { app.get('/pay', { onRequest: requireStepUp({ maxAgeSeconds: 300, phishingResistant: true }) }, async () => 'paid') }
  })
  const { client: browser, secret } = await enroll('alice')
  const authenticator = new SoftAuthenticator({ origin: ORIGIN })
  const { body: { options } } = await browser.post('/two-factor/passkeys')
  await browser.post('/two-factor/passkeys/confirm', { credential: authenticator.create(options) })
  return { browser, authenticator, code: () => { clock.now += 30_000; return code(secret) } }
}

t.test('a client that a passkey is due of is told so, and a code does not help', async t => {
  const { browser, code, authenticator } = await site()
  const answer = await browser.get('/pay')
  refused(t, answer, 403, 'TWO_FACTOR_STEP_UP_REQUIRED')
  t.equal(answer.body.message, 'A passkey or security key is due. Step up with it first.')
  t.equal((await browser.post('/two-factor/step-up', { code: code() })).status, 200)
  refused(t, await browser.get('/pay'), 403, 'TWO_FACTOR_STEP_UP_REQUIRED')
  const { body: { passkeyOptions } } = await browser.get('/two-factor/step-up')
  t.equal((await browser.post('/two-factor/step-up', { credential: authenticator.get(passkeyOptions) })).status, 200)
  t.equal((await browser.get('/pay')).status, 200)
})

t.test('a browser is led to a page that asks for the passkey alone, also after a refusal, and from there back', async t => {
  const { browser, authenticator } = await site()
  const { headers: { location } } = await browser.page('/pay?to=bob')
  const action = '/two-factor/step-up?next=%2Fpay%3Fto%3Dbob&method=passkey'
  t.equal(location, action)
  const { body } = await browser.page(String(location))
  t.notOk('code' in formTo(String(body), action)!.fields, 'no field for a code')
  const options = JSON.parse(unescapeHtml(/data-options="([^"]+)"/.exec(String(body))![1]!))
  const wrong = await browser.submit(action, { credential: JSON.stringify(authenticator.get(options, { origin: 'https://evil.example' })) })
  t.equal(wrong.status, 422)
  t.notOk('code' in formTo(String(wrong.body), action)!.fields, 'none after a refusal either')
  t.match(unescapeHtml(String(wrong.body)), `data-address="${action}"`, 'a reload asks for the same')
  const right = await browser.submit(action, { credential: JSON.stringify(authenticator.get(options)) })
  t.strictSame([right.status, right.headers.location], [303, '/pay?to=bob'])
  t.equal((await browser.page('/pay?to=bob')).body, 'paid')
})

t.test('the page for a step-up offers codes too, where nothing asks for the passkey alone', async t => {
  const { browser } = await site()
  for (const query of ['', '?method=totp', '?method=passkey&method=passkey']) {
    const { body } = await browser.page(`/two-factor/step-up${query}`)
    t.ok('code' in formTo(String(body), '/two-factor/step-up')!.fields, query)
  }
})

t.test('a page that asks for the passkey alone does so without anywhere to go on to as well', async t => {
  const { browser } = await site()
  const { body } = await browser.page('/two-factor/step-up?method=passkey')
  t.ok(formTo(String(body), '/two-factor/step-up?method=passkey') !== undefined)
})

t.test('a browser whose code was right goes to the set-up of the passkey that its role asks for, wherever it was going', async t => {
  const { enroll, login, code, app } = await createApplication({ origin: ORIGIN, passkeys: passkeys(), users: { alice: { accountName: 'alice', twoFactor: 'phishing-resistant' } } })
  const { secret } = await enroll('alice')
  const answer = await (await login('alice')).submit('/two-factor/challenge?next=%2Fme', { code: code(secret) })
  t.strictSame([answer.status, answer.headers.location], [303, '/two-factor/enrollment'])
  await app.close()
})

const WANTED = 'The page you wanted needs a passkey or security key. Add one to go on.'
const NAVIGATION = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }

/** A site whose keys take a passkey. */
async function siteOfKeys (options: ApplicationOptions = {}): Promise<TestApplication> {
  return await createApplication({
    origin: ORIGIN,
    passkeys: passkeys(),
    ...options,
    extend: app => { app.get('/keys', { onRequest: requireStepUp({ maxAgeSeconds: 300, phishingResistant: true }) }, async () => 'the keys') }
  })
}

/** Follows where a browser is led to, up to a page. */
async function arrive (browser: Client, url: string): Promise<{ url: string, body: string, status: number }> {
  for (let hops = 0; hops < 4; hops++) {
    const { status, body, headers: { location } } = await browser.page(url, NAVIGATION)
    if (status !== 303) return { url, body: String(body), status }
    url = String(location)
  }
  throw new Error(`led on and on, to ${url}`)
}

t.test('a client of a user without a passkey is told to add one, whatever else they have', async t => {
  const { enroll, login } = await siteOfKeys()
  const { client } = await enroll('alice')
  for (const browser of [client, await login('carol')]) {
    const answer = await browser.get('/keys')
    refused(t, answer, 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED')
    t.equal(answer.body.message, 'A passkey or security key is needed here. Add one first.')
  }
})

t.test('a browser of a user without a passkey is led to a page that says what for, with the passkey first, and from there on to where it was going', async t => {
  const { enroll, login, clock, code } = await siteOfKeys({ urls: { help: '/help' } })
  const { client: alice, secret } = await enroll('alice')
  await alice.submit('/two-factor/enrollment')
  for (const browser of [await login('carol'), alice]) {
    t.equal((await browser.page('/keys', NAVIGATION)).headers.location, '/two-factor/enrollment?next=%2Fkeys&method=passkey')
    const { url, body } = await arrive(browser, '/keys')
    t.equal(url, '/two-factor?method=passkey', 'also where the set-up of an app waits')
    t.equal(notesOf(body)[0], WANTED)
    t.strictSame(mainControls(body), [{ text: 'Add a passkey or security key', to: '/two-factor/passkeys?method=passkey' }])
    t.strictSame(elementsOf(body).filter(({ name }) => name === 'form').map(({ attributes: { action } }) => action).slice(0, 2), ['/two-factor/passkeys?method=passkey', '/two-factor/enrollment'])
    t.ok(linksOf(body).includes('/help'), 'somebody may be stuck here')
    t.match(body, />Back<\/a>/)
  }
  t.notMatch((await alice.page('/two-factor')).body, WANTED, 'it is said of who was led there alone')

  clock.now += 400_000
  const due = await alice.submit('/two-factor/passkeys?method=passkey', {}, { referer: `${ORIGIN}/two-factor?method=passkey` })
  t.equal(due.headers.location, `/two-factor/step-up?next=${encodeURIComponent('/two-factor?method=passkey')}`)
  t.equal((await alice.submit(String(due.headers.location), { code: code(secret) })).headers.location, '/two-factor?method=passkey', 'a code that is due leads back there')

  const registration = await alice.submit('/two-factor/passkeys?method=passkey')
  t.ok(linksOf(String(registration.body)).includes('/two-factor?method=passkey'), 'and so does a registration that is cancelled')
  const action = '/two-factor/passkeys/confirm?method=passkey'
  t.ok(formTo(String(registration.body), action))
  const optionsOf = (body: unknown): object => JSON.parse(unescapeHtml(/data-options="([^"]+)"/.exec(String(body))![1]!))
  const authenticator = new SoftAuthenticator({ origin: ORIGIN })
  const wrong = await alice.submit(action, { credential: JSON.stringify(authenticator.create(optionsOf(registration.body), { origin: 'https://evil.example' })) })
  t.equal(wrong.status, 422)
  t.ok(formTo(String(wrong.body), action), 'a refusal changes nothing of that')
  const added = await alice.submit(action, { credential: JSON.stringify(authenticator.create(optionsOf(wrong.body))) })
  t.strictSame([added.status, added.headers.location], [303, '/keys'])
  t.notMatch((await alice.page('/two-factor?method=passkey')).body, WANTED, 'once there is one it is said no more')
  const stepUp = await alice.page('/keys', NAVIGATION)
  t.equal(stepUp.headers.location, '/two-factor/step-up?next=%2Fkeys&method=passkey', 'registering is no proof')
  const { body } = await alice.page(String(stepUp.headers.location))
  t.equal((await alice.submit(String(stepUp.headers.location), { credential: JSON.stringify(authenticator.get(optionsOf(body))) })).headers.location, '/keys')
  t.equal((await alice.page('/keys', NAVIGATION)).body, 'the keys')
})

t.test('a password that was wrong leaves the page that asks for the passkey as it was', async t => {
  const { enroll, clock } = await siteOfKeys({ verifyPassword: () => false })
  const { client } = await enroll('alice')
  clock.now += 1_000_000
  const { status, body } = await client.submit('/two-factor/passkeys?method=passkey', { password: 'wrong' })
  t.equal(status, 422)
  t.equal(notesOf(String(body)).at(0), WANTED)
  t.ok(formTo(String(body), '/two-factor/passkeys?method=passkey'))
})

t.test('a page for a step-up that takes the passkey alone leads to where one can be added', async t => {
  const { enroll, login } = await siteOfKeys()
  const { client } = await enroll('alice')
  for (const browser of [client, await login('carol')]) {
    t.equal((await browser.page('/two-factor/step-up?method=passkey')).headers.location, '/two-factor?method=passkey')
  }
  t.equal((await client.page('/two-factor/step-up')).status, 200)
})

t.test('without the option passkeys a browser reads that none can be added and whom to ask, and the log says what is missing', async t => {
  const lines: string[] = []
  const logger = { level: 'warn', stream: { write: (line: string) => { lines.push(line) } } }
  const missing = (): string[] => lines.splice(0).map(line => JSON.parse(line).msg as string).filter(text => /requireStepUp asks for a passkey, and the option passkeys is not given: nobody gets past it\.$/.test(text))
  const before = await siteOfKeys()
  const { client: withPasskey } = await before.enroll('bob')
  const { body: { options } } = await withPasskey.post('/two-factor/passkeys')
  await withPasskey.post('/two-factor/passkeys/confirm', { credential: new SoftAuthenticator({ origin: ORIGIN }).create(options) })
  const { enroll, login, client } = await siteOfKeys({ passkeys: undefined, urls: { help: '/help' }, userRepository: before.repository, store: before.store, server: { logger } })
  const bob = client()
  for (const [name, value] of withPasskey.jar) bob.jar.set(name, value)
  for (const [who, browser] of [['an app', (await enroll('alice')).client], ['nothing', await login('carol')], ['a passkey of before', bob]] as const) {
    refused(t, await browser.get('/keys'), 403, who === 'a passkey of before' ? 'TWO_FACTOR_STEP_UP_REQUIRED' : 'TWO_FACTOR_ENROLLMENT_REQUIRED', who)
    t.equal(missing().length, 1, `${who}: it is logged`)
    const { url, body } = await arrive(browser, '/keys')
    t.equal(url, '/two-factor?method=passkey', who)
    t.equal(notesOf(body)[0], 'A passkey or security key is needed here, but none can be added on this site. Please ask an administrator.', who)
    t.ok(linksOf(body).includes('/help'), who)
    t.strictSame(mainControls(body), [{ text: 'Back', to: '/' }], who)
    t.notMatch(body, '/two-factor/passkeys')
    lines.splice(0)
  }
  await login('alice').then(async browser => await browser.get('/keys'))
  t.equal(missing().length, 0, 'nothing is said of who is not signed in')
})
