import t from 'tap'
import { graceOf, type Grace } from '../../lib/preferences/grace.js'
import { kVisit } from '../../lib/session/visit.js'
import { passkeys } from '../../lib/methods/passkey/peer.js'
import { createApplication, START, users, type ApplicationOptions, type TestApplication } from '../support/application.js'
import { SoftAuthenticator } from '../support/authenticator.js'
import type { Answer, Client } from '../support/client.js'
import { elementsOf, notesOf } from '../support/page.js'

const DAY = 86_400_000
const graceEndsAt = new Date(START + 10 * DAY)
const requiredFrom = graceEndsAt.toISOString()

/** Dave's role will require two-factor authentication in ten days. */
async function inGrace (options: ApplicationOptions = {}): Promise<TestApplication & { grace: (browser: Client) => Promise<Grace> }> {
  const application = await createApplication({
    users: { ...users, dave: { ...users['dave']!, graceEndsAt } },
    ...options,
    extend: app => { app.get('/own/grace', async request => await graceOf(request[kVisit]!) ?? {}) }
  })
  return { ...application, grace: async browser => (await browser.get('/own/grace')).body }
}

/** The login of a browser, whose answer is the step. */
async function login (browser: Client, body: object): Promise<Answer> {
  return await browser.post('/login', body, { accept: 'text/html,application/xhtml+xml' })
}

t.test('a browser is led to the preferences, which say until when and where it was going', async t => {
  const { client, grace } = await inGrace()
  for (const [next, nextUrl] of [['/accounts?x=1', '/accounts?x=1'], [undefined, '/'], ['//evil.example', '/'], ['/two-factor?x=1', '/']] as const) {
    const browser = client()
    t.strictSame((await login(browser, { userId: 'dave', next })).body, { status: 'complete', method: 'none', location: '/two-factor', requiredFrom })
    t.equal((await browser.get('/me')).status, 200, 'it is signed in')
    t.strictSame(await grace(browser), { requiredFrom, passkey: false, nextUrl })
  }
})

t.test('a client that wants JSON keeps its location, and is told from when', async t => {
  const { client, grace } = await inGrace()
  const browser = client()
  t.strictSame((await browser.post('/login', { userId: 'dave', next: '/accounts' })).body, { status: 'complete', method: 'none', location: '/accounts', requiredFrom })
  t.strictSame(await grace(browser), { requiredFrom, passkey: false, nextUrl: '/' }, 'what it was told is not kept')
})

t.test('without pages, or without a page of preferences, a browser goes where it was going', async t => {
  for (const options of [{ pages: false, urls: { preferences: '/settings' } }, { routes: { preferences: false } }] as const) {
    const { client } = await inGrace(options)
    t.strictSame((await login(client(), { userId: 'dave', next: '/accounts' })).body, { status: 'complete', method: 'none', location: '/accounts', requiredFrom })
  }
})

t.test('the application\'s own page of preferences is where it is led, below its base', async t => {
  const { client, grace } = await inGrace({ urls: { base: '/shop', preferences: '/settings', home: '/start' } })
  const browser = client()
  t.equal((await login(browser, { userId: 'dave', next: '/accounts' })).body.location, '/shop/settings')
  t.strictSame(await grace(browser), { requiredFrom, passkey: false, nextUrl: '/shop/accounts' })
  await login(browser, { userId: 'dave' })
  t.strictSame(await grace(browser), { requiredFrom, passkey: false, nextUrl: '/shop/start' })
})

t.test('nobody is led there whose role requires nothing, requires it now, or who has it on', async t => {
  const { client, grace, clock, enroll, code } = await inGrace()
  t.strictSame((await login(client(), { userId: 'carol', next: '/accounts' })).body, { status: 'complete', method: 'none', location: '/accounts' })
  const { client: enrolled, secret } = await enroll('dave')
  t.strictSame(await grace(enrolled), {}, 'who has it on has nothing to put off')
  const browser = client()
  t.strictSame((await login(browser, { userId: 'dave', next: '/accounts' })).body, { status: 'challenge', location: '/two-factor/challenge' })
  t.strictSame((await browser.post('/two-factor/challenge', { code: code(secret), trustClient: true })).body, { status: 'complete', method: 'totp', location: '/accounts' })
  t.strictSame((await login(browser, { userId: 'dave', next: '/accounts' })).body, { status: 'complete', method: 'trusted-client', location: '/accounts' }, 'a remembered client')
  t.strictSame(await grace(client()), {}, 'nobody')
  const { client: late, clock: later } = await inGrace()
  later.now += 10 * DAY
  t.strictSame((await login(late(), { userId: 'dave', next: '/accounts' })).body, { status: 'enrollment', location: '/two-factor/enrollment' })
  t.ok(clock.now < graceEndsAt.getTime())
})

