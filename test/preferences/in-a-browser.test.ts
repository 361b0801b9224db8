import t from 'tap'
import { redirected } from '../support/answers.js'
import { createApplication, users, type TestApplication } from '../support/application.js'
import type { Client } from '../support/client.js'
import { alertOf, elementsOf, formsOf, formTo, headingOf, isVisible, linksOf, notesOf, noticesOf, textOf, titleOf } from '../support/page.js'
import { TestRepository } from '../support/test-repository.js'

/** Starts an enrollment with the form and reads the key from the page. */
async function startInBrowser (t: Tap, browser: Client, fields: Record<string, string> = {}): Promise<string> {
  redirected(t, await browser.submit('/two-factor/enrollment', fields), '/two-factor/enrollment')
  const page = await browser.page('/two-factor/enrollment')
  t.equal(page.status, 200)
  return textOf(/<code id="key" dir="ltr">(.*?)<\/code>/.exec(page.body)![1]!).replaceAll(' ', '')
}

type Tap = Parameters<typeof redirected>[0]

t.test('a browser that has it off is told why, how in three steps, and what happens to other devices', async t => {
  const { login } = await createApplication()
  const { body } = await (await login('carol')).page('/two-factor')
  t.match(textOf(body), 'Two-factor authentication is off. Even if somebody learns your password, they cannot sign in without a code from your phone. It takes two minutes.')
  const steps = elementsOf(body).filter(({ name, within }) => name === 'li' && within[0]!.attributes['class'] === 'steps')
  t.strictSame(steps.map(({ text }) => text), [
    'Get an authenticator app, if you have none: Google Authenticator, Microsoft Authenticator, 2FAS, or your password manager. iPhone and Mac have one built in: Passwords.',
    'Scan a QR code with it, and enter the code that it shows.',
    'Save your recovery codes, for the day you lose your phone.'
  ])
  t.equal(formTo(body, '/two-factor/enrollment')!.text.endsWith('Your other devices will be signed out. Set up two-factor authentication'), true)
  t.strictSame(formsOf(body).map(({ action }) => action), ['/two-factor/enrollment', '/two-factor/sign-out'])
  t.strictSame(linksOf(body), ['/'])
})

t.test('a Secret of one\'s own is folded away, is not the password, and is not there where the application does not want it', async t => {
  for (const chosenSecret of [true, false]) {
    const { login } = await createApplication({ totp: { chosenSecret } })
    const { body } = await (await login('carol')).page('/two-factor')
    t.strictSame(formTo(body, '/two-factor/enrollment')!.fields, chosenSecret ? { secret: '' } : {})
    const [field] = elementsOf(body).filter(({ attributes }) => attributes['name'] === 'secret')
    t.equal(field === undefined, !chosenSecret)
    if (field === undefined) continue
    t.equal(isVisible(field), false)
    t.equal(field.within.find(({ name }) => name === 'details')!.text, 'Advanced Your own secret (optional) Any text, but not your password. It is mixed into the key; leave it empty if in doubt.')
  }
})

t.test('a browser enables two-factor authentication, sees its recovery codes once, says that they are saved, and goes on', async t => {
  const { login, code } = await createApplication()
  const browser = await login('carol')
  const secret = await startInBrowser(t, browser, { secret: '' })
  const confirmed = await browser.submit('/two-factor/enrollment/confirm', { code: code(secret), name: 'phone' })
  t.equal(confirmed.status, 200)
  t.equal(titleOf(confirmed.body), 'Save your recovery codes – Acme')
  const codes = [...confirmed.body.matchAll(/<li><code dir="ltr">(.*?)<\/code><\/li>/g)].map(([, code]) => code!)
  t.equal(new Set(codes).size, 10)
  const [go, ...others] = formsOf(confirmed.body)
  t.strictSame([go!.action, go!.text, others], ['/two-factor/recovery-codes/saved?next=%2Ftwo-factor', 'I have saved these codes', []])
  redirected(t, await browser.submit(go!.action), '/two-factor')
  const after = await browser.page('/two-factor')
  t.strictSame(noticesOf(after.body), ['Good: your recovery codes are saved.'])
  t.strictSame(notesOf(after.body), [], 'nothing is left to say of the codes')
  t.match(textOf(after.body), 'Two-factor authentication is on.')
  t.match(textOf(after.body), 'Codes left: 10')
  t.notOk(codes.some(code => after.body.includes(code)))
  t.equal((await browser.get('/two-factor')).body.recoveryCodesSaved, true)
  t.equal((await (await login('carol')).post('/two-factor/recovery', { code: codes[0] })).status, 200)
})

