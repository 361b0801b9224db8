import t from 'tap'
import { requireStepUp } from '../../lib/index.js'
import { passkeys } from '../../lib/methods/passkey/peer.js'
import { refused } from '../support/answers.js'
import { createApplication } from '../support/application.js'
import { SoftAuthenticator } from '../support/authenticator.js'
import type { Client } from '../support/client.js'
import { formTo, unescapeHtml } from '../support/page.js'

const ORIGIN = 'http://localhost'

/** A browser of somebody with an authenticator app and a passkey, registered just now, which is no proof of it; payments take a passkey. */
async function site (): Promise<{ browser: Client, code: () => string, authenticator: SoftAuthenticator }> {
  const { enroll, code, clock } = await createApplication({
    origin: ORIGIN,
    passkeys: passkeys(),
    extend: app => { app.get('/pay', { onRequest: requireStepUp({ maxAgeSeconds: 300, phishingResistant: true }) }, async () => 'paid') }
  })
  const { client: browser, secret } = await enroll('alice')
  const authenticator = new SoftAuthenticator({ origin: ORIGIN })
  const { body: { options } } = await browser.post('/two-factor/passkeys')
  await browser.post('/two-factor/passkeys/confirm', { credential: authenticator.create(options) })
  return { browser, authenticator, code: () => { clock.now += 30_000; return code(secret) } }
}

t.test('a client that a passkey is due of is told so, and a code does not help', async t => {
  const { browser, code, authenticator } = await site()
  const answer = await browser.get('/pay')
  refused(t, answer, 403, 'TWO_FACTOR_STEP_UP_REQUIRED')
  t.equal(answer.body.message, 'A passkey or security key is due. Step up with it first.')
  t.equal((await browser.post('/two-factor/step-up', { code: code() })).status, 200)
  refused(t, await browser.get('/pay'), 403, 'TWO_FACTOR_STEP_UP_REQUIRED')
  const { body: { passkeyOptions } } = await browser.get('/two-factor/step-up')
  t.equal((await browser.post('/two-factor/step-up', { credential: authenticator.get(passkeyOptions) })).status, 200)
  t.equal((await browser.get('/pay')).status, 200)
})

t.test('a browser is led to a page that asks for the passkey alone, also after a refusal, and from there back', async t => {
  const { browser, authenticator } = await site()
  const { headers: { location } } = await browser.page('/pay?to=bob')
  const action = '/two-factor/step-up?next=%2Fpay%3Fto%3Dbob&method=passkey'
  t.equal(location, action)
  const { body } = await browser.page(String(location))
  t.notOk('code' in formTo(String(body), action)!.fields, 'no field for a code')
  const options = JSON.parse(unescapeHtml(/data-options="([^"]+)"/.exec(String(body))![1]!))
  const wrong = await browser.submit(action, { credential: JSON.stringify(authenticator.get(options, { origin: 'https://evil.example' })) })
  t.equal(wrong.status, 422)
  t.notOk('code' in formTo(String(wrong.body), action)!.fields, 'none after a refusal either')
  t.match(unescapeHtml(String(wrong.body)), `data-address="${action}"`, 'a reload asks for the same')
  const right = await browser.submit(action, { credential: JSON.stringify(authenticator.get(options)) })
  t.strictSame([right.status, right.headers.location], [303, '/pay?to=bob'])
  t.equal((await browser.page('/pay?to=bob')).body, 'paid')
})

t.test('the page for a step-up offers codes too, where nothing asks for the passkey alone', async t => {
  const { browser } = await site()
  for (const query of ['', '?method=totp', '?method=passkey&method=passkey']) {
    const { body } = await browser.page(`/two-factor/step-up${query}`)
    t.ok('code' in formTo(String(body), '/two-factor/step-up')!.fields, query)
  }
})

t.test('a page that asks for the passkey alone does so without anywhere to go on to as well', async t => {
  const { browser } = await site()
  const { body } = await browser.page('/two-factor/step-up?method=passkey')
  t.ok(formTo(String(body), '/two-factor/step-up?method=passkey') !== undefined)
})

t.test('a browser whose code was right goes to the set-up of the passkey that its role asks for, wherever it was going', async t => {
  const { enroll, login, code, app } = await createApplication({ origin: ORIGIN, passkeys: passkeys(), users: { alice: { accountName: 'alice', twoFactor: 'phishing-resistant' } } })
  const { secret } = await enroll('alice')
  const answer = await (await login('alice')).submit('/two-factor/challenge?next=%2Fme', { code: code(secret) })
  t.strictSame([answer.status, answer.headers.location], [303, '/two-factor/enrollment'])
  await app.close()
})
