import t from 'tap'
import { asksForChange, nextOf, onPage, pageOfPost, wayBack } from '../../lib/session/lead-on.js'
import type { Visit } from '../../lib/session/visit.js'
import type { Links } from '../../lib/web/addresses.js'
import type { Urls } from '../../lib/web/urls.js'

const paths: Links = {
  challenge: '/2fa/challenge',
  verify: '/2fa/challenge',
  preferences: '/2fa',
  startEnrollment: '/2fa/enrollment',
  stepUpOptions: '/2fa/step-up',
  stepUp: '/2fa/step-up',
  requestCode: '/2fa/sent-code',
  removeAuthenticator: '/2fa/authenticators/:id/remove'
}

interface Given { method?: string, referer?: string, urls?: Urls, hasPages?: boolean, originalUrl?: string }

/** A visit of a page, or of a form with its method, as far as ways back need it. */
function visitOf (url: string, { method = 'GET', referer, urls = {}, hasPages = true, originalUrl = url }: Given = {}): Visit {
  const links = Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, `${urls.base ?? ''}${path}`]))
  const path = url.split('?')[0]!
  return {
    installation: { settings: { urls, origin: new Set() }, hasPages, paths, links },
    request: {
      method,
      url,
      originalUrl,
      host: 'site',
      headers: referer === undefined ? {} : { referer },
      query: Object.fromEntries(new URLSearchParams(url.slice(path.length))),
      routeOptions: { url: path }
    }
  } as unknown as Visit
}

const post = { method: 'POST' }

t.test('a page that failed is tried again at its own address, as the browser knows it, within this site', async t => {
  t.equal(wayBack(visitOf('/me?a=1')), '/me?a=1')
  t.equal(wayBack(visitOf('/me', { method: 'HEAD' })), '/me')
  t.equal(wayBack(visitOf('/me', { originalUrl: '/old/me' })), '/old/me')
  t.equal(wayBack(visitOf('/me', { originalUrl: '/old/me', urls: { base: '/shop' } })), '/shop/me')
  t.equal(wayBack(visitOf('//evil.example')), undefined)
  t.equal(wayBack(visitOf('/2fa/challenge')), '/2fa/challenge')
  t.equal(wayBack(visitOf('/2fa/step-up?method=passkey')), '/2fa/step-up?method=passkey')
})

t.test('a form of the application that failed is tried again on the page that it stood on, where that is known', async t => {
  t.equal(wayBack(visitOf('/pay', { ...post, referer: 'http://site/pay?to=bob' })), '/pay?to=bob')
  t.equal(wayBack(visitOf('/pay', { ...post, referer: 'http://site/shop/pay?to=bob', urls: { base: '/shop' } })), '/shop/pay?to=bob')
  for (const given of [{}, { referer: 'no address' }, { referer: 'http://site/2fa/enrollment' }, { referer: 'http://site/elsewhere', urls: { base: '/shop' as const } }]) {
    t.equal(wayBack(visitOf('/pay', { ...post, ...given })), undefined, JSON.stringify(given))
  }
})

t.test('a built-in form that failed is tried again on its own page, or that of the application, which still goes on where it would have', async t => {
  const again = { ...post, urls: { base: '/shop', stepUp: '/again' } as const }
  t.equal(wayBack(visitOf('/2fa/enrollment', post)), '/2fa')
  t.equal(wayBack(visitOf('/2fa/enrollment', { ...post, urls: { preferences: '/settings' } })), '/settings')
  t.equal(wayBack(visitOf('/2fa/step-up?next=%2Fme', post)), '/2fa/step-up?next=%2Fme')
  t.equal(wayBack(visitOf('/2fa/step-up?next=%2Fme&method=passkey', post)), '/2fa/step-up?next=%2Fme&method=passkey')
  t.equal(wayBack(visitOf('/2fa/step-up', { ...again, referer: 'http://site/shop/again?next=%2Fme' })), '/shop/again?next=%2Fme')
  t.equal(wayBack(visitOf('/2fa/step-up', { ...again, referer: 'http://site/shop/2fa/step-up?next=%2Fme' })), '/shop/again')
})

t.test('a page, a form of the application and a form where there are no pages are no built-in form', async t => {
  for (const visit of [visitOf('/2fa/step-up'), visitOf('/pay', post), visitOf('/2fa/step-up', { ...post, hasPages: false })]) {
    t.equal(pageOfPost(visit), undefined)
  }
  t.equal(pageOfPost(visitOf('/2fa/step-up', { ...post, urls: { base: '/shop' } })), '/shop/2fa/step-up')
})

t.test('a page goes on where its address says, within this site, whatever its referrer says', async t => {
  t.equal(nextOf(visitOf('/2fa/step-up?next=%2Fme')), '/me')
  t.equal(nextOf(visitOf('/2fa/step-up?next=https%3A%2F%2Fevil.example')), undefined)
  t.equal(nextOf(visitOf('/2fa/step-up', { referer: 'http://site/2fa/step-up?next=%2Fme' })), undefined)
  t.equal(nextOf(visitOf('/2fa/step-up?next=%2Fa', { ...post, referer: 'http://site/2fa/step-up?next=%2Fb' })), '/a')
})

t.test('a form that stands on several pages is tried again on the one that its address names, and no other form listens to that', async t => {
  t.equal(onPage('/2fa/sent-code', 'challenge'), '/2fa/sent-code?page=challenge')
  t.equal(pageOfPost(visitOf('/2fa/sent-code?page=challenge', post)), '/2fa/challenge')
  t.equal(pageOfPost(visitOf('/2fa/sent-code?page=stepUp', post)), '/2fa/step-up')
  t.equal(pageOfPost(visitOf('/2fa/sent-code?page=elsewhere', post)), '/2fa')
  t.equal(pageOfPost(visitOf('/2fa/challenge?page=stepUp', post)), '/2fa/challenge')
})

t.test('a page asks for the proof of a change where it goes on to the preferences, the own ones of the application too', async t => {
  const next = (path: string, urls: Urls = {}): Visit => visitOf(`/2fa/step-up?next=${encodeURIComponent(path)}`, { urls })
  t.ok(asksForChange(next('/2fa?added=1')))
  t.ok(asksForChange(next('/2fa', { base: '/shop' })))
  t.ok(asksForChange(next('/settings', { preferences: '/settings' })))
  t.notOk(asksForChange(next('/2fa', { preferences: '/settings' })))
  t.notOk(asksForChange(next('/pay')))
})