t.test('a wrong code shows the enrollment again, and after the tenth the preferences', async t => {
  const { login, wrong } = await createApplication()
  const browser = await login('carol')
  const secret = await startInBrowser(t, browser)
  for (let guess = 1; guess <= 9; guess++) {
    const again = await browser.submit('/two-factor/enrollment/confirm', { code: wrong(secret) })
    t.equal(again.status, 422)
    t.equal(titleOf(again.body), 'Error: Set up your authenticator app – Acme')
    t.equal(alertOf(again.body), 'This code does not fit the key shown here. If you scanned another one before, scan this one. The clock of your phone must be set automatically.')
  }
  const last = await browser.submit('/two-factor/enrollment/confirm', { code: wrong(secret) })
  t.equal(last.status, 422)
  t.equal(titleOf(last.body), 'Error: Two-factor authentication – Acme')
  const gone = await browser.submit('/two-factor/enrollment/confirm', { code: wrong(secret) })
  t.equal(gone.status, 404)
  t.equal(titleOf(gone.body), 'Error: Two-factor authentication – Acme')
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
  const second = await startInBrowser(t, browser)
  t.strictSame(formTo((await browser.page('/two-factor/enrollment')).body, '/two-factor/enrollment/confirm')!.fields, { code: '', name: 'Authenticator', replace: 'true' })
  redirected(t, await browser.submit('/two-factor/enrollment/confirm', { code: code(second), name: 'tablet' }), '/two-factor')
  clock.now += 30_000
  t.strictSame((await browser.get('/two-factor')).body.authenticators.map(({ name }: { name: string }) => name), ['Authenticator', 'tablet'])
  const third = await startInBrowser(t, browser)
  redirected(t, await browser.submit('/two-factor/enrollment/confirm', { code: code(third), name: 'new phone', replace: 'true' }), '/two-factor')
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
    ...authenticators.flatMap(({ id }: { id: string }) => ['rename', 'remove'].map(verb => `/two-factor/authenticators/${id}/${verb}`)),
    '/two-factor/enrollment', '/two-factor/recovery-codes/saved', '/two-factor/recovery-codes',
    ...trustedClients.toReversed().map(({ id }: { id: string }) => `/two-factor/trusted-clients/${id}/revoke`), '/two-factor/trusted-clients/revoke', '/two-factor/disable', '/two-factor/sign-out'
  ])
  const text = textOf(body).replaceAll('\u202f', ' ')
  for (const part of [
    'Authenticator Authenticator app · Added: Jan 15, 2026, 10:00 AM (UTC) · Last used: Jan 15, 2026, 10:01 AM (UTC)',
    'tablet Authenticator app · Added: Jan 15, 2026, 10:00 AM (UTC) · Last used: Jan 15, 2026, 10:00 AM (UTC)',
    'Unknown browser this browser Remembered: Jan 15, 2026 (UTC) · Last used: Jan 15, 2026 (UTC) · Until: Feb 14, 2026 (UTC) Forget Firefox on Linux Remembered: Jan 15, 2026 (UTC)'
  ]) t.match(text, part)
  for (const name of ['Rename Authenticator', 'Rename tablet', 'Remove Authenticator', 'Remove tablet', 'Forget Firefox on Linux', 'Forget Unknown browser']) t.match(body, `aria-label="${name}"`)
})

