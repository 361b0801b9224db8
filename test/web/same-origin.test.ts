import type { FastifyRequest } from 'fastify'
import t from 'tap'
import { hardened, refused } from '../support/answers.js'
import { createApplication, type TestApplication } from '../support/application.js'
import { alertOf, formsOf } from '../support/page.js'
import type { Answer, Client } from '../support/client.js'

const HOST = 'acme.example:8080'
const LISTED = ['https://acme.example', 'https://app.acme.example']

/** Section 7 of the security specification, written down again. */
function passes (listed: readonly string[], origin: string | undefined, site: string | undefined): boolean {
  if (origin !== undefined && listed.includes(origin)) return true
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  if (origin === undefined) return true
  return listed.length === 0 && ['http://acme.example:8080', 'https://acme.example:8080'].includes(origin)
}

const origins = [undefined, ...LISTED, 'http://acme.example:8080', 'https://acme.example:8080', 'xhttps://acme.example:8080', 'https://acme.example:8081', 'https://evil.example', 'https://sub.acme.example', 'https://acme.example.evil.example', 'null', '', 'acme.example:8080', 'not an origin', 'file://']
const sites = [undefined, 'same-origin', 'none', 'same-site', 'cross-site', 'SAME-ORIGIN', '']

for (const listed of [[], LISTED, [LISTED[0]!]]) {
  t.test(`with ${listed.length === 0 ? 'no origin' : listed.join(' and ')} configured, each pair of Origin and Sec-Fetch-Site is decided by the table`, async t => {
    const { login } = await createApplication(listed.length === 0 ? {} : { origin: listed })
    const browser = await login('carol', { host: HOST })
    for (const origin of origins) {
      for (const site of sites) {
        const { status } = await browser.post('/two-factor/trusted-clients/revoke', undefined, { ...(origin === undefined ? {} : { origin }), ...(site === undefined ? {} : { 'sec-fetch-site': site }) })
        t.equal(status, passes(listed, origin, site) ? 204 : 403, `Origin ${origin}, Sec-Fetch-Site ${site}`)
      }
    }
  })
}

const EVIL = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }

t.test('every state change from another site is refused, and nothing has changed', async t => {
  const { enroll, signIn, login, code, repository, store } = await createApplication()
  const { client: browser, secret, recoveryCodes } = await enroll('alice')
  const trusted = await signIn('alice', secret, { trustClient: true })
  await browser.post('/two-factor/enrollment')
  const pending = await login('alice')
  const { body: { authenticators: [{ id }], trustedClients: [client] } } = await browser.get('/two-factor')
  const before = await repository.findTwoFactor('alice')
  const typed = { code: code(secret) }
  const changes: [Client, string, object?][] = [
    [browser, '/enrollment'], [browser, '/enrollment/confirm', typed], [browser, '/enrollment/cancel'], [pending, '/challenge', typed], [pending, '/recovery', { code: recoveryCodes[0] }], [browser, '/step-up', typed], [browser, '/recovery-codes', typed],
    [browser, `/authenticators/${id}/remove`, typed], [browser, '/disable', typed], [browser, `/trusted-clients/${client.id}/revoke`], [browser, '/trusted-clients/revoke'], [browser, '/sign-out'], [pending, '/sign-out']
  ]
  for (const [client, url, body] of changes) {
    const answer = await client.post(`/two-factor${url}`, body, EVIL)
    refused(t, answer, 403, 'TWO_FACTOR_CROSS_ORIGIN', url)
    hardened(t, answer, url)
  }
  t.strictSame(await repository.findTwoFactor('alice'), before)
  for (const client of [browser, trusted]) t.equal((await client.get('/me')).status, 200)
  t.equal((await pending.get('/two-factor/challenge')).status, 200)
  t.equal(store.sessions.size, 3)
})

