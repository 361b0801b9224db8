import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import t from 'tap'
import { fill } from '../../../lib/pages/messages.js'
import { it } from '../../../lib/pages/messages/it.js'
import { cookieHeader, overSocket } from '../../attacks/over-socket.js'
import { hardened, redirected, refused } from '../../support/answers.js'
import { allGuides } from '../../readme/documents.js'
import { createApplication, users, type TestApplication } from '../../support/application.js'
import type { Answer, Client } from '../../support/client.js'
import { alertOf, elementsOf, formsOf, headingOf, textOf, titleOf } from '../../support/page.js'
import { headless, typeCode } from './examples/headless.js'
import { messages } from './examples/language.js'
import { pages, renderViews } from './examples/pages.js'
import { limitRoutes, routes } from './examples/routes.js'

const SOLVED = { 'x-captcha': 'solved' }

async function guess (browser: Client, code: string, remoteAddress: string, url = '/two-factor/code'): Promise<Answer> {
  return await browser.send({ method: 'POST', url, payload: { code }, headers: SOLVED, remoteAddress })
}

t.test('a captcha before the handler: without it no code is looked at, with it every check is as before', async t => {
  const { enroll, login, code, wrong, events } = await createApplication({ routes, precede: limitRoutes })
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  const answer = await browser.post('/two-factor/code', { code: wrong(secret) })
  t.strictSame([answer.status, answer.body.message], [428, 'Solve the captcha.'])
  hardened(t, answer)
  t.notOk(events.some(({ type }) => type === 'failed'))
  refused(t, await browser.post('/two-factor/code', { code: wrong(secret) }, SOLVED), 422, 'TWO_FACTOR_INVALID_CODE')
  t.equal((await browser.post('/two-factor/code', { code: code(secret) }, SOLVED)).status, 200)
})

t.test('a limit per address comes before the plugin\'s own, which is per user: other addresses go on', async t => {
  const { enroll, login, code, events } = await createApplication({ routes, precede: limitRoutes })
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  for (let attempt = 1; attempt <= 20; attempt++) t.not((await guess(browser, 'x', '192.0.2.1')).status, 429, `${attempt}`)
  const failures = events.length
  const limited = await guess(browser, code(secret), '192.0.2.1')
  t.equal(limited.status, 429)
  t.match(limited.headers['retry-after'], /^\d+$/)
  hardened(t, limited)
  t.equal(events.length, failures)
  t.equal((await guess(browser, code(secret), '192.0.2.2')).status, 200)
})

t.test('a browser that is limited sees the page again, and is not signed out', async t => {
  const { enroll, login } = await createApplication({ routes, precede: limitRoutes })
  await enroll('alice')
  const browser = await login('alice')
  for (let attempt = 1; attempt <= 20; attempt++) await browser.submit('/two-factor/recovery', { code: 'x' })
  const answer = await browser.submit('/two-factor/recovery', { code: 'x' })
  t.strictSame([answer.status, titleOf(answer.body)], [429, 'Error: Enter your code – Acme'])
  t.equal((await browser.page('/two-factor/challenge')).status, 200)
})

t.test('a handler of the application\'s own calls the built-in one and adds to it', async t => {
  const lines: unknown[] = []
  const server = { logger: { level: 'warn', stream: { write: (line: string) => { lines.push(JSON.parse(line)) } } } }
  const { enroll, code, wrong, app } = await createApplication({ routes, precede: limitRoutes, server })
  const { client: browser, secret } = await enroll('alice')
  refused(t, await browser.post('/two-factor/disable', { code: wrong(secret) }), 422, 'TWO_FACTOR_INVALID_CODE')
  t.strictSame(lines, [])
  const answer = await browser.post('/two-factor/disable', { code: code(secret) })
  t.strictSame([answer.status, answer.body], [200, { enabled: false }])
  t.match(lines, [{ userId: 'alice', msg: 'two-factor authentication is off' }])
  t.equal((await app.twoFactor.status('alice')).enabled, false)
})

t.test('the built-in handler that is called still answers a browser with its page', async t => {
  const { enroll, code } = await createApplication({ routes, precede: limitRoutes })
  const { client: browser, secret } = await enroll('alice')
  redirected(t, await browser.submit('/two-factor/disable', { code: code(secret) }), '/two-factor')
})