t.test('each form of the preferences does its work and comes back', async t => {
  const { browser, code, clock, secret } = await furnished()
  const { body: { authenticators: [, tablet], trustedClients: [client] } } = await browser.get('/two-factor')
  redirected(t, await browser.submit(`/two-factor/trusted-clients/${client.id}/revoke`), '/two-factor')
  t.equal((await browser.get('/two-factor')).body.trustedClients.length, 1)
  redirected(t, await browser.submit('/two-factor/trusted-clients/revoke'), '/two-factor')
  t.match(textOf((await browser.page('/two-factor')).body), 'Remembered browsers Browsers that are not asked for a code. None: every sign-in asks for one.')
  const codes = await browser.submit('/two-factor/recovery-codes', { code: code(secret) })
  t.strictSame([codes.status, headingOf(codes.body), formsOf(codes.body).map(({ action }) => action)], [200, 'Save your recovery codes', ['/two-factor/recovery-codes/saved?next=%2Ftwo-factor']])
  redirected(t, await browser.submit('/two-factor/recovery-codes/saved'), '/two-factor')
  t.notMatch(textOf((await browser.page('/two-factor')).body), 'You have not said yet that your recovery codes are saved.')
  redirected(t, await browser.submit(`/two-factor/authenticators/${tablet.id}/rename`, { name: 'new tablet' }), '/two-factor')
  t.match(textOf((await browser.page('/two-factor')).body), 'new tablet Authenticator app')
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
    ['/disable', {}, 400, 'A code has six digits. Please check what you typed.'],
    ['/disable', { code: code(secret), password: 'x'.repeat(3000) }, 400, 'Please check what you typed.'],
    ['/trusted-clients/x/revoke', {}, 404, 'This entry is gone already.'],
    ['/authenticators/x/remove', { code: code(secret) }, 404, 'This entry is gone already.'],
    [`/authenticators/${authenticators[0].id}/rename`, { name: '\u0007' }, 400, 'This name is too long, or has signs that a name cannot have. Please choose another one.'],
    ['/enrollment', { secret: 'x'.repeat(129) }, 400, 'Your own secret can have 1 to 128 characters. Please choose another one.']
  ]
  for (const [url, fields, status, text] of refusals) {
    const answer = await browser.submit(`/two-factor${url}`, fields)
    t.strictSame([answer.status, titleOf(answer.body), alertOf(answer.body)], [status, 'Error: Two-factor authentication – Acme', text])
  }
  await browser.post(`/two-factor/authenticators/${authenticators[1].id}/remove`, { code: code(secret) })
  const last = await browser.submit(`/two-factor/authenticators/${authenticators[0].id}/remove`, { code: code(secret) })
  t.strictSame([last.status, alertOf(last.body)], [409, 'The last authenticator that lets you in cannot be removed. Add another one first.'])
  await app.twoFactor.reset('alice')
  await browser.post('/login', { userId: 'alice' })
  const off = await browser.submit('/two-factor/disable', { code: code(secret) })
  t.strictSame([off.status, alertOf(off.body)], [409, 'Two-factor authentication is off already.'])
})

t.test('a role that requires it has no form to turn it off, and is told so there and when it is tried', async t => {
  const { enroll, code } = await createApplication()
  const { client: browser, secret } = await enroll('dave')
  const { body } = await browser.page('/two-factor')
  t.equal(formTo(body, '/two-factor/disable'), undefined)
  t.match(textOf(body), 'Your organization requires two-factor authentication. It cannot be turned off here.')
  t.notMatch(textOf(body), 'Set it up to go on.')
  const answer = await browser.submit('/two-factor/disable', { code: code(secret) })
  t.strictSame([answer.status, alertOf(answer.body)], [409, 'Your organization requires two-factor authentication: it cannot be turned off.'])
})

t.test('few recovery codes and none are remarked on, and so are a lock and a block', async t => {
  const { enroll, signIn, repository, wrong, clock, code } = await createApplication()
  const { secret } = await enroll('alice')
  const notes = async (left: number): Promise<string[]> => {
    const browser = await signIn('alice', secret)
    await browser.post('/two-factor/recovery-codes/saved')
    const row = (await repository.findTwoFactor('alice'))!
    const record = JSON.parse(row.record)
    await repository.saveTwoFactor('alice', { ...row, revision: row.revision + 1, record: JSON.stringify({ ...record, recoveryCodes: record.recoveryCodes.slice(0, left) }) }, row.revision, [])
    return notesOf((await browser.page('/two-factor')).body)
  }
  t.strictSame(await notes(4), [])
  t.strictSame(await notes(3), ['You have few recovery codes left. Make new ones soon.'])
  t.strictSame(await notes(0), ['You have no recovery codes left. If you lose your authenticator now, you lose your account. Make new ones.'])
  const browser = await signIn('alice', secret)
  for (let guess = 1; guess <= 5; guess++) await browser.post('/two-factor/step-up', { code: wrong(secret) })
  const locked = await browser.page('/two-factor')
  t.equal(notesOf(locked.body)[0], 'Too many wrong codes: codes are accepted again in 30 seconds.')
  t.match(locked.body, '<span data-wait="30" data-over="now">in 30 seconds</span>', 'which the script counts down')
  t.equal(formTo(locked.body, '/two-factor/unlock')!.text, 'You are signed in, so you can lift this lock. Let me try one more code')
  const row = (await repository.findTwoFactor('alice'))!
  const record = JSON.parse(row.record)
  await repository.saveTwoFactor('alice', { ...row, revision: row.revision + 1, record: JSON.stringify({ ...record, codeAttempts: { ...record.codeAttempts, blockedAt: clock.now } }) }, row.revision, [])
  const { body } = await browser.page('/two-factor')
  t.equal(notesOf(body)[0], 'After too many wrong codes your authenticator apps are blocked. Set up a new one below: it takes the place of the blocked ones.')
  t.equal(formTo(body, '/two-factor/unlock'), undefined, 'a block is not the owner\'s to lift')
  const blocked = await browser.submit('/two-factor/step-up', { code: code(secret) })
  t.strictSame([blocked.status, alertOf(blocked.body)], [403, 'Too many wrong codes: one-time codes are blocked. Use a recovery code, or ask an administrator.'])
})

