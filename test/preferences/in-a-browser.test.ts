import t from 'tap'
import { redirected } from '../support/answers.js'
import { createApplication, type TestApplication } from '../support/application.js'
import type { Client } from '../support/client.js'
import { alertOf, formsOf, formTo, linksOf, textOf, titleOf } from '../support/page.js'

/** Starts an enrollment with the form and reads the key from the page. */
async function startInBrowser (t: Tap, browser: Client, fields: Record<string, string> = {}): Promise<string> {
  redirected(t, await browser.submit('/two-factor/enrollment', fields), '/two-factor/enrollment')
  const page = await browser.page('/two-factor/enrollment')
  t.equal(page.status, 200)
  return textOf(/<code id="key" dir="ltr">(.*?)<\/code>/.exec(page.body)![1]!).replaceAll(' ', '')
}

type Tap = Parameters<typeof redirected>[0]

t.test('a browser enables two-factor authentication, sees its recovery codes once and goes on', async t => {
  const { login, code } = await createApplication()
  const browser = await login('carol')
  const before = await browser.page('/two-factor')
  t.match(textOf(before.body), 'Two-factor authentication is off. You need an authenticator app')
  t.strictSame(formTo(before.body, '/two-factor/enrollment')!.fields, { name: '', secret: '' })
  const secret = await startInBrowser(t, browser, { name: '', secret: '' })
  const confirmed = await browser.submit('/two-factor/enrollment/confirm', { code: code(secret) })
  t.equal(confirmed.status, 200)
  t.equal(titleOf(confirmed.body), 'Your recovery codes')
  const codes = [...confirmed.body.matchAll(/<li><code dir="ltr">(.*?)<\/code><\/li>/g)].map(([, code]) => code!)
  t.equal(new Set(codes).size, 10)
  const [download, go] = linksOf(confirmed.body)
  t.equal(decodeURIComponent(download!), `data:text/plain;charset=utf-8,${codes.join('\n')}\n`)
  t.equal(go, '/two-factor')
  const after = await browser.page('/two-factor')
  t.match(textOf(after.body), 'Two-factor authentication is on.')
  t.match(textOf(after.body), 'Codes left: 10')
  t.notOk(codes.some(code => after.body.includes(code)))
  t.equal((await (await login('carol')).post('/two-factor/recovery', { code: codes[0] })).status, 200)
})

t.test('the enrollment page shows the same key as QR code, as text and as JSON', async t => {
  const { login } = await createApplication()
  const browser = await login('carol')
  const secret = await startInBrowser(t, browser, { name: 'my phone', secret: 'a secret of my own' })
  const { body: json } = await browser.get('/two-factor/enrollment')
  t.equal(json.secret, secret)
  const { body } = await browser.page('/two-factor/enrollment')
  t.equal(titleOf(body), 'Set up your authenticator app')
  t.strictSame(linksOf(body), [json.uri], 'a link for the device that has the app')
  const [, image, alt] = /<img src="data:image\/svg(?:\+|&#43;)xml;base64,([^"]+)" alt="([^"]+)"/.exec(body)!
  t.equal(Buffer.from(image!.replaceAll('&#61;', '='), 'base64').toString(), json.qrCode)
  t.equal(alt, 'QR code for your authenticator app. The key below is the same as text.')
  t.match(body, '<button type="button" class="scripted" data-copy="key" data-copied="Copied">Copy</button>')
  t.strictSame(formsOf(body).map(({ action, fields }) => [action, fields]), [['/two-factor/enrollment/confirm', { code: '' }], ['/two-factor/enrollment/cancel', {}]])
})

t.test('a wrong code shows the enrollment again, and after the tenth the preferences', async t => {
  const { login, wrong } = await createApplication()
  const browser = await login('carol')
  const secret = await startInBrowser(t, browser)
  for (let guess = 1; guess <= 9; guess++) {
    const again = await browser.submit('/two-factor/enrollment/confirm', { code: wrong(secret) })
    t.equal(again.status, 422)
    t.equal(titleOf(again.body), 'Set up your authenticator app')
    t.equal(alertOf(again.body), 'This code is wrong or was used already. Wait for the next one and try again.')
  }
  const last = await browser.submit('/two-factor/enrollment/confirm', { code: wrong(secret) })
  t.equal(last.status, 422)
  t.equal(titleOf(last.body), 'Two-factor authentication')
  const gone = await browser.submit('/two-factor/enrollment/confirm', { code: wrong(secret) })
  t.equal(gone.status, 404)
  t.equal(titleOf(gone.body), 'Two-factor authentication')
  t.equal(alertOf(gone.body), 'The set-up has expired. Please start again.')
})

t.test('cancelling leads back to the preferences', async t => {
  const { login } = await createApplication()
  const browser = await login('carol')
  await startInBrowser(t, browser)
  redirected(t, await browser.submit('/two-factor/enrollment/cancel'), '/two-factor')
  redirected(t, await browser.page('/two-factor/enrollment'), '/two-factor')
})

