import type { RouteOptions } from 'fastify'
import t, { type Test } from 'tap'
import { errors, requireStepUp, type TwoFactorErrorCode, type TwoFactorRouteName } from '../../../lib/index.js'
import { addresses } from '../../../lib/web/addresses.js'
import { refused } from '../../support/answers.js'
import type { ApplicationOptions } from '../../support/application.js'
import type { Answer } from '../../support/client.js'
import { alertOf, formsOf, formTo, linksOf, unescapeHtml } from '../../support/page.js'
import { codesOf, impossible, openSite, situations, someCredential, type Site, type Situation } from './situations.js'

t.setTimeout(600_000)

/** Bodies that a route takes, where the situation says nothing. */
const usual: Partial<Record<TwoFactorRouteName, Record<string, string | boolean>>> = {
  verify: { code: '123456' },
  recover: { code: '0'.repeat(24) },
  stepUp: { code: '123456' },
  confirmEnrollment: { code: '123456' },
  confirmSentCodes: { code: '123456' },
  regenerateRecoveryCodes: { code: '123456' },
  renameAuthenticator: { name: 'phone' },
  removeAuthenticator: { code: '123456' },
  disable: { code: '123456' }
}

/** Each pair of a route and an error that it names. */
async function pairs (): Promise<[TwoFactorRouteName, TwoFactorErrorCode][]> {
  const found: [TwoFactorRouteName, TwoFactorErrorCode][] = []
  const byPlace = new Map(Object.entries(addresses).map(([name, { method, url }]) => [`${method} /two-factor${url === '/' ? '' : url}`, name as TwoFactorRouteName]))
  const routes = new Map<string, RouteOptions>()
  await openSite({ precede: app => { app.addHook('onRoute', route => { if (route.method !== 'HEAD') routes.set(`${String(route.method)} ${route.url.replace(/\/$/, '')}`, route) }) } })
  for (const [place, name] of byPlace) {
    for (const code of codesOf(routes.get(place)!)) if (impossible[code]?.includes(name) !== true) found.push([name, code])
  }
  return found
}

function urlOf (name: TwoFactorRouteName, { id = 'an-id' }: Situation): string {
  const { url } = addresses[name]
  return `/two-factor${url === '/' ? '' : url}`.replace(':id', id)
}

async function send (name: TwoFactorRouteName, situation: Situation, kind: 'page' | 'json'): Promise<Answer> {
  const { browser, headers = {} } = situation
  const url = urlOf(name, situation)
  const credential = situation.credential ?? (name === 'confirmPasskey' ? someCredential : undefined)
  const fields = { ...credential === undefined ? usual[name] : {}, ...situation.fields }
  if (addresses[name].method === 'GET') return kind === 'page' ? await browser.page(url, headers) : await browser.get(url, headers)
  if (kind === 'json') return await browser.post(url, { ...fields, ...credential && { credential } }, headers)
  const typed = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== false).map(([field, value]) => [field, String(value)]))
  return await browser.submit(url, { ...typed, ...credential && { credential: JSON.stringify(credential) } }, headers)
}

/** The page that a person sees has its error, one way on at least, and what they typed but for secrets. */
function leadsOn (t: Test, { body }: Answer, situation: Situation, url: string, place: string): void {
  const html = String(body)
  const generic = 'This did not work. Please try again.'
  t.ok(alertOf(html) !== undefined && alertOf(html) !== generic, `${place}: says what is wrong`)
  t.ok(formsOf(html).length + linksOf(html).length > 0, `${place}: offers a way on`)
  const { code, password, name, trustClient } = situation.fields ?? {}
  for (const secret of [code, password]) t.ok(typeof secret !== 'string' || !html.includes(`value="${secret}"`), `${place}: shows no secret again`)
  const isOurs = situation.headers === undefined
  // where only a new sign-in helps there is no form to keep it in, and a set-up asks for the name once there is a key
  if (name !== undefined && isOurs && formTo(html, url)?.fields['name'] !== undefined) t.ok(unescapeHtml(html).includes(`value="${String(name)}"`), `${place}: keeps the name`)
  const asksAgain = formsOf(html).some(({ fields }) => 'trustClient' in fields)
  if (trustClient === true && isOurs && asksAgain) t.match(html, /name="trustClient" type="checkbox"\s+value="true" checked/, `${place}: keeps the tick`)
}

