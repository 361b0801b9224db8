import t from 'tap'
import { optionsWith, refusesOption, start } from '../support/start.js'

t.test('routes that are neither false nor an object refuse to start', async t => {
  for (const routes of [true, 'verify', [], null, () => {}]) await refusesOption(t, optionsWith({ routes }), 'routes', 'must be false or an object, got ')
  await t.resolves(start(optionsWith({ routes: false })))
  await t.resolves(start(optionsWith({ routes: {} })))
})

t.test('an override of a route that does not exist refuses to start and names the routes', async t => {
  await refusesOption(t, optionsWith({ routes: { login: false } }), 'routes.login', /verify, .*assets/)
  await refusesOption(t, optionsWith({ routes: { toString: false } }), 'routes.toString', /verify, .*assets/)
})

t.test('an override of a route that is neither false nor a function refuses to start', async t => {
  for (const verify of [true, 'x', {}, null]) await refusesOption(t, optionsWith({ routes: { verify } }), 'routes.verify', 'got ')
})

t.test('an override of a route that gives no route refuses to start', async t => {
  await refusesOption(t, optionsWith({ routes: { verify: () => undefined } }), 'routes.verify', 'got undefined')
  await refusesOption(t, optionsWith({ routes: { verify: () => null } }), 'routes.verify', 'got null')
  for (const route of ['/code', {}, { url: '/code', method: 'POST' }, { url: '/code', handler: () => {} }, { method: 'POST', handler: () => {} }]) await refusesOption(t, optionsWith({ routes: { verify: () => route } }), 'routes.verify', 'got ')
})

t.test('pages that are neither false nor an object refuse to start', async t => {
  for (const pages of [true, 'challenge', [], null]) await refusesOption(t, optionsWith({ pages }), 'pages', 'must be false or an object, got ')
})

t.test('a page that does not exist refuses to start and names the pages', async t => {
  await refusesOption(t, optionsWith({ pages: { login: () => '' } }), 'pages.login', /preferences, enrollment, registration, recoveryCodes, challenge, stepUp, goOn, failure, layout, stylesheet, imageOrigins, header, footer/)
})

t.test('a page that is no function refuses to start', async t => {
  for (const challenge of ['<form>', {}, null, false]) await refusesOption(t, optionsWith({ pages: { challenge } }), 'pages.challenge', 'must be a function, got ')
})

t.test('a stylesheet that is neither a path of the application nor an https URL with a plain host refuses to start', async t => {
  for (const stylesheet of ['site.css', '', '//cdn.acme.example/site.css', '/\\cdn', '/a\nb', 'http://cdn.acme.example/site.css', 'https://', 'https://*.acme.example/site.css', 'https://a;script-src/site.css', 'https://a,b/site.css', `https://cdn.acme.example/${'x'.repeat(256)}`, 'javascript:x', 'data:text/css,', 5, null, false, [], {}, () => '/site.css']) {
    await refusesOption(t, optionsWith({ pages: { stylesheet } }), 'pages.stylesheet', 'must be a path that begins with one /, or an https URL, got ', `stylesheet ${String(stylesheet)}`)
  }
  for (const stylesheet of ['/site.css', '/site.css?v=1', 'https://cdn.acme.example/site.css', 'https://[::1]:8443/site.css', undefined]) await t.resolves(start(optionsWith({ pages: { stylesheet } })), String(stylesheet))
})

t.test('image origins that are no list of https origins refuse to start', async t => {
  for (const imageOrigins of ['https://img.acme.example', ['http://img.acme.example'], ['https://img.acme.example/'], ['https://*.acme.example'], ['https://a;script-src'], ['https://img.acme.example', ''], ['capacitor://localhost'], [undefined], [5], null, {}]) {
    await refusesOption(t, optionsWith({ pages: { imageOrigins } }), 'pages.imageOrigins', 'must be a list of https origins like https://cdn.acme.example, got ', `imageOrigins ${String(imageOrigins)}`)
  }
  for (const imageOrigins of [[], ['https://img.acme.example', 'https://static.acme.example:8443'], undefined]) await t.resolves(start(optionsWith({ pages: { imageOrigins } })))
})

t.test('a header or footer that is neither HTML nor a function refuses to start', async t => {
  for (const part of ['header', 'footer']) {
    for (const value of [5, null, false, true, [], {}]) await refusesOption(t, optionsWith({ pages: { [part]: value } }), `pages.${part}`, 'must be HTML, or a function that gives it, got ')
    for (const value of ['', '<p>Acme</p>', () => '', async () => '', undefined]) await t.resolves(start(optionsWith({ pages: { [part]: value } })))
  }
})

t.test('messages that are no object refuse to start', async t => {
  for (const messages of [true, 'en', [], null]) await refusesOption(t, optionsWith({ messages }), 'messages', 'must be an object of texts by language, got ')
})

t.test('a language whose texts are no object refuses to start', async t => {
  for (const en of ['text', null, 5, []]) await refusesOption(t, optionsWith({ messages: { en } }), 'messages.en', /./)
})

t.test('a text that no page has, or that is no text, refuses to start', async t => {
  await refusesOption(t, optionsWith({ messages: { en: { codeLable: 'Code' } } }), 'messages.en.codeLable', /./)
  await refusesOption(t, optionsWith({ messages: { it: { codeLabel: 5 } } }), 'messages.it.codeLabel', /./)
  await refusesOption(t, optionsWith({ messages: { it: { codeLabel: () => 'Codice' } } }), 'messages.it.codeLabel', /./)
  await refusesOption(t, optionsWith({ messages: { en: { toString: 'x' } } }), 'messages.en.toString', /./)
})

t.test('a language that is no language tag refuses to start, since dates could not be written in it', async t => {
  await refusesOption(t, optionsWith({ messages: { 'not a language': { codeLabel: 'Code' } } }), 'messages.not a language', /./)
  await t.resolves(start(optionsWith({ messages: { pt_BR: { codeLabel: 'Código' } } })))
})

t.test('an override that is undefined is none', async t => {
  await t.resolves(start(optionsWith({ routes: { verify: undefined }, pages: { challenge: undefined } })))
})
