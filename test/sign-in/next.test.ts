import t from 'tap'
import { passkeys } from '../../lib/methods/passkey/peer.js'
import { redirected } from '../support/answers.js'
import type { Answer } from '../support/client.js'
import { createApplication } from '../support/application.js'
import { formsOf, unescapeHtml } from '../support/page.js'

const bad: unknown[] = [
  'accounts', 'https://evil.example', 'http:evil.example', '//evil.example', '///evil.example', '/\\evil.example', '\\/evil.example', '/\\/evil.example', '/.//evil.example', '/..//evil.example',
  '/a/../..//evil.example', '/%2e//evil.example', '/\t/evil.example', '/\n/evil.example', '/a\u0000b', '/a\u007fb', '/a\\b', ' /accounts', 'javascript:alert(1)', '', `/${'x'.repeat(8192)}`, `/${'é'.repeat(1366)}`,
  ['/accounts'], { path: '/accounts' }, 5, null, true
]

t.test('a next that does not lead to a path of this site means home, for users without and with two-factor authentication', async t => {
  const { enroll, client, code, clock } = await createApplication({ urls: { home: '/start' } })
  const { secret } = await enroll('alice')
  for (const next of bad) {
    const name = JSON.stringify(next).slice(0, 40)
    t.equal((await client().post('/login', { userId: 'carol', next })).body.location, '/start', name)
    const browser = client()
    t.equal((await browser.post('/login', { userId: 'alice', next })).body.location, '/two-factor/challenge', name)
    t.equal((await browser.post('/two-factor/challenge', { code: code(secret) })).body.location, '/start', name)
    clock.now += 30_000
  }
})

t.test('a next of this site is followed after the code, with its query and fragment', async t => {
  for (const [next, location] of [['/accounts?x=1&y=a/b#top', '/accounts?x=1&y=a/b#top'], ['/', '/'], [`/${'x'.repeat(8191)}`, `/${'x'.repeat(8191)}`], ['/a/../b', '/b'], ['/caffè', '/caff%C3%A8'], ['/?u=//evil.example', '/?u=//evil.example'], ['/@evil.example', '/@evil.example']] as const) {
    const { enroll, client, code } = await createApplication()
    const { secret } = await enroll('alice')
    const browser = client()
    await browser.post('/login', { userId: 'alice', next })
    t.equal((await browser.post('/two-factor/challenge', { code: code(secret) })).body.location, location)
  }
})

t.test('a page that a browser was kept from is where it goes after the code', async t => {
  const { enroll, login, code } = await createApplication()
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  redirected(t, await browser.page('/me?tab=2'), '/two-factor/challenge?next=%2Fme%3Ftab%3D2')
  redirected(t, await browser.submit('/two-factor/challenge', { code: code(secret) }), '/me?tab=2')
})

t.test('the next of the sign-in gives way to the page that was asked for last', async t => {
  const { enroll, client, code } = await createApplication()
  const { secret } = await enroll('alice')
  const browser = client()
  await browser.post('/login', { userId: 'alice', next: '/first' })
  await browser.page('/accounts')
  t.equal((await browser.post('/two-factor/challenge', { code: code(secret) })).body.location, '/accounts')
})

t.test('a next is used once: the sign-in after it goes home', async t => {
  const { enroll, client, login, code, clock } = await createApplication()
  const { secret } = await enroll('alice')
  const browser = client()
  await browser.post('/login', { userId: 'alice', next: '/first' })
  await browser.post('/two-factor/challenge', { code: code(secret) })
  clock.now += 30_000
  const { body } = await browser.post('/two-factor/enrollment')
  t.equal((await browser.post('/two-factor/enrollment/confirm', { code: code(body.secret) })).body.location, '/two-factor')
  t.equal((await (await login('carol')).get('/two-factor/challenge')).body.location, '/')
})

t.test('a user led from a page to the enrollment goes back to the page after it, once', async t => {
  const { login, code, clock } = await createApplication()
  const browser = await login('carol')
  redirected(t, await browser.page('/accounts'), '/two-factor/enrollment?next=%2Faccounts')
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  t.equal((await browser.post('/two-factor/enrollment/confirm', { code: code(secret) })).body.location, '/accounts')
  clock.now += 30_000
  const { body: second } = await browser.post('/two-factor/enrollment')
  t.equal((await browser.post('/two-factor/enrollment/confirm', { code: code(second.secret) })).body.location, '/two-factor')
})