t.test('whoever enables it from there goes on to where they were going', async t => {
  const { client, code } = await inGrace()
  const browser = client()
  await login(browser, { userId: 'dave', next: '/accounts' })
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  t.equal((await browser.post('/two-factor/enrollment/confirm', { code: code(secret) })).body.location, '/accounts')
})

const ORIGIN = 'http://localhost'
const WARNING = 'Your organization will require a passkey or security key from Jan 25, 2026 (UTC) on. Add one before then.'

/** Dave's role will take nothing but a passkey in ten days. */
async function inPasskeyGrace (options: ApplicationOptions = {}): Promise<Awaited<ReturnType<typeof inGrace>>> {
  return await inGrace({ users: { ...users, dave: { ...users['dave']!, twoFactor: 'phishing-resistant', graceEndsAt } }, origin: ORIGIN, passkeys: passkeys(), ...options })
}

async function register (browser: Client): Promise<{ authenticator: SoftAuthenticator, answer: Answer }> {
  const authenticator = new SoftAuthenticator({ origin: ORIGIN })
  const { body: { options } } = await browser.post('/two-factor/passkeys')
  return { authenticator, answer: await browser.post('/two-factor/passkeys/confirm', { credential: authenticator.create(options) }) }
}

/** The addresses of the forms and links of a page, but for those of its frame. */
function waysOf ({ body }: Answer): string[] {
  return elementsOf(body).flatMap(({ attributes: { action, href } }) => action ?? (href === '/accounts' ? href : [])).filter(way => !/sign-out|assets/.test(way))
}

t.test('before a role takes nothing but passkeys, whoever has an app is led to the preferences once a sign-in, by the code, which warn until there is a passkey and keep where they were going', async t => {
  const { enroll, client, code, grace, clock } = await inPasskeyGrace()
  const { secret } = await enroll('dave')
  const browser = client()
  t.strictSame((await login(browser, { userId: 'dave', next: '/elsewhere' })).body, { status: 'challenge', location: '/two-factor/challenge' })
  const led = await browser.submit('/two-factor/challenge?next=%2Faccounts', { code: code(secret) })
  t.strictSame([led.status, led.headers.location], [303, '/two-factor'])
  t.equal((await browser.get('/me')).status, 200, 'it is signed in')
  t.strictSame(await grace(browser), { requiredFrom, passkey: true, nextUrl: '/accounts' }, 'the tab keeps its own way')
  clock.now += 30_000
  const other = client()
  await login(other, { userId: 'dave', next: '/elsewhere' })
  t.equal((await other.submit('/two-factor/challenge', { code: code(secret) })).headers.location, '/two-factor')
  t.strictSame(await grace(other), { requiredFrom, passkey: true, nextUrl: '/elsewhere' }, 'and one that has none that of the sign-in')
  const page = await browser.page('/two-factor')
  t.match(notesOf(page.body), [WARNING])
  t.strictSame(waysOf(page).slice(0, 3), ['/two-factor/passkeys', '/two-factor/enrollment', '/accounts'], 'the passkey first, then an app, then not now')
  t.hasStrict((await browser.get('/two-factor')).body, { enabled: true, required: false, requiredFrom, phishingResistant: true })

  clock.now += 30_000
  const { body: { secret: another } } = await browser.post('/two-factor/enrollment')
  await browser.post('/two-factor/enrollment/confirm', { code: code(another) })
  t.match(notesOf((await browser.page('/two-factor')).body), [WARNING], 'another app changes nothing')
  clock.now += 30_000
  await login(browser, { userId: 'dave', next: '/accounts' })
  const json = await browser.post('/two-factor/challenge', { code: code(secret), trustClient: true })
  t.strictSame(json.body, { status: 'complete', method: 'totp', location: '/accounts', requiredFrom }, 'a client that wants JSON keeps its location, and is told from when')
  t.strictSame((await login(browser, { userId: 'dave', next: '/accounts' })).body, { status: 'complete', method: 'trusted-client', location: '/two-factor', requiredFrom }, 'a remembered browser is led there too')
  clock.now += 30_000
  await browser.post('/two-factor/step-up', { code: code(secret) })
  const { authenticator, answer } = await register(browser)
  t.strictSame(answer.body, { status: 'complete', location: '/accounts', recoveryCodes: [] })

  t.strictSame(await grace(browser), {})
  t.notMatch((await browser.page('/two-factor')).body, 'will require')
  t.hasStrict((await browser.get('/two-factor')).body, { requiredFrom, phishingResistant: true })
  await login(browser, { userId: 'dave', next: '/accounts' })
  const { body: { passkeyOptions } } = await browser.get('/two-factor/challenge')
  t.strictSame((await browser.post('/two-factor/challenge', { credential: authenticator.get(passkeyOptions) })).body, { status: 'complete', method: 'passkey', location: '/accounts' })
})

