import t from 'tap'
import { requireStepUp } from '../../lib/index.js'
import { redirected, refused } from '../support/answers.js'
import { createApplication, type ApplicationOptions, type TestApplication } from '../support/application.js'
import type { Client } from '../support/client.js'

/** An application with a page and a form that ask for a recent code, and a session too old for them. */
async function stale (options: ApplicationOptions = {}): Promise<TestApplication & { browser: Client, secret: string }> {
  const guard = requireStepUp({ maxAgeSeconds: 60 })
  const application = await createApplication({
    ...options,
    extend: app => { app.route({ method: ['GET', 'POST', 'PUT'], url: '/pay', onRequest: guard, handler: async () => 'paid' }) }
  })
  const { client: browser, secret } = await application.enroll('alice')
  application.clock.now += 300_000
  return { ...application, browser, secret }
}

const STEP_UP = '/two-factor/step-up'

t.test('a browser is led to where it goes on, with the way back to the page it asked for', async t => {
  const { browser, login, client } = await stale()
  redirected(t, await client().page('/me?a=1&b=2'), '/login?next=%2Fme%3Fa%3D1%26b%3D2')
  redirected(t, await (await login('alice')).page('/me'), '/two-factor/challenge?next=%2Fme')
  redirected(t, await (await login('dave')).page('/me'), '/two-factor/enrollment?next=%2Fme')
  redirected(t, await (await login('carol')).page('/accounts'), '/two-factor/enrollment?next=%2Faccounts')
  redirected(t, await browser.page('/pay'), `${STEP_UP}?next=%2Fpay`)
  redirected(t, await browser.send({ method: 'HEAD', url: '/pay?x', headers: { accept: 'text/html' } }), `${STEP_UP}?next=%2Fpay%3Fx`)
})

