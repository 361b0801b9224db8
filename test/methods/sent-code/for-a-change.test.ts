import t from 'tap'
import { requireStepUp } from '../../../lib/index.js'
import { redirected, refused } from '../../support/answers.js'
import type { Client } from '../../support/client.js'
import { formsOf, textOf } from '../../support/page.js'
import { createSending } from './outbox.js'

const button = 'Send a code to a…e@acme.example'

/** Alice has an app and codes by message, and a sign-in whose proof is too old for a change. */
async function withBoth (options: Parameters<typeof createSending>[0] = {}): Promise<Awaited<ReturnType<typeof createSending>> & { browser: Client, secret: string }> {
  const application = await createSending(options)
  const { client, secret } = await application.enroll('alice')
  await client.post('/two-factor/sent-code')
  await client.post('/two-factor/sent-code/confirm', { code: application.sent.at(-1)!.code })
  application.clock.now += 600_000
  return { ...application, browser: client, secret }
}

t.test('a step-up that a change asked for offers no code by message beside an app, wherever the preferences are', async t => {
  for (const preferences of [undefined, '/account/security', '/account/security?tab=2fa', '/account/security#codes', 'https://app.acme.example/security']) {
    const { browser, code, wrong, secret } = await withBoth(preferences === undefined ? {} : { urls: { preferences } })
    const { status, headers: { location } } = await browser.submit('/two-factor/enrollment')
    t.equal(status, 303)
    const { body } = await browser.page(String(location))
    t.notMatch(textOf(body), button, preferences ?? 'the plugin\'s own page')
    const again = await browser.submit(formsOf(body).find(({ action }) => action.startsWith('/two-factor/step-up'))!.action, { code: wrong(secret) })
    t.notMatch(textOf(again.body), button, `after a wrong code, ${preferences}`)
    t.equal((await browser.post('/two-factor/step-up', { code: code(secret) })).status, 200)
    t.equal((await browser.post('/two-factor/enrollment')).status, 200, 'and what it takes is enough')
  }
})

t.test('a step-up for anything else offers it', async t => {
  const { browser } = await withBoth({ extend: app => { app.get('/payouts', { onRequest: requireStepUp({ maxAgeSeconds: 120 }) }, async () => 'in') } })
  const answer = await browser.page('/payouts')
  redirected(t, answer, '/two-factor/step-up?next=%2Fpayouts')
  t.match(textOf((await browser.page(String(answer.headers.location))).body), button)
})

t.test('a front end asks what may prove a change, and is told what clears its refusal', async t => {
  const { browser } = await withBoth()
  refused(t, await browser.post('/two-factor/enrollment'), 403, 'TWO_FACTOR_STEP_UP_REQUIRED')
  t.strictSame((await browser.get('/two-factor/step-up')).body.methods, ['totp', 'sent-code'])
  t.strictSame((await browser.get('/two-factor/step-up?for=change')).body.methods, ['totp'])
  t.strictSame((await browser.get('/two-factor/step-up?for=other')).body.methods, ['totp', 'sent-code'])
})