t.test('before a role takes nothing but passkeys, whoever has nothing is told so, offered the passkey first, and warned on once they have set up an app', async t => {
  const { client, code, grace } = await inPasskeyGrace()
  const browser = client()
  t.strictSame((await login(browser, { userId: 'dave', next: '/accounts' })).body, { status: 'complete', method: 'none', location: '/two-factor', requiredFrom })
  const page = await browser.page('/two-factor')
  t.strictSame(notesOf(page.body), [WARNING])
  t.strictSame(waysOf(page), ['/two-factor/passkeys', '/two-factor/enrollment', '/accounts'])
  t.strictSame(elementsOf(page.body).filter(({ attributes }) => attributes['class'] === 'main').map(({ text }) => text), ['Add a passkey or security key'])
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  await browser.post('/two-factor/enrollment/confirm', { code: code(secret) })
  t.match(notesOf((await browser.page('/two-factor')).body), [WARNING])
  t.strictSame(await grace(browser), { requiredFrom, passkey: true, nextUrl: '/' })
  t.equal((await register(browser)).answer.status, 200)
  t.notMatch((await browser.page('/two-factor')).body, 'will require')
})

t.test('another system\'s second factor is no passkey, and whoever came by one is led to the preferences before the role takes nothing else', async t => {
  const application = await createApplication({
    users: { dave: { ...users['dave']!, twoFactor: 'phishing-resistant', graceEndsAt } },
    origin: ORIGIN,
    passkeys: passkeys(),
    extend: app => { app.post('/external', async request => await request.twoFactor.signInExternally('dave')) }
  })
  const { body } = await application.client({ accept: 'text/html' }).post('/external')
  t.strictSame(body, { status: 'complete', method: 'external', location: '/two-factor', requiredFrom })
})

t.test('without a page of preferences a browser goes where its tab was going, also before a role takes nothing but passkeys', async t => {
  const { enroll, client, code } = await inPasskeyGrace({ routes: { preferences: false } })
  const { secret } = await enroll('dave')
  const browser = client()
  await login(browser, { userId: 'dave', next: '/elsewhere' })
  const answer = await browser.submit('/two-factor/challenge?next=%2Faccounts', { code: code(secret) })
  t.strictSame([answer.status, answer.headers.location], [303, '/accounts'])
})

t.test('without the option passkeys such a role asks for what can be set up, until it binds, and the log says what is missing', async t => {
  const lines: string[] = []
  const { client, code, grace } = await inPasskeyGrace({ passkeys: undefined, server: { logger: { level: 'warn', stream: { write: (line: string) => { lines.push(line) } } } } })
  const browser = client()
  t.equal((await login(browser, { userId: 'dave', next: '/accounts' })).body.location, '/two-factor')
  const page = await browser.page('/two-factor')
  t.match(notesOf(page.body), [/^Your organization will require two-factor authentication from /])
  t.strictSame(waysOf(page), ['/two-factor/enrollment', '/accounts'])
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  await browser.post('/two-factor/enrollment/confirm', { code: code(secret) })
  t.strictSame(await grace(browser), {})
  t.match(lines.map(line => JSON.parse(line).msg), [/the option passkeys is not given: such a user is held back, after the grace period if there is one, for an enrollment that they cannot make here\.$/])
})