t.test('whoever does not prefer a page gets the error', async t => {
  const { client } = await stale()
  for (const accept of ['application/json', '*/*', 'application/json, text/html;q=0.9', 'text/plain', 'image/png', 'text/html;q=0', '']) {
    refused(t, await client().get('/me', { accept }), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED', accept)
  }
  for (const accept of ['text/html', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'text/*']) {
    redirected(t, await client().get('/me', { accept }), '/login?next=%2Fme', accept)
  }
})

t.test('what a client prefers beyond the first 512 characters of its header is not looked at', async t => {
  const { client } = await stale()
  const page = ', text/html'
  redirected(t, await client().get('/me', { accept: page.padStart(512, 'x/y,') }), '/login?next=%2Fme')
  refused(t, await client().get('/me', { accept: page.padStart(513, 'x/y,') }), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})

t.test('a form goes back to the page it stands on', async t => {
  const { browser } = await stale()
  const submit = async (headers: Record<string, string>): Promise<Awaited<ReturnType<Client['submit']>>> => await browser.submit('/pay', { amount: '5' }, headers)
  redirected(t, await submit({ referer: 'http://localhost/accounts?tab=2#x' }), `${STEP_UP}?next=%2Faccounts%3Ftab%3D2`)
  redirected(t, await submit({ referer: 'https://localhost:8443/accounts' }), `${STEP_UP}?next=%2Faccounts`)
  redirected(t, await submit({}), STEP_UP, 'without a referrer')
  redirected(t, await submit({ referer: 'about:client' }), STEP_UP, 'a referrer that is no page')
  redirected(t, await submit({ referer: '/accounts' }), STEP_UP, 'a referrer that is no URL')
  redirected(t, await submit({ referer: 'http://localhost//evil.example' }), STEP_UP, 'a referrer whose path leads away')
  redirected(t, await browser.send({ method: 'PUT', url: '/pay', headers: { accept: 'text/html', referer: 'http://localhost/accounts' } }), `${STEP_UP}?next=%2Faccounts`)
})

t.test('a form of the plugin that stands on the answer to another form goes back to its own page, and so does one without a referrer', async t => {
  const { browser } = await stale()
  const enroll = async (path: string): Promise<Awaited<ReturnType<Client['submit']>>> => await browser.submit('/two-factor/enrollment', {}, { referer: `http://localhost${path}` })
  for (const path of ['/two-factor/recovery-codes', '/two-factor/disable', '/two-factor/recovery', '/two-factor/authenticators/an-id/remove', '/two-factor/trusted-clients/an-id/revoke', '/two-factor/trusted-clients/revoke']) {
    redirected(t, await enroll(path), `${STEP_UP}?next=%2Ftwo-factor`, path)
  }
  redirected(t, await browser.submit('/two-factor/enrollment'), `${STEP_UP}?next=%2Ftwo-factor`)
  redirected(t, await enroll('/two-factor?x=1'), `${STEP_UP}?next=%2Ftwo-factor%3Fx%3D1`)
  for (const path of ['/two-factor/enrollment', '/two-factor/authenticators/an-id', '/disable']) {
    redirected(t, await enroll(path), `${STEP_UP}?next=${encodeURIComponent(path)}&for=change`, path)
  }
})

t.test('a form of the plugin leads who waits for a code to the challenge, and asks nothing for a change there', async t => {
  const { enroll, login } = await createApplication()
  await enroll('alice')
  const pending = await login('alice')
  for (const path of ['/two-factor/step-up', '/two-factor/enrollment', '/two-factor/disable']) {
    const { status, headers: { location } } = await pending.submit(path, { code: '123456' }, { referer: 'http://localhost/accounts' })
    t.strictSame([status, location], [303, '/two-factor/challenge?next=%2Faccounts'], path)
  }
})

t.test('a form of another site has no say in the way back', async t => {
  const { browser } = await stale()
  redirected(t, await browser.submit('/pay', {}, { 'sec-fetch-site': 'cross-site', referer: 'https://evil.example/accounts' }), STEP_UP)
  redirected(t, await browser.submit('/pay', {}, { 'sec-fetch-site': 'same-site', referer: 'http://localhost/accounts' }), STEP_UP)
})

t.test('a page whose address is too long or leads away is not gone back to', async t => {
  const { client } = await stale({ protect: 'all' })
  redirected(t, await client().page(`/me?${'x'.repeat(1992)}`), `/login?next=%2Fme%3F${'x'.repeat(1992)}`)
  redirected(t, await client().page(`/me?${'x'.repeat(1993)}`), '/login')
  redirected(t, await client().page('//evil.example/me'), '/login')
  redirected(t, await client().page('/.//evil.example'), '/login')
})

t.test('a rewritten URL goes back to the one that was asked for', async t => {
  const { client } = await stale({ server: { rewriteUrl: request => request.url!.replace(/^\/old/, '') } })
  redirected(t, await client().page('/old/me'), '/login?next=%2Fold%2Fme')
})

t.test('being led away names nobody: neither body nor cookies of the answer hold the user', async t => {
  const { login } = await stale()
  const answer = await (await login('alice')).page('/me')
  t.equal(answer.body, '')
  t.strictSame(answer.cookies.map(({ name }) => name), ['sessionId'])
})

t.test('a cross-site form of somebody held back does not change where they go after the code', async t => {
  const { client, code, secret } = await stale()
  const browser = client()
  await browser.post('/login', { userId: 'alice', next: '/accounts' })
  redirected(t, await browser.submit('/pay', {}, { 'sec-fetch-site': 'cross-site', referer: 'https://evil.example/evil' }), '/two-factor/challenge')
  t.equal((await browser.post('/two-factor/challenge', { code: code(secret) })).body.location, '/accounts')
})

t.test('a form that sends no referrer goes back to the application\'s own page in place of the built-in one', async t => {
  const { browser } = await stale({ urls: { preferences: '/settings/security' } })
  redirected(t, await browser.submit('/two-factor/enrollment'), `${STEP_UP}?next=%2Fsettings%2Fsecurity`)
})

t.test('an address that nothing has is gone back to, also where the built-in routes are off', async t => {
  const { client } = await createApplication({ routes: false, protect: 'all', urls: { login: '/login' } })
  redirected(t, await client().page('/nowhere'), '/login?next=%2Fnowhere')
})