t.test('codes that nobody said to be saved are reminded of until it is said, and what was shown a moment ago is said too', async t => {
  const { enroll, clock } = await createApplication()
  const { client: browser } = await enroll('alice')
  const UNSAVED = 'You have not said yet that your recovery codes are saved. If you do not have them, make new ones.'
  const SHOWN = 'Your recovery codes were shown a moment ago, and are shown only once. If you have not kept them, make new ones below.'
  t.strictSame(notesOf((await browser.page('/two-factor')).body).slice(1), [SHOWN, UNSAVED])
  clock.now += 600_000
  t.strictSame(notesOf((await browser.page('/two-factor')).body), [UNSAVED])
  t.equal(formTo((await browser.page('/two-factor')).body, '/two-factor/recovery-codes/saved')!.text, 'I have saved my codes')
  await browser.submit('/two-factor/recovery-codes/saved')
  const { body } = await browser.page('/two-factor')
  t.strictSame(notesOf(body), [])
  t.equal(formTo(body, '/two-factor/recovery-codes/saved'), undefined)
})

t.test('an owner lifts a lock from the page, and has the right code accepted', async t => {
  const { enroll, login, wrong, code } = await createApplication({ verifyPassword: () => true })
  const { client: browser, secret } = await enroll('alice')
  const thief = await login('alice')
  for (let guess = 1; guess <= 5; guess++) await thief.post('/two-factor/challenge', { code: wrong(secret) })
  t.equal((await browser.submit('/two-factor/step-up', { code: code(secret) })).status, 429)
  redirected(t, await browser.submit('/two-factor/unlock'), '/two-factor')
  t.equal(formTo((await browser.page('/two-factor')).body, '/two-factor/unlock'), undefined)
  redirected(t, await browser.submit('/two-factor/step-up', { code: code(secret) }), '/')
})

t.test('who lifted a lock three times is offered no fourth time, and is told how long it lasts', async t => {
  const repository = new TestRepository(users)
  const { enroll, clock } = await createApplication({ userRepository: repository })
  const { client: browser } = await enroll('alice')
  for (const [unlocks, isOffered] of [[2, true], [3, false]] as const) {
    repository.store('alice', ({ codeAttempts, ...record }) => ({ ...record, codeAttempts: { ...codeAttempts, failures: 9, lockedUntil: clock.now + 480_000, unlockedAt: Array(unlocks).fill(clock.now - 1) } }))
    const { body } = await browser.page('/two-factor')
    t.equal(formTo(body, '/two-factor/unlock') !== undefined, isOffered, `after ${unlocks}`)
    t.ok(notesOf(body).includes('Too many wrong codes: codes are accepted again in 8 minutes.'))
  }
})

t.test('an authenticator of a type that is unknown here is listed by its name alone, and does not count as an authenticator app', async t => {
  const repository = new TestRepository(users)
  const { enroll } = await createApplication({ userRepository: repository })
  const { client: browser } = await enroll('alice')
  const foreign = ['Eye', 'Ear', 'Nose', 'Hand'].map(name => ({ id: name.toLowerCase(), type: 'retina-scan', name, createdAt: Date.UTC(2026, 0, 1) }))
  repository.store('alice', ({ authenticators, ...record }) => ({ ...record, authenticators: [...authenticators, ...foreign] }))
  const { body } = await browser.page('/two-factor')
  t.match(textOf(body), 'Eye Added: Jan 1, 2026')
  t.equal(textOf(body).match(/Authenticator app · /g)!.length, 1)
  t.ok(formTo(body, '/two-factor/enrollment'), 'another one can be added')
})