t.test('a second authenticator is added without new recovery codes, and may replace the first', async t => {
  const { enroll, code, clock } = await createApplication()
  const { client: browser } = await enroll('alice')
  const second = await startInBrowser(t, browser, { name: 'tablet' })
  t.strictSame(formTo((await browser.page('/two-factor/enrollment')).body, '/two-factor/enrollment/confirm')!.fields, { code: '', replace: 'true' })
  redirected(t, await browser.submit('/two-factor/enrollment/confirm', { code: code(second) }), '/two-factor')
  clock.now += 30_000
  const third = await startInBrowser(t, browser, { name: 'new phone' })
  redirected(t, await browser.submit('/two-factor/enrollment/confirm', { code: code(third), replace: 'true' }), '/two-factor')
  t.strictSame((await browser.get('/two-factor')).body.authenticators.map(({ name }: { name: string }) => name), ['new phone'])
})

/** Two authenticators, two remembered clients, and the session of the second one. */
async function furnished (): Promise<TestApplication & { browser: Client, secret: string }> {
  const application = await createApplication()
  const { enroll, signIn, code, clock } = application
  const { client: first, secret } = await enroll('alice')
  const { body: { secret: second } } = await first.post('/two-factor/enrollment', { name: 'tablet' })
  await first.post('/two-factor/enrollment/confirm', { code: code(second) })
  clock.now += 30_000
  await signIn('alice', secret, { trustClient: true, headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0' } })
  const browser = await signIn('alice', secret, { trustClient: true })
  return { ...application, browser, secret }
}

t.test('the preferences show authenticators, codes and clients, each with the forms to change them', async t => {
  const { browser } = await furnished()
  const { body: { authenticators, trustedClients } } = await browser.get('/two-factor')
  const { body } = await browser.page('/two-factor')
  t.strictSame(formsOf(body).map(({ action }) => action), [
    ...authenticators.map(({ id }: { id: string }) => `/two-factor/authenticators/${id}/remove`), '/two-factor/enrollment', '/two-factor/recovery-codes',
    ...trustedClients.map(({ id }: { id: string }) => `/two-factor/trusted-clients/${id}/revoke`), '/two-factor/trusted-clients/revoke', '/two-factor/disable', '/two-factor/sign-out'
  ])
  const text = textOf(body)
  for (const part of ['Authenticator Added on Jan 15, 2026 (UTC) · Last used on Jan 15, 2026 (UTC)', 'tablet Added on Jan 15, 2026', 'Firefox on Linux Until Feb 14, 2026', 'Unknown client this one Until Feb 14, 2026']) t.match(text, part)
  for (const name of ['Remove Authenticator', 'Remove tablet', 'Forget Firefox on Linux', 'Forget Unknown client']) t.match(body, `aria-label="${name}"`)
})

t.test('each form of the preferences does its work and comes back', async t => {
  const { browser, code, clock, secret } = await furnished()
  const { body: { authenticators: [, tablet], trustedClients: [client] } } = await browser.get('/two-factor')
  redirected(t, await browser.submit(`/two-factor/trusted-clients/${client.id}/revoke`), '/two-factor')
  t.equal((await browser.get('/two-factor')).body.trustedClients.length, 1)
  redirected(t, await browser.submit('/two-factor/trusted-clients/revoke'), '/two-factor')
  t.match(textOf((await browser.page('/two-factor')).body), 'No client is remembered.')
  const codes = await browser.submit('/two-factor/recovery-codes', { code: code(secret) })
  t.strictSame([codes.status, titleOf(codes.body), linksOf(codes.body)[1]], [200, 'Your recovery codes', '/two-factor'])
  clock.now += 30_000
  redirected(t, await browser.submit(`/two-factor/authenticators/${tablet.id}/remove`, { code: code(secret) }), '/two-factor')
  t.notOk((await browser.page('/two-factor')).body.includes('/remove"'), 'the last one cannot be removed')
  clock.now += 30_000
  redirected(t, await browser.submit('/two-factor/disable', { code: code(secret) }), '/two-factor')
  t.match(textOf((await browser.page('/two-factor')).body), 'Two-factor authentication is off.')
})

t.test('what was refused is told on the preferences page, with its status', async t => {
  const { browser, code, wrong, secret, app } = await furnished()
  const { body: { authenticators } } = await browser.get('/two-factor')
  const refusals: [string, Record<string, string>, number, string][] = [
    ['/disable', { code: wrong(secret) }, 422, 'This code is wrong or was used already. Wait for the next one and try again.'],
    ['/disable', {}, 400, 'Please check what you typed.'],
    ['/trusted-clients/x/revoke', {}, 404, 'This entry is gone already.'],
    ['/authenticators/x/remove', { code: code(secret) }, 404, 'This entry is gone already.'],
    ['/enrollment', { name: '\u0007' }, 400, 'This name is too long, or has signs that a name cannot have. Please choose another one.']
  ]
  for (const [url, fields, status, text] of refusals) {
    const answer = await browser.submit(`/two-factor${url}`, fields)
    t.strictSame([answer.status, titleOf(answer.body), alertOf(answer.body)], [status, 'Two-factor authentication', text])
  }
  await browser.post(`/two-factor/authenticators/${authenticators[1].id}/remove`, { code: code(secret) })
  const last = await browser.submit(`/two-factor/authenticators/${authenticators[0].id}/remove`, { code: code(secret) })
  t.strictSame([last.status, alertOf(last.body)], [409, 'The last authenticator cannot be removed.'])
  await app.twoFactor.reset('alice')
  await browser.post('/login', { userId: 'alice' })
  const off = await browser.submit('/two-factor/disable', { code: code(secret) })
  t.strictSame([off.status, alertOf(off.body)], [409, 'Two-factor authentication is off already.'])
})

t.test('a role that requires it has no form to disable, and is told so when it is tried', async t => {
  const { enroll, code } = await createApplication()
  const { client: browser, secret } = await enroll('dave')
  t.equal(formTo((await browser.page('/two-factor')).body, '/two-factor/disable'), undefined)
  const answer = await browser.submit('/two-factor/disable', { code: code(secret) })
  t.strictSame([answer.status, alertOf(answer.body)], [409, 'Your role requires two-factor authentication: it cannot be disabled.'])
})

t.test('few recovery codes and none are remarked on, and so are a lock and a block', async t => {
  const { enroll, signIn, repository, wrong, clock, code } = await createApplication()
  const { secret } = await enroll('alice')
  const notes = async (left: number): Promise<string> => {
    const browser = await signIn('alice', secret)
    const row = (await repository.findTwoFactor('alice'))!
    const record = JSON.parse(row.record)
    await repository.saveTwoFactor('alice', { ...row, revision: row.revision + 1, record: JSON.stringify({ ...record, recoveryCodes: record.recoveryCodes.slice(0, left) }) }, row.revision)
    return textOf((await browser.page('/two-factor')).body)
  }
  t.notOk((await notes(4)).includes('You have few recovery codes left.'))
  t.match(await notes(3), 'You have few recovery codes left. Make new ones soon.')
  t.match(await notes(0), 'You have no recovery codes left. Make new ones, or you lose access with your authenticator.')
  const browser = await signIn('alice', secret)
  for (let guess = 1; guess <= 5; guess++) await browser.post('/two-factor/step-up', { code: wrong(secret) })
  t.match(textOf((await browser.page('/two-factor')).body), 'After too many wrong codes no code is accepted for now. Try again in 30 seconds.')
  const row = (await repository.findTwoFactor('alice'))!
  const record = JSON.parse(row.record)
  await repository.saveTwoFactor('alice', { ...row, revision: row.revision + 1, record: JSON.stringify({ ...record, codeAttempts: { ...record.codeAttempts, blockedAt: clock.now } }) }, row.revision)
  t.match((await browser.page('/two-factor')).body, 'After too many wrong codes your authenticators are blocked.')
  const blocked = await browser.submit('/two-factor/step-up', { code: code(secret) })
  t.strictSame([blocked.status, alertOf(blocked.body)], [403, 'Too many wrong codes: one-time codes are blocked. Use a recovery code, or ask an administrator.'])
})

t.test('an authenticator whose codes were never used says so', async t => {
  const { app, enroll, signIn } = await createApplication()
  const { secret } = await enroll('alice')
  await app.twoFactor.importAuthenticator('alice', { secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', name: 'imported' })
  const text = textOf((await (await signIn('alice', secret)).page('/two-factor')).body)
  t.match(text, 'imported Added on Jan 15, 2026 (UTC) · Never used')
})

t.test('after an error the form that it is about is unfolded, and no other', async t => {
  const { enroll, wrong } = await createApplication()
  const { client: browser, secret } = await enroll('alice')
  const unfolded = async (path: string, fields: Record<string, string>): Promise<string[]> => {
    const { body } = await browser.submit(path, fields)
    return [...body.matchAll(/<details open>.*?<\/details>/gs)].map(([details]) => formsOf(details)[0]!.action)
  }
  const { body: { authenticators: [{ id }] } } = await browser.get('/two-factor')
  t.strictSame(await unfolded('/two-factor/disable', { code: wrong(secret) }), ['/two-factor/disable'])
  t.strictSame(await unfolded('/two-factor/recovery-codes', { code: '12' }), ['/two-factor/recovery-codes'])
  t.strictSame(await unfolded('/two-factor/enrollment?x', { name: 'x'.repeat(65) }), ['/two-factor/enrollment'])
  t.strictSame(await unfolded(`/two-factor/authenticators/${id}/remove`, { code: wrong(secret) }), [], 'the last authenticator has no form')
  t.notMatch((await browser.page('/two-factor')).body, '<details open>')
})
