import t from 'tap'
import { graceOf, type Grace } from '../../lib/preferences/grace.js'
import { kVisit } from '../../lib/session/visit.js'
import { createApplication, START, users, type ApplicationOptions, type TestApplication } from '../support/application.js'
import type { Answer, Client } from '../support/client.js'

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
    t.strictSame(await grace(browser), { requiredFrom, nextUrl })
  }
})

t.test('a client that wants JSON keeps its location, and is told from when', async t => {
  const { client, grace } = await inGrace()
  const browser = client()
  t.strictSame((await browser.post('/login', { userId: 'dave', next: '/accounts' })).body, { status: 'complete', method: 'none', location: '/accounts', requiredFrom })
  t.strictSame(await grace(browser), { requiredFrom, nextUrl: '/' }, 'what it was told is not kept')
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
  t.strictSame(await grace(browser), { requiredFrom, nextUrl: '/shop/accounts' })
  await login(browser, { userId: 'dave' })
  t.strictSame(await grace(browser), { requiredFrom, nextUrl: '/shop/start' })
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
