import t from 'tap'
import { createApplication, type TestApplication } from '../support/application.js'
import { alertOf, formsOf, formTo, linksOf, notesOf, textOf } from '../support/page.js'

/** Wrong codes until one-time codes are blocked. */
async function block ({ login, wrong, clock }: TestApplication, secret: string): Promise<void> {
  const thief = await login('alice')
  for (let failures = 0; failures < 100; failures++) {
    await thief.post('/two-factor/challenge', { code: wrong(secret) })
    clock.now += 3_600_000
    await thief.post('/login', { userId: 'alice' })
  }
}

t.test('the step-up page after a recovery sign-in leads to a new authenticator, and still takes a code', async t => {
  const { enroll, login } = await createApplication()
  const { recoveryCodes } = await enroll('alice')
  const browser = await login('alice')
  await browser.submit('/two-factor/recovery', { code: recoveryCodes[0]! })
  const { body } = await browser.page('/two-factor/step-up')
  t.match(textOf(body), /You signed in with a recovery code\. If you no longer have your authenticator, set up a new one first\./)
  t.strictSame(linksOf(body), ['/two-factor', '/'])
  t.ok(formTo(body, '/two-factor/step-up'))
})

t.test('under a block no page offers a one-time code: the challenge opens the recovery code, JSON says why', async t => {
  const application = await createApplication()
  const { enroll, login } = application
  const { secret } = await enroll('alice')
  await block(application, secret)
  const browser = await login('alice')
  const { body } = await browser.page('/two-factor/challenge')
  t.notOk(formTo(body, '/two-factor/challenge'))
  t.match(body, /<details open>/)
  t.match(textOf(body), /one-time codes are blocked\. Use a recovery code, or ask an administrator/)
  t.match((await browser.get('/two-factor/challenge')).body, { status: 'challenge', methods: [], blocked: true })
})

t.test('under a block a user who recovered is led to a new authenticator, and is told why the rest cannot be done', async t => {
  const application = await createApplication()
  const { enroll, login } = application
  const { secret, recoveryCodes } = await enroll('alice')
  await block(application, secret)
  const browser = await login('alice')
  await browser.submit('/two-factor/recovery', { code: recoveryCodes[0]! })
  const stepUp = await browser.page('/two-factor/step-up')
  t.strictSame(formsOf(stepUp.body), [])
  t.strictSame(notesOf(stepUp.body), ['You signed in with a recovery code. If you no longer have your authenticator, set up a new one first.'])
  t.strictSame(linksOf(stepUp.body), ['/two-factor', '/'])
  const preferences = await browser.page('/two-factor')
  const { body: { authenticators: [{ id }] } } = await browser.get('/two-factor')
  t.strictSame(formsOf(preferences.body).map(({ action }) => action), ['/two-factor/enrollment', `/two-factor/authenticators/${id}/rename`, '/two-factor/sign-out'])
  t.match(textOf(preferences.body), /Turn off two-factor authentication: this takes an authenticator that works\. Set up a new one first\./)
  t.match(textOf(preferences.body), /Make new recovery codes: this takes an authenticator that works\. Set up a new one first\./)
  t.equal((await browser.submit('/two-factor/enrollment')).headers.location, '/two-factor/enrollment')
})

t.test('under a block a session whose own code is too old is led to a recovery code by way of a new sign-in', async t => {
  const application = await createApplication({ verifyPassword: () => true })
  const { enroll } = application
  const { client: browser, secret } = await enroll('alice')
  await block(application, secret)
  for (const url of ['/two-factor/step-up', '/two-factor']) {
    const { body } = await browser.page(url)
    const [note, ...others] = notesOf(body).filter(note => !note.includes('recovery codes are saved'))
    t.match(note, /^After too many wrong codes one-time codes are blocked\. Sign out, sign in again and use a recovery code/, url)
    t.strictSame(others, [], `${url}: it is said once`)
    t.ok(formTo(body, '/two-factor/sign-out'), url)
    t.equal(formTo(body, '/two-factor/enrollment'), undefined, `${url}: a set-up would ask for a code first`)
  }
})

t.test('an error at the challenge says it in the place of the note, and the note is not there a second time', async t => {
  const { enroll, login, wrong, code } = await createApplication()
  const { client: inside, secret } = await enroll('alice')
  const browser = await login('alice')
  for (let failures = 0; failures < 5; failures++) await browser.post('/two-factor/challenge', { code: wrong(secret) })
  for (const [answer, text] of [
    [await browser.submit('/two-factor/challenge', { code: code(secret) }), 'Too many wrong codes. Try again in 30 seconds. A recovery code works at once.'],
    [await inside.submit('/two-factor/step-up', { code: code(secret) }), 'Too many wrong attempts. Try again in 30 seconds.'],
    [await browser.submit('/two-factor/recovery', { code: '0'.repeat(24) }), 'This recovery code is wrong or was used already. Try another one.']
  ] as const) {
    t.equal(alertOf(answer.body), text)
    t.strictSame(notesOf(answer.body), [])
  }
})

t.test('a page that is opened under a lock says how long it lasts, and JSON when it ends', async t => {
  const { enroll, login, wrong, clock } = await createApplication()
  const { client: inside, secret } = await enroll('alice')
  const browser = await login('alice')
  for (let failures = 0; failures < 5; failures++) await browser.post('/two-factor/challenge', { code: wrong(secret) })
  for (const [page, text] of [
    [await browser.page('/two-factor/challenge'), 'Too many wrong codes. Try again in 30 seconds. A recovery code works at once.'],
    [await inside.page('/two-factor/step-up'), 'Too many wrong codes: codes are accepted again in 30 seconds.'],
    [await inside.page('/two-factor'), 'Too many wrong codes: codes are accepted again in 30 seconds.']
  ] as const) {
    t.ok(notesOf(page.body).includes(text), text)
    t.match(page.body, '<span data-wait="30" data-over="now">in 30 seconds</span>', 'which the script counts down')
  }
  const lockedUntil = new Date(clock.now + 30_000).toISOString()
  t.match((await browser.get('/two-factor/challenge')).body, { blocked: false, lockedUntil })
  t.strictSame((await inside.get('/two-factor/step-up')).body, { methods: ['totp'], blocked: false, lockedUntil })
})

t.test('no page speaks of recovery codes under a lock where their route was left out', async t => {
  const { enroll, login, wrong } = await createApplication({ routes: { recover: false } })
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  for (let failures = 0; failures < 4; failures++) await browser.post('/two-factor/challenge', { code: wrong(secret) })
  const answer = await browser.submit('/two-factor/challenge', { code: wrong(secret) })
  t.match(textOf(answer.body), 'Too many wrong attempts. Try again in 30 seconds.')
  for (const { body } of [answer, await browser.page('/two-factor/challenge')]) t.notMatch(textOf(body), /recovery code/i)
})

t.test('a page offers no way out where its route was left out', async t => {
  const application = await createApplication({ routes: { signOut: false } })
  const { client: browser, secret } = await application.enroll('alice')
  await block(application, secret)
  const { body } = await browser.page('/two-factor/step-up')
  t.strictSame(formsOf(body), [])
  t.strictSame(linksOf(body), ['/'])
})