t.test('pages by @fastify/view: the application\'s templates, its own policy, the errors and headers of the plugin', async t => {
  const views = resolve('test/routes/overrides/views')
  const { enroll, login, code, wrong } = await createApplication({ pages, precede: app => renderViews(app, views), messages: { en: { verify: '<b>Go</b>' } } })
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  const page = await browser.page('/two-factor/challenge')
  t.match(page.body, /^<!doctype html>\n<html lang="en" dir="ltr">\n<head>[^]+<title>Enter your code – Acme<\/title>[^]+<meta name="referrer" content="same-origin">[^]+<\/head>\n<body><div class="two-factor">\n<h1>Enter your code<\/h1>/)
  t.match(page.body, '<link rel="stylesheet" href="/site.css">')
  t.strictSame(formsOf(page.body).map(({ action, fields, text }) => [action, Object.keys(fields), text]), [['/two-factor/challenge', ['code'], 'Six-digit code <b>Go</b>']])
  t.match(page.headers, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': "default-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'" })
  hardened(t, page)
  const again = await browser.submit('/two-factor/challenge', { code: wrong(secret) })
  t.equal(again.status, 422)
  t.match(again.body, '<p role="alert">This code is wrong or was used already. Wait for the next one and try again.</p>')
  redirected(t, await browser.submit('/two-factor/challenge', { code: code(secret) }), '/')
  const builtIn = await browser.page('/two-factor')
  t.match(builtIn.body, /^<!doctype html>[\s\S]+site\.css[\s\S]+<form/, 'the built-in pages stand in the same frame')
  t.equal(headingOf(builtIn.body), 'Two-factor authentication')
  t.equal(elementsOf(builtIn.body).filter(({ name, within }) => ['link', 'script', 'meta'].includes(name) && within[0]!.name === 'head').length, 6, 'with all that belongs into the head')
})

t.test('a variant beside the two languages: its texts, those of its language where it has none, and a changed text of another', async t => {
  const { enroll, login, wrong } = await createApplication({ users: { alice: { ...users['alice']!, locale: 'it-CH' }, bob: users['bob']! }, messages })
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  const page = await browser.page('/two-factor/challenge', { 'accept-language': 'en' })
  t.match(page.body, '<html lang="it-CH" dir="ltr">')
  t.strictSame([headingOf(page.body), formsOf(page.body)[0]!.text], ['Immetta il codice', `${it.codeLabel} ${it.codeHint} ${fill(it.trustClient, { days: '30 giorni' })} Entri`])
  t.equal(alertOf((await browser.submit('/two-factor/challenge', { code: wrong(secret) })).body), it.invalidCode)
  await enroll('bob')
  t.match(textOf((await (await login('bob')).page('/two-factor/challenge')).body), ' Go ')
})

t.test('a front end of the application\'s own signs in over JSON alone, and tells each refusal by its code', async t => {
  const application = await createApplication(headless)
  const { enroll, login, client, code, wrong } = application
  const { secret } = await enroll('alice')
  const front = frontEnd(t, application)
  t.strictSame(await typeCode('123456', false, front(client())), { location: '/login' })
  const browser = await login('alice')
  t.equal((await browser.post('/login', { userId: 'alice' })).body.location, '/app/code')
  redirected(t, await browser.page('/me'), '/app/code?next=%2Fme')
  t.strictSame(await typeCode('1', false, front(browser)), { text: 'This code is wrong or was used already.' })
  for (let attempt = 1; attempt <= 5; attempt++) t.strictSame(await typeCode(wrong(secret), false, front(browser)), { text: 'This code is wrong or was used already.' })
  t.match(await typeCode(wrong(secret), false, front(browser)), { text: /^Try again in \d+ seconds\.$/ })
  application.clock.now += 30_000
  t.strictSame(await typeCode(code(secret), false, front(browser)), { location: '/me' })
})

/** `fetch` of a page of the application, over a real connection. */
function frontEnd (t: { teardown (close: () => Promise<void>): unknown }, { app }: TestApplication) {
  t.teardown(() => app.close())
  return (browser: Client): typeof fetch => async (path, { method, headers, body } = {}) => {
    const { status, headers: answered, body: text } = await overSocket(app, { method: method!, path: String(path), headers: { ...headers as Record<string, string>, cookie: cookieHeader(browser), 'content-length': String(Buffer.byteLength(String(body))) }, body: String(body) })
    return new Response(text, { status, headers: { 'retry-after': answered['retry-after'] ?? '' } })
  }
}

t.test('the guides have every one of these examples and templates word for word', async t => {
  for (const file of ['examples/routes.ts', 'examples/pages.ts', 'examples/headless.ts', 'examples/language.ts', 'examples/look.ts', 'examples/acme.css', 'examples/own-layout.ts', 'views/challenge.eta', 'views/layout.eta']) {
    const text = readFileSync(`test/routes/overrides/${file}`, 'utf8')
    t.ok(allGuides.includes(`\n\`\`\`${file.endsWith('.eta') ? 'html' : file.split('.').at(-1)}\n${text}\`\`\`\n`), file)
  }
})