t.test('the check stands in the methods too, so that an application\'s own routes have it', async t => {
  const calls: Record<string, (twoFactor: FastifyRequest['twoFactor']) => Promise<unknown>> = {
    signOut: twoFactor => twoFactor.signOut(),
    verify: twoFactor => twoFactor.verify('123456'),
    recover: twoFactor => twoFactor.recover('0'.repeat(24)),
    stepUp: twoFactor => twoFactor.stepUp('123456'),
    startEnrollment: twoFactor => twoFactor.startEnrollment(),
    confirmEnrollment: twoFactor => twoFactor.confirmEnrollment('123456'),
    cancelEnrollment: twoFactor => twoFactor.cancelEnrollment(),
    regenerateRecoveryCodes: twoFactor => twoFactor.regenerateRecoveryCodes({ code: '123456' }),
    removeAuthenticator: twoFactor => twoFactor.removeAuthenticator('x', { code: '123456' }),
    disable: twoFactor => twoFactor.disable({ code: '123456' }),
    revokeTrustedClient: twoFactor => twoFactor.revokeTrustedClient('x'),
    revokeTrustedClients: twoFactor => twoFactor.revokeTrustedClients()
  }
  const { login, client } = await createApplication({
    routes: false,
    extend: app => { for (const [name, call] of Object.entries(calls)) app.post(`/own/${name}`, async request => { await call(request.twoFactor); return {} }) }
  })
  const browser = await login('carol')
  for (const name of Object.keys(calls)) {
    refused(t, await browser.post(`/own/${name}`, undefined, EVIL), 403, 'TWO_FACTOR_CROSS_ORIGIN', name)
    refused(t, await client().post(`/own/${name}`, undefined, EVIL), 403, 'TWO_FACTOR_CROSS_ORIGIN', `${name}, signed in or not`)
    t.not((await browser.post(`/own/${name}`)).body.code, 'TWO_FACTOR_CROSS_ORIGIN', `${name} from this site`)
    if (name === 'signOut') await browser.post('/login', { userId: 'carol' })
  }
})

t.test('reading is not asked where it comes from', async t => {
  const { login } = await createApplication({ origin: 'https://acme.example' })
  const browser = await login('carol')
  for (const url of ['/two-factor', '/two-factor/challenge', '/me', '/two-factor/assets/two-factor.css']) t.equal((await browser.get(url, EVIL)).status, 200, url)
})

t.test('with an origin configured, spoofed host headers do not make a foreign Origin the own one', async t => {
  const spoofed = async ({ login }: TestApplication, headers: Record<string, string>): Promise<Answer> => await (await login('carol')).post('/two-factor/trusted-clients/revoke', undefined, headers)
  const configured = await createApplication({ origin: 'https://acme.example', server: { trustProxy: true } })
  for (const headers of [{ host: 'evil.example' }, { 'x-forwarded-host': 'evil.example' }, { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', host: 'evil.example' }, { forwarded: 'host=evil.example;proto=https' }]) {
    refused(t, await spoofed(configured, { origin: 'https://evil.example', ...headers }), 403, 'TWO_FACTOR_CROSS_ORIGIN', JSON.stringify(headers))
  }
  const behindNothing = await createApplication()
  refused(t, await spoofed(behindNothing, { origin: 'https://evil.example', host: 'acme.example', 'x-forwarded-host': 'evil.example' }), 403, 'TWO_FACTOR_CROSS_ORIGIN', 'X-Forwarded-Host without trustProxy')
})

t.test('a host of an attacker decides nothing that a user sees', async t => {
  const { login, client } = await createApplication()
  const evil = { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' }
  const browser = await login('carol')
  const { body } = await browser.post('/two-factor/enrollment', {}, evil)
  t.notOk(JSON.stringify(body).includes('evil.example'))
  for (const url of ['/two-factor', '/two-factor/enrollment', '/two-factor/step-up']) t.notOk((await browser.page(url, evil)).body.includes('evil.example'), url)
  t.equal((await client().page('/me', evil)).headers.location, '/login?next=%2Fme')
})

t.test('a form of another site by somebody who may not see the page again gets a page that says so, without a form', async t => {
  const { client, login, enroll } = await createApplication()
  await enroll('alice')
  for (const url of ['/enrollment/confirm', '/disable', '/recovery-codes', '/step-up', '/enrollment']) {
    for (const browser of [client(), await login('alice')]) {
      const answer = await browser.submit(`/two-factor${url}`, { code: '123456' }, EVIL)
      t.strictSame([answer.status, alertOf(answer.body), formsOf(answer.body)], [403, 'This request came from another site and was refused. Please try it here.', []], url)
      hardened(t, answer)
    }
  }
})

t.test('the log says which origin was refused, and which are expected: those that are listed, else the host of the request', async t => {
  const lines: string[] = []
  for (const [listed, expected] of [[[], ['acme.example']], [LISTED, LISTED]] as const) {
    const { client } = await createApplication({
      ...(listed.length > 0 && { origin: [...listed] }),
      server: { logger: { stream: { write: (line: string) => { lines.push(line) } } } }
    })
    refused(t, await client({ host: 'acme.example' }).post('/two-factor/sign-out', undefined, EVIL), 403, 'TWO_FACTOR_CROSS_ORIGIN')
    t.match(lines.splice(0).map(line => JSON.parse(line)).find(({ origin }) => origin !== undefined), {
      level: 30, origin: 'https://evil.example', site: 'cross-site', expected, msg: 'fastify-two-factor refused a change that came from another site'
    })
  }
})