t.test('at the limit of five the page says so before anything is scanned, and after a removal a form is there again', async t => {
  const { enroll, code, clock } = await createApplication()
  const { client: browser, secret } = await enroll('alice')
  for (let count = 2; count <= 5; count++) {
    t.ok(formTo((await browser.page('/two-factor')).body, '/two-factor/enrollment'), `with ${count - 1}`)
    const { body } = await browser.post('/two-factor/enrollment', { name: `phone ${count}` })
    await browser.post('/two-factor/enrollment/confirm', { code: code(body.secret) })
    clock.now += 30_000
  }
  const { body } = await browser.page('/two-factor')
  t.equal(formTo(body, '/two-factor/enrollment'), undefined)
  t.match(textOf(body), 'You have five authenticator apps, which is as many as you can have. Remove one before you add another.')
  const refused = await browser.submit('/two-factor/enrollment', { secret: 'x'.repeat(129) })
  t.ok(formTo(refused.body, '/two-factor/enrollment'), 'a form that was refused is shown again all the same')
  const { body: { authenticators: [, { id }] } } = await browser.get('/two-factor')
  redirected(t, await browser.submit(`/two-factor/authenticators/${id}/remove`, { code: code(secret) }), '/two-factor')
  t.ok(formTo((await browser.page('/two-factor')).body, '/two-factor/enrollment'))
})

t.test('this browser comes first, then the newest, and what is past five is folded away, but for what an error is about', async t => {
  const repository = new TestRepository(users)
  const { enroll, signIn } = await createApplication({ userRepository: repository })
  const { secret } = await enroll('alice')
  const browsers: Client[] = []
  for (let count = 1; count <= 7; count++) browsers.push(await signIn('alice', secret, { trustClient: true }))
  repository.store('alice', record => ({ ...record, trustedClients: record.trustedClients.map((client, index) => ({ ...client, browser: `B${index + 1}` })) }))
  const entriesOf = (html: string): { name: string, isSeen: boolean }[] => elementsOf(html)
    .filter(({ name, attributes }) => name === 'li' && attributes['class'] === 'entry')
    .map(entry => ({ name: entry.text.split(' Remembered:')[0]!, isSeen: isVisible(entry) }))
  const shown = ['B3 this browser', 'B7', 'B6', 'B5', 'B4'].map(name => ({ name, isSeen: true }))
  const folded = ['B2', 'B1'].map(name => ({ name, isSeen: false }))
  const { body } = await browsers[2]!.page('/two-factor')
  t.strictSame(entriesOf(body), [...shown, ...folded])
  t.ok(elementsOf(body).some(({ name, text }) => name === 'summary' && text === 'Show all'))
  const [{ id }, , , , , , { id: newest }] = repository.stored('alice').trustedClients as [{ id: string }, object, object, object, object, object, { id: string }]
  const foreign = { 'sec-fetch-site': 'cross-site' }
  const { body: unfolded } = await browsers[2]!.submit(`/two-factor/trusted-clients/${id}/revoke`, {}, foreign)
  t.strictSame(entriesOf(unfolded).map(({ isSeen }) => isSeen), Array(7).fill(true), 'the form that was refused is seen')
  const { body: still } = await browsers[2]!.submit(`/two-factor/trusted-clients/${newest}/revoke`, {}, foreign)
  t.strictSame(entriesOf(still), [...shown, ...folded])
  await browsers[2]!.submit(`/two-factor/trusted-clients/${id}/revoke`)
  t.notOk(entriesOf((await browsers[6]!.page('/two-factor')).body).some(({ name }) => name === 'B1'))
  for (const { id } of repository.stored('alice').trustedClients.slice(0, 1)) await browsers[6]!.submit(`/two-factor/trusted-clients/${id}/revoke`)
  t.notMatch((await browsers[6]!.page('/two-factor')).body, 'Show all', 'five are shown at once')
})

