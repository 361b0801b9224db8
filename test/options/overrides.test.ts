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
  await refusesOption(t, optionsWith({ pages: { login: () => '' } }), 'pages.login', /preferences, enrollment, recoveryCodes, challenge, stepUp, goOn, failure, layout/)
})

t.test('a page that is no function refuses to start', async t => {
  for (const challenge of ['<form>', {}, null, false]) await refusesOption(t, optionsWith({ pages: { challenge } }), 'pages.challenge', 'must be a function, got ')
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
