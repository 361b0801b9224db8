import t from 'tap'
import { optionsWith, refusesOption, start } from '../support/start.js'

const places = ['login', 'home', 'challenge', 'enrollment', 'preferences', 'stepUp']

t.test('a place that is neither a path of this site nor an http(s) URL refuses to start', async t => {
  for (const place of places) {
    for (const url of ['login', '', '//evil.example', '/\\evil.example', '/a\\b', '/a\nb', 'javascript:alert(1)', 'http:evil.example', 'ftp://acme.example/', 'https://', '/..', '/../login', '/a/./b', '/a/%2e%2E/b', '/a/.', '/a/..?b', 5, null, ['/login']]) {
      await refusesOption(t, optionsWith({ urls: { [place]: url } }), `urls.${place}`, 'must be a path that begins with one /, or an http(s) URL, got ')
    }
  }
})

t.test('paths and absolute URLs start', async t => {
  await t.resolves(start(optionsWith({ urls: { login: 'https://login.acme.example/in?x=1', home: '/', challenge: '/code?step=2#field', stepUp: '/a..b/...?back=/../x#/./y', enrollment: 'http://localhost:3000/enroll', preferences: undefined } })))
})

t.test('an origin that is more or less than scheme, host and port refuses to start', async t => {
  for (const origin of ['acme.example', 'https://acme.example/', 'https://acme.example/path', 'https://ACME.example', 'https://acme.example:443', 'null', '', 'https://acme.example:0443', '*', 'https://*', 'https://*.acme.example', 'file://', 'file:///', 'about:blank', 'blob:https://acme.example', 'data:text/html,', 'javascript:', 'capacitor://', 'capacitor://localhost/', 'app://local?x', 5, null, {}]) {
    await refusesOption(t, optionsWith({ origin }), 'origin', 'must be an origin like https://acme.example, or a list of them, got ', `origin ${String(origin)}`)
  }
  await refusesOption(t, optionsWith({ origin: ['https://acme.example', 'https://acme.example/'] }), 'origin', 'got ')
  await refusesOption(t, optionsWith({ origin: [undefined] }), 'origin', 'got ')
})

t.test('an origin that is nearly one is told which one is meant', async t => {
  for (const [origin, meant] of [['https://acme.example/', 'https://acme.example'], ['https://acme.example:443', 'https://acme.example'], ['https://ACME.example/path', 'https://acme.example'], ['https://müller.example', 'https://xn--mller-kva.example'], [['http://localhost:3000', 'https://acme.example/'], 'https://acme.example']] as const) {
    await refusesOption(t, optionsWith({ origin }), 'origin', `(is ${meant} meant?)`, String(origin))
  }
  for (const origin of ['acme', 5, 'file:///', [null]]) await refusesOption(t, optionsWith({ origin }), 'origin', /got [^(]*$/, String(origin))
})

t.test('one origin and a list of origins start', async t => {
  await t.resolves(start(optionsWith({ origin: 'https://acme.example' })))
  await t.resolves(start(optionsWith({ origin: ['https://acme.example', 'http://localhost:3000'] })))
  await t.resolves(start(optionsWith({ origin: ['capacitor://localhost', 'ionic://localhost', 'app://acme:8080', 'chrome-extension://abcdefghijklmnop'] })))
  await t.resolves(start(optionsWith({ origin: [] })))
})

t.test('a prefix that is no plain path refuses to start', async t => {
  for (const prefix of ['', '/', 'two-factor', '/two-factor/', '//two-factor', '/:user', '/*', '/a b', '/a?b', '/..', '/.', '/a/../b', 5, null]) {
    await refusesOption(t, optionsWith({ prefix }), 'prefix', 'must be a path like /two-factor, got ', `prefix ${String(prefix)}`)
  }
  await t.resolves(start(optionsWith({ prefix: '/account/2fa' })))
})
