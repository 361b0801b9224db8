import fastify from 'fastify'
import cookie from '@fastify/cookie'
import session from '@fastify/session'
import t from 'tap'
import twoFactor, { memoryUserRepository, requireSignIn } from '../../lib/index.js'
import { redirected } from '../support/answers.js'
import { createApplication, SECRET, users } from '../support/application.js'
import { formsOf, linksOf } from '../support/page.js'
import { optionsWith, refusesOption, start } from '../support/start.js'

const urls = { base: '/shop' }

/** Everything on a page that a browser calls, without anchors and other schemes. */
function called (html: string): string[] {
  return [...html.matchAll(/ (?:href|src|action)="([^"]+)"/g)].map(([, url = '']) => url).filter(url => !/^(?:#|data:|otpauth:)/.test(url))
}

t.test('with urls.base every link, form, asset and redirect begins with it, and nothing else does', async t => {
  const { client, enroll, login, code, clock } = await createApplication({ urls })
  const { client: browser, secret, recoveryCodes } = await enroll('alice')
  const pending = await login('alice')
  const pages = [
    await browser.page('/two-factor'), await browser.page('/two-factor/step-up'), await pending.page('/two-factor/challenge'),
    await pending.submit('/two-factor/challenge', { code: '000000' })
  ]
  await browser.submit('/two-factor/enrollment')
  pages.push(await browser.page('/two-factor/enrollment'))
  for (const { body } of pages) {
    t.ok(called(body).length > 3)
    for (const url of called(body)) t.match(url, /^\/shop\/(?!shop)/)
  }
  redirected(t, await client().page('/me'), '/shop/login?next=%2Fme')
  redirected(t, await (await login('alice')).page('/me?page=2'), '/shop/two-factor/challenge?next=%2Fme%3Fpage%3D2')
  redirected(t, await client().page('/two-factor/enrollment/confirm'), '/shop/two-factor/enrollment')
  redirected(t, await browser.submit('/two-factor/enrollment/cancel'), '/shop/two-factor')
  redirected(t, await browser.submit('/two-factor/sign-out'), '/shop/login')
  const again = await login('alice')
  clock.now += 30_000
  redirected(t, await again.submit('/two-factor/challenge', { code: code(secret) }), '/shop/')
  t.equal((await (await login('alice')).post('/two-factor/recovery', { code: recoveryCodes[0] })).body.location, '/shop/two-factor')
})

t.test('with urls.base the application\'s own places and next are its own paths, and absolute URLs stay as they are', async t => {
  const own = { base: '/shop/eu', login: '/in', home: 'https://acme.example/', stepUp: '/again' }
  const { client, enroll, code } = await createApplication({ urls: own })
  const { secret } = await enroll('alice')
  const browser = client()
  t.equal((await browser.post('/login', { userId: 'alice', next: '/orders?page=2' })).body.location, '/shop/eu/two-factor/challenge')
  t.equal((await browser.post('/two-factor/challenge', { code: code(secret) })).body.location, '/shop/eu/orders?page=2')
  t.equal((await client().post('/login', { userId: 'carol', next: '/shop/eu/orders' })).body.location, '/shop/eu/shop/eu/orders')
  t.equal((await client().post('/login', { userId: 'carol' })).body.location, 'https://acme.example/')
  redirected(t, await client().page('/me'), '/shop/eu/in?next=%2Fme')
})

t.test('with urls.base a next cannot leave the site or the base', async t => {
  const { client } = await createApplication({ urls })
  for (const [next, location] of [
    ['/../admin', '/shop/admin'], ['/%2e%2e/%2E%2E/admin', '/shop/admin'], ['//evil.example', '/shop/'], ['/.//evil.example', '/shop/'],
    ['https://evil.example/', '/shop/'], ['shop/x', '/shop/'], ['', '/shop/']
  ] as const) {
    t.equal((await client().post('/login', { userId: 'carol', next })).body.location, location, next)
  }
})

t.test('with urls.base a form that was refused leads back to the page it stood on, without the base twice', async t => {
  const { enroll, code, clock } = await createApplication({ urls })
  const { client: browser, secret } = await enroll('alice')
  clock.now += 300_000
  const referer = 'http://localhost/shop/payout?to=bob'
  redirected(t, await browser.submit('/payout', {}, { referer }), '/shop/two-factor/step-up?next=%2Fpayout%3Fto%3Dbob')
  redirected(t, await browser.submit('/payout', {}, { referer: 'http://localhost/elsewhere' }), '/shop/two-factor/step-up')
  redirected(t, await browser.submit('/payout', {}, { referer: 'http://localhost/shopping' }), '/shop/two-factor/step-up')
  redirected(t, await browser.submit('/two-factor/step-up?next=%2Fpayout%3Fto%3Dbob', { code: code(secret) }), '/shop/payout?to=bob')
})

t.test('a base that is no path of whole segments refuses to start', async t => {
  for (const base of ['shop', '/', '/shop/', '//shop', '/a//b', '/./a', '/a/..', '/../a', 'https://acme.example/shop', '/a b', '/a?b', '', null, 7]) {
    await refusesOption(t, optionsWith({ urls: { base } }), 'urls.base', 'must be a path like /shop, got ')
  }
  for (const base of ['/shop', '/shop/eu', '/.well-known', '/a..b']) await t.resolves(start(optionsWith({ urls: { base } })))
})

t.test('within a scope whose prefix has a parameter the plugin refuses to start', async t => {
  for (const prefix of ['/t/:tenant', '/:tenant', '/files/*']) {
    const app = fastify()
    await app.register(cookie)
    await app.register(session, { secret: 'a session secret of at least 32 characters', cookie: { secure: false } })
    await t.rejects(Promise.resolve(app.register(async scope => {
      await scope.register(twoFactor, { service: { issuerName: 'Acme', secret: SECRET }, userRepository: memoryUserRepository(users) })
      scope.get('/me', { onRequest: requireSignIn }, async () => 'in')
    }, { prefix })), { code: 'TWO_FACTOR_OPTION_INVALID', message: prefix })
  }
})

t.test('without urls.base nothing is put in front', async t => {
  const { login } = await createApplication()
  const { body } = await (await login('carol')).page('/two-factor')
  t.ok(formsOf(body).every(({ action }) => action.startsWith('/two-factor/')))
  t.strictSame(linksOf(body), ['/'])
})

t.test('with urls.base where rewriteUrl takes it off, the way back has it once', async t => {
  const { client, login, enroll, code } = await createApplication({ urls, server: { rewriteUrl: ({ url = '' }) => url.replace(/^\/shop(?=\/)/, '') } })
  const { secret } = await enroll('alice')
  redirected(t, await client().page('/shop/me?page=2'), '/shop/login?next=%2Fme%3Fpage%3D2')
  const browser = await login('alice')
  redirected(t, await browser.page('/shop/me'), '/shop/two-factor/challenge?next=%2Fme')
  redirected(t, await browser.submit('/shop/two-factor/challenge', { code: code(secret) }), '/shop/me')
})