t.test('an authenticator whose codes were never used says so', async t => {
  const { app, enroll, signIn } = await createApplication()
  const { secret } = await enroll('alice')
  await app.twoFactor.importAuthenticator('alice', { secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', name: 'imported' })
  const text = textOf((await (await signIn('alice', secret)).page('/two-factor')).body)
  t.match(text.replaceAll('\u202f', ' '), 'imported Authenticator app · Added: Jan 15, 2026, 10:00 AM (UTC) · Never used')
})

t.test('after an error the form that it is about is unfolded, and no other', async t => {
  const { enroll, wrong, code, clock } = await createApplication()
  const { client: browser, secret } = await enroll('alice')
  const unfolded = async (path: string, fields: Record<string, string>): Promise<string[]> => {
    const { body } = await browser.submit(path, fields)
    return elementsOf(body).filter(element => element.name === 'form' && isVisible(element)).map(({ attributes }) => attributes['action']!).filter(action => !always.includes(action))
  }
  const always = ['/two-factor/recovery-codes/saved', '/two-factor/sign-out']
  const { body: { authenticators: [{ id }] } } = await browser.get('/two-factor')
  t.strictSame(await unfolded('/two-factor/disable', { code: wrong(secret) }), ['/two-factor/disable'])
  t.strictSame(await unfolded('/two-factor/recovery-codes', { code: '12' }), ['/two-factor/recovery-codes'])
  t.strictSame(await unfolded('/two-factor/enrollment?x', { secret: 'x'.repeat(129) }), ['/two-factor/enrollment'])
  t.strictSame(await unfolded(`/two-factor/authenticators/${id}/rename`, { name: 'x'.repeat(65) }), [`/two-factor/authenticators/${id}/rename`])
  t.strictSame(await unfolded(`/two-factor/authenticators/${id}/remove`, { code: wrong(secret) }), [], 'the last authenticator has no form')
  t.notMatch((await browser.page('/two-factor')).body, '<details open>')
  const { body: { secret: second } } = await browser.post('/two-factor/enrollment')
  await browser.post('/two-factor/enrollment/confirm', { code: code(second) })
  clock.now += 30_000
  t.strictSame(await unfolded(`/two-factor/authenticators/${id}/remove`, { code: wrong(secret, second) }), [`/two-factor/authenticators/${id}/remove`])
})

t.test('an error about the Secret unfolds it within its form', async t => {
  const { login } = await createApplication()
  const { body } = await (await login('carol')).submit('/two-factor/enrollment', { secret: 'x'.repeat(129) })
  t.ok(isVisible(elementsOf(body).find(({ attributes }) => attributes['name'] === 'secret')!))
})

t.test('a form asks for the password where it is due, with the account for password managers, and says why', async t => {
  const { enroll, clock } = await createApplication({ verifyPassword: () => true })
  const { client: browser } = await enroll('alice')
  t.notMatch((await browser.page('/two-factor')).body, 'type="password"')
  clock.now += 900_000
  const { body } = await browser.page('/two-factor')
  const forms = formsOf(body).filter(({ fields }) => 'password' in fields)
  const { body: { authenticators: [{ id }] } } = await browser.get('/two-factor')
  t.strictSame(forms.map(({ action }) => action), [`/two-factor/authenticators/${id}/rename`, '/two-factor/enrollment', '/two-factor/recovery-codes', '/two-factor/disable'])
  for (const { text, action } of forms) t.match(text, 'Your password It is a while since you signed in: please enter your password.', action)
  const accounts = elementsOf(body).filter(({ attributes }) => attributes['autocomplete'] === 'username')
  t.strictSame(accounts.map(({ attributes }) => attributes), Array(4).fill({ type: 'text', autocomplete: 'username', value: 'alice@example.com', hidden: '' }))
})

t.test('who has to sign in again for changes is led there, and only what needs no change to be made is offered', async t => {
  const { enroll, signIn, clock } = await createApplication()
  const { secret } = await enroll('alice')
  const browser = await signIn('alice', secret, { trustClient: true })
  const { body: { trustedClients: [{ id }] } } = await browser.get('/two-factor')
  clock.now += 900_000
  const { body } = await browser.page('/two-factor')
  t.equal(notesOf(body)[0], 'For changes, please sign in again.')
  t.strictSame(linksOf(body), ['/login?next=%2Ftwo-factor', '/'])
  t.strictSame(formsOf(body).map(({ action }) => action), ['/two-factor/recovery-codes/saved', `/two-factor/trusted-clients/${id}/revoke`, '/two-factor/sign-out'])
})
