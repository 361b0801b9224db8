import t from 'tap'
import type { Links } from '../../lib/web/addresses.js'
import { ADDRESS_MAX_LENGTH, pageOfForm, pageUrl, placeOfForm, placeUrl, withNext } from '../../lib/web/urls.js'

const links: Links = {
  challenge: '/base/two-factor/challenge',
  verify: '/base/two-factor/challenge',
  preferences: '/base/two-factor',
  confirmEnrollment: '/base/two-factor/enrollment/confirm',
  removeAuthenticator: '/base/two-factor/authenticators/:id/remove'
}

t.test('a page is the application\'s own where it names one, below the base, else the built-in one, and none where pages are off', async t => {
  const own = { base: '/base', challenge: '/code', login: 'https://id.example/login' }
  t.equal(pageUrl(own, links, true, 'challenge'), '/base/code')
  t.equal(pageUrl(own, links, false, 'challenge'), '/base/code')
  t.equal(pageUrl(own, links, true, 'login'), 'https://id.example/login')
  t.equal(pageUrl({}, links, true, 'challenge'), '/base/two-factor/challenge')
  t.equal(pageUrl({}, links, false, 'challenge'), undefined)
  for (const [place, route] of [['challenge', 'challenge'], ['enrollment', 'enrollment'], ['preferences', 'preferences'], ['stepUp', 'stepUpOptions']] as const) {
    t.equal(pageUrl({}, { [route]: '/page' }, true, place), '/page', place)
  }
  t.equal(pageUrl({}, links, true, 'stepUp'), undefined, 'a route that is left out has no page')
  t.equal(pageUrl({ base: '/base' }, links, true, 'login'), '/base/login')
  t.equal(pageUrl({ base: '/base' }, links, true, 'home'), '/base/')
  t.equal(pageUrl({}, links, false, 'login'), undefined, 'nobody said where it is')
})

t.test('an answer that always names a URL names home where there is no page', async t => {
  t.equal(placeUrl({}, links, 'challenge'), '/base/two-factor/challenge')
  t.equal(placeUrl({ base: '/base' }, links, 'stepUp'), '/base/')
  t.equal(placeUrl({ base: '/base', home: '/start' }, links, 'stepUp'), '/base/start')
})

t.test('the place of a form is found by the path that it posts to, whatever the id in it', async t => {
  t.equal(placeOfForm(links, '/base/two-factor/challenge'), 'challenge')
  t.equal(placeOfForm(links, '/base/two-factor/enrollment/confirm'), 'enrollment')
  t.equal(placeOfForm(links, '/base/two-factor/authenticators/x1/remove'), 'preferences')
  for (const path of ['/base/two-factor', '/base/two-factor/enrollment', '/base/two-factor/authenticators/x1', '/two-factor/x1/remove', '/base/two-factor/challenge/']) t.equal(placeOfForm(links, path), undefined, path)
})

t.test('a path that is a page as well says nothing of a form', async t => {
  t.equal(pageOfForm(links, '/base/two-factor/challenge'), undefined)
  t.equal(pageOfForm(links, '/base/two-factor/enrollment/confirm'), 'enrollment')
  t.equal(pageOfForm(links, '/elsewhere'), undefined)
})

t.test('where to go on is a parameter, after those that are there, and is left out where it is longer than 2,000 characters', async t => {
  t.equal(withNext('/login', undefined), '/login')
  t.equal(withNext('/login', '/a b?c=d'), '/login?next=%2Fa%20b%3Fc%3Dd')
  t.equal(withNext('/login?from=app', '/a'), '/login?from=app&next=%2Fa')
  const longest = `/${'x'.repeat(ADDRESS_MAX_LENGTH - 3)}`
  t.equal(withNext('/login', longest), `/login?next=%2F${longest.slice(1)}`)
  t.equal(withNext('/login', `${longest}x`), '/login')
})