t.test('the challenge page of somebody who is through already sends them on, and only within this site', async t => {
  const { login } = await createApplication()
  const browser = await login('carol')
  redirected(t, await browser.page('/two-factor/challenge?next=%2Faccounts'), '/accounts')
  redirected(t, await browser.page('/two-factor/challenge?next=%2F%2Fevil.example'), '/')
  redirected(t, await browser.page('/two-factor/challenge?next=%2Fa&next=%2Fb'), '/')
  redirected(t, await browser.page('/two-factor/challenge'), '/')
  t.strictSame((await browser.get('/two-factor/challenge?next=%2Faccounts')).body, { status: 'complete', method: 'none', location: '/accounts' })
})

t.test('a page that asked for a recent code is not where a later change of the authenticators goes on', async t => {
  const { enroll, code, clock } = await createApplication()
  const { client: browser, secret } = await enroll('alice')
  clock.now += 300_000
  redirected(t, await browser.submit('/payout', {}, { referer: 'http://localhost/pay' }), '/two-factor/step-up?next=%2Fpay')
  await browser.post('/two-factor/step-up', { code: code(secret) })
  const { body: { secret: second } } = await browser.post('/two-factor/enrollment')
  t.equal((await browser.post('/two-factor/enrollment/confirm', { code: code(second) })).body.location, '/two-factor')
})

t.test('a step-up goes back to where it was asked for, and only within this site', async t => {
  const { enroll, code, clock } = await createApplication()
  const { client: browser, secret } = await enroll('alice')
  for (const [query, location] of [['?next=%2Fpayout', '/payout'], ['?next=https%3A%2F%2Fevil.example', '/'], ['', '/']] as const) {
    const page = await browser.page(`/two-factor/step-up${query}`)
    t.equal(formsOf(page.body)[0]!.action, location === '/payout' ? '/two-factor/step-up?next=%2Fpayout' : '/two-factor/step-up')
    redirected(t, await browser.submit(`/two-factor/step-up${query}`, { code: code(secret) }), location)
    clock.now += 30_000
  }
})

t.test('a sign-in that took too long starts again at the login, which hears why, and goes on where it was going', async t => {
  const { enroll, client, login, code, clock } = await createApplication()
  const { secret } = await enroll('alice')
  const browser = client()
  await browser.post('/login', { userId: 'alice', next: '/accounts' })
  const other = await login('alice')
  clock.now += 600_000
  redirected(t, await browser.page('/two-factor/challenge'), '/login?next=%2Faccounts&reason=expired')
  redirected(t, await browser.page('/me'), '/login?next=%2Fme&reason=expired')
  redirected(t, await other.page('/two-factor/challenge'), '/login?reason=expired')
  redirected(t, await other.submit('/two-factor/challenge', { code: code(secret) }), '/two-factor/challenge', 'its page, which knows what the browser has by now')
})

t.test('a form that nobody is signed in for leads to its own page, which goes on where the form would have', async t => {
  const { client } = await createApplication()
  for (const path of ['/two-factor/challenge', '/two-factor/step-up']) {
    for (const headers of [{}, { referer: `http://localhost${path}?next=%2Faccounts` }]) {
      redirected(t, await client().submit(`${path}?next=%2Faccounts`, { code: '123456' }, headers), `${path}?next=%2Faccounts`)
      redirected(t, await client().submit(`${path}?next=%2F%2Fevil.example`, { code: '123456' }, headers), path)
    }
  }
})

t.test('a form that nobody is signed in for leads to its page, which asks for the same as before', async t => {
  const { client } = await createApplication({ origin: 'http://localhost', passkeys: passkeys() })
  for (const asked of ['for=change', 'method=passkey', 'method=passkey&for=change']) {
    redirected(t, await client().submit(`/two-factor/step-up?next=%2Faccounts&${asked}`, { code: '123456' }), `/two-factor/step-up?next=%2Faccounts&${asked}`)
  }
  redirected(t, await client().submit('/two-factor/passkeys?method=passkey'), '/two-factor?method=passkey')
})