/** Where a browser is led, there is something to do: a page of ours, or the application's login and home. */
async function arrives (t: Test, { headers: { location } }: Answer, { browser }: Situation, place: string): Promise<void> {
  const [path] = String(location).split('?')
  if (path === '/login' || path === '/') {
    t.pass(`${place}: to the application's ${path}`)
    return
  }
  let answer = await browser.page(String(location))
  // a set-up that is not there leads on to where it can be started
  for (let hops = 0; answer.status === 303 && hops < 2; hops++) {
    const next = String(answer.headers.location)
    if (next.startsWith('/login')) {
      t.pass(`${place}: to the application's login`)
      return
    }
    answer = await browser.page(next)
  }
  t.equal(answer.status, 200, `${place}: arrives at a page`)
  t.ok(formsOf(String(answer.body)).length > 0, `${place}: with something to do`)
}

t.test('each error that a route names comes about there, tells a client its code and what to do, and leads a browser on', async t => {
  const covered = new Set<TwoFactorErrorCode>()
  for (const [name, code] of await pairs()) {
    const place = `${code} on ${name}`
    const { options, prepare } = situations[code]!
    const site = async (): Promise<Site> => await openSite(options)
    const asJson = await prepare(await site(), name)
    refused(t, await send(name, asJson, 'json'), new errors[code]().statusCode, code, `${place}, as JSON`)
    const asPage = await prepare(await site(), name)
    const answer = await send(name, asPage, 'page')
    if (answer.status === 303) await arrives(t, answer, asPage, place)
    else {
      t.equal(answer.status, new errors[code]().statusCode, `${place}: has its status`)
      leadsOn(t, answer, asPage, urlOf(name, asPage), place)
    }
    covered.add(code)
  }
  t.strictSame([...covered].sort(), Object.keys(errors).filter(code => code !== 'TWO_FACTOR_OPTION_INVALID').sort(), 'every error is in the table')
})

t.test('a lock says how long it lasts, to clients and people alike', async t => {
  for (const name of ['verify', 'stepUp', 'disable', 'startEnrollment', 'recover'] as const) {
    const { options, prepare } = situations.TWO_FACTOR_LOCKED!
    const site = await openSite(options)
    const situation = await prepare(site, name)
    t.match((await send(name, situation, 'json')).headers, { 'retry-after': /^\d+$/ }, name)
    const page = await send(name, situation, 'page')
    // a right recovery code is never refused
    const says = name === 'recover' ? /a right one still works/ : /Try again in \d+ (?:minutes|hours)/
    t.match([page.headers['retry-after'], alertOf(page.body)], [/^\d+$/, says], name)
  }
})

t.test('a guard that takes nothing but a passkey leads a browser on to where one is added or used, with why and the way back', async t => {
  const keys: ApplicationOptions = { extend: app => { app.get('/keys', { onRequest: requireStepUp({ maxAgeSeconds: 300, phishingResistant: true }) }, async () => 'the keys') } }
  const cases: [string, TwoFactorErrorCode, TwoFactorRouteName, string][] = [
    ['with an app', 'TWO_FACTOR_ENROLLMENT_REQUIRED', 'unlock', '/two-factor/enrollment'],
    ['with a passkey', 'TWO_FACTOR_STEP_UP_REQUIRED', 'confirmPasskey', '/two-factor/step-up']
  ]
  for (const [who, code, route, location] of cases) {
    const situation = await situations.TWO_FACTOR_STEP_UP_REQUIRED!.prepare(await openSite(keys), route)
    refused(t, await situation.browser.get('/keys'), 403, code, who)
    const answer = await situation.browser.page('/keys')
    t.equal(answer.headers.location, `${location}?next=%2Fkeys&method=passkey`, who)
    await arrives(t, answer, situation, who)
  }
})

t.test('a guard of the application leads a browser on with the way back, and tells a client the same error', async t => {
  const cases: [TwoFactorErrorCode, string, string][] = [
    ['TWO_FACTOR_SIGN_IN_REQUIRED', '/me', '/login'],
    ['TWO_FACTOR_CHALLENGE_REQUIRED', '/me', '/two-factor/challenge'],
    ['TWO_FACTOR_ENROLLMENT_REQUIRED', '/me', '/two-factor/enrollment'],
    ['TWO_FACTOR_STEP_UP_REQUIRED', '/payout', '/two-factor/step-up']
  ]
  for (const [code, path, location] of cases) {
    const { prepare } = situations[code]!
    const { browser } = await prepare(await openSite(), 'preferences')
    const post = path === '/payout'
    refused(t, post ? await browser.post(path) : await browser.get(path), new errors[code]().statusCode, code)
    const answer = post ? await browser.submit(path, {}, { referer: 'http://localhost/payout?to=bob' }) : await browser.page(`${path}?to=bob`)
    t.equal(answer.headers.location, `${location}?next=${encodeURIComponent(`${path}?to=bob`)}`, code)
    await arrives(t, answer, { browser }, code)
  }
})