t.test('of two tabs at the challenge each goes on to its own page, with a code or a recovery code, and after a wrong one', async t => {
  for (const base of ['', '/app'] as const) {
    const { enroll, login, code, wrong } = await createApplication(base === '' ? {} : { urls: { base } })
    const { secret } = await enroll('alice')
    const browser = await login('alice')
    for (const path of ['/me', '/accounts']) await browser.page(path)
    const submit = async (url: string, typed: string, next: string): Promise<Answer> =>
      await browser.submit(url, { code: typed }, { referer: `http://localhost${base}/two-factor/challenge?next=${encodeURIComponent(next)}` })
    t.match(unescapeHtml((await submit('/two-factor/challenge', wrong(secret), '/me')).body), `<div class="two-factor" data-address="${base}/two-factor/challenge?next=%2Fme">`)
    redirected(t, await submit('/two-factor/challenge', code(secret), '/me'), `${base}/me`)
    redirected(t, await submit('/two-factor/challenge', code(secret), '/accounts'), `${base}/accounts`)
    redirected(t, await submit('/two-factor/recovery', '0'.repeat(24), '/accounts'), `${base}/accounts`)
    redirected(t, await submit('/two-factor/challenge', code(secret), 'https://evil.example/'), `${base}/`)
  }
})

t.test('only the page of the form says where it goes on, and no other page', async t => {
  for (const referer of [
    'http://localhost/two-factor/step-up?next=%2Faccounts',
    'http://localhost/elsewhere?next=%2Faccounts',
    'http://localhost/two-factor/challenge',
    'no address',
    undefined
  ] as const) {
    const { enroll, login, code } = await createApplication()
    const { secret } = await enroll('alice')
    const browser = await login('alice')
    await browser.page('/me')
    redirected(t, await browser.submit('/two-factor/challenge', { code: code(secret) }, referer === undefined ? {} : { referer }), '/me')
  }
})

const origin = ['https://api.acme.example', 'https://app.acme.example', 'https://app.acme.example:8443']

t.test('a next that is a URL of a listed origin is followed from `signIn` alone, after the code and at once, written anew', async t => {
  const { enroll, client, login, code, clock } = await createApplication({ origin })
  const { secret } = await enroll('alice')
  for (const [next, location] of [
    ['https://app.acme.example/inbox?x=1#top', 'https://app.acme.example/inbox?x=1#top'], ['https://app.acme.example', 'https://app.acme.example/'],
    ['HTTPS://APP.acme.example:443/a/../b', 'https://app.acme.example/b'], ['https://app.acme.example:8443/', 'https://app.acme.example:8443/']
  ] as const) {
    t.equal((await client().post('/login', { userId: 'carol', next })).body.location, location)
    const browser = client()
    t.equal((await browser.post('/login', { userId: 'alice', next })).body.location, '/two-factor/challenge')
    t.equal((await browser.post('/two-factor/challenge', { code: code(secret) })).body.location, location)
    clock.now += 30_000
  }
  const browser = await login('alice')
  t.equal((await browser.post(`/two-factor/challenge?next=${encodeURIComponent('https://app.acme.example/')}`, { code: code(secret) })).body.location, '/', 'a query names paths only')
})

t.test('a next that is a URL of any other origin, or hides where it leads, means home', async t => {
  const { client } = await createApplication({ origin })
  for (const next of [
    'https://evil.example/', 'http://app.acme.example/', 'https://app.acme.example:444/', 'https://app.acme.example.evil.example/', 'https://app.acme.example@evil.example/',
    'https://user@app.acme.example/', 'https://:secret@app.acme.example/', 'https:app.acme.example', 'https:/app.acme.example', 'https:\\\\app.acme.example', 'https://app.acme.example\\@evil.example',
    ' https://app.acme.example/', 'https://app.acme.example/\ta', 'https://app.acme.example/\na', 'javascript://app.acme.example/', 'https://', 'https://[', `https://app.acme.example/${'x'.repeat(8192)}`, `https://app.acme.example/${'é'.repeat(1366)}`
  ]) t.equal((await client().post('/login', { userId: 'carol', next })).body.location, '/', next.slice(0, 50))
  const without = await createApplication()
  t.equal((await without.client().post('/login', { userId: 'carol', next: 'http://localhost/a' })).body.location, '/', 'none is listed')
})

t.test('a form of the application\'s own challenge page goes on where the address of that page says', async t => {
  const { enroll, login, code } = await createApplication({ urls: { challenge: '/code' } })
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  redirected(t, await browser.submit('/two-factor/challenge', { code: code(secret) }, { referer: 'http://localhost/code?next=%2Faccounts' }), '/accounts')
})

t.test('a login hears of no time that passed where somebody ended the sign-in', async t => {
  const { app, login } = await createApplication()
  const browser = await login('carol')
  await app.twoFactor.revokeSessions('carol')
  redirected(t, await browser.page('/me'), '/login?next=%2Fme')
})
