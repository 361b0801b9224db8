import t from 'tap'
import type { UserRepository } from '../../../lib/index.js'
import { redirected } from '../../support/answers.js'
import { alertOf, formsOf, formTo, headingOf, mainControls, textOf } from '../../support/page.js'
import { passkeys } from '../../../lib/methods/passkey/peer.js'
import { createSending } from './outbox.js'

const ask = 'Send a code to a…e@acme.example'
const again = 'Send another code'

t.test('the challenge asks for a code once it was sent, says where it went, and keeps where the browser was going', async t => {
  const { client, confirm, sent, clock } = await createSending()
  await confirm('alice')
  const browser = client()
  await browser.post('/login', { userId: 'alice' })
  const { body: before } = await browser.page('/two-factor/challenge?next=%2Faccounts')
  t.equal(headingOf(before), 'Confirm it’s you')
  t.equal(formTo(before, '/two-factor/challenge'), undefined)
  t.strictSame(mainControls(before).map(({ text }) => text), [ask])
  const referer = 'http://localhost:80/two-factor/challenge?next=%2Faccounts'
  redirected(t, await browser.submit('/two-factor/sent-code?page=challenge', {}, { referer }), '/two-factor/challenge?next=%2Faccounts')
  const { body: after } = await browser.page('/two-factor/challenge?next=%2Faccounts')
  t.equal(headingOf(after), 'Enter your code')
  t.match(textOf(after).replaceAll('\u202f', ' '), 'A code was sent to a…e@acme.example. It can be used once, until 10:11 AM (UTC).')
  t.match(textOf(after), again)
  const refused = await browser.submit('/two-factor/sent-code?page=challenge', {}, { referer })
  t.strictSame([refused.status, alertOf(refused.body)], [429, 'No other code can be sent yet. Use the last one, if it still works, or ask for another in 60 seconds.'])
  t.ok(formTo(refused.body, '/two-factor/challenge'), 'the code can be typed all the same')
  redirected(t, await browser.submit('/two-factor/challenge', { code: sent.at(-1)!.code }, { referer }), '/accounts')
  clock.now += 60_000
})

t.test('a lock or a block hides the button, and the recovery code is left', async t => {
  const { login, confirm, sent } = await createSending()
  await confirm('alice')
  const browser = await login('alice')
  await browser.post('/two-factor/sent-code')
  const wrong = sent.at(-1)!.code === '000000' ? '000001' : '000000'
  for (let guess = 0; guess < 5; guess++) await browser.post('/two-factor/challenge', { code: wrong })
  const { body } = await browser.page('/two-factor/challenge')
  t.notMatch(textOf(body), again)
  t.ok(formTo(body, '/two-factor/recovery'))
})

t.test('the preferences confirm an address by the code that was sent to it, and show recovery codes', async t => {
  const { login, sent, clock } = await createSending()
  const browser = await login('alice')
  redirected(t, await browser.submit('/two-factor/sent-code'), '/two-factor')
  const { body: waiting } = await browser.page('/two-factor')
  t.ok(formTo(waiting, '/two-factor/sent-code/confirm'))
  t.strictSame(mainControls(waiting).map(({ text }) => text), ['Confirm'], 'the one thing to do')
  const wrong = sent.at(-1)!.code === '000000' ? '000001' : '000000'
  const refused = await browser.submit('/two-factor/sent-code/confirm', { code: wrong })
  t.strictSame([refused.status, alertOf(refused.body)], [422, 'This code is wrong or was used already. Wait for the next one and try again.'])
  const confirmed = await browser.submit('/two-factor/sent-code/confirm', { code: sent.at(-1)!.code })
  t.equal(headingOf(confirmed.body), 'Save your recovery codes')
  redirected(t, await browser.submit('/two-factor/sent-code/confirm', { code: sent.at(-1)!.code }), '/two-factor')
  const { body } = await browser.page('/two-factor')
  t.match(textOf(body), '“Codes by message” was added.')
  t.equal(formTo(body, '/two-factor/sent-code/confirm'), undefined)
  clock.now += 60_000
  const expired = await (await login('bob')).submit('/two-factor/sent-code/confirm', { code: '123456' })
  t.strictSame([expired.status, alertOf(expired.body)], [404, 'The set-up has expired. Please start again.'])
})

t.test('a change whose only proof is a code by message asks for one first, then for the code', async t => {
  const { confirm, sent, clock } = await createSending()
  const { client: browser } = await confirm('alice')
  const { body: before } = await browser.page('/two-factor')
  t.equal(formTo(before, '/two-factor/disable'), undefined)
  t.equal(formsOf(before).filter(({ action }) => action === '/two-factor/sent-code').length, 2, 'new recovery codes, turning it off')
  redirected(t, await browser.submit('/two-factor/sent-code'), '/two-factor')
  const { body: after } = await browser.page('/two-factor')
  t.ok(formTo(after, '/two-factor/disable'))
  t.match(textOf(after), 'A code was sent to a…e@acme.example.')
  redirected(t, await browser.submit('/two-factor/disable', { code: sent.at(-1)!.code }), '/two-factor')
  clock.now += 60_000
  const { body: off } = await browser.page('/two-factor')
  t.match(textOf(off), 'Two-factor authentication is off.')
})

t.test('the step-up takes a code by message for the application, and not on the way to a change where there is an app', async t => {
  const { confirm, ask: askFor, code, clock } = await createSending()
  const { client: browser } = await confirm('alice')
  await browser.post('/two-factor/step-up', { code: await askFor(browser) })
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  await browser.post('/two-factor/enrollment/confirm', { code: code(secret) })
  clock.now += 400_000
  t.match(textOf((await browser.page('/two-factor/step-up?next=%2Faccounts')).body), ask)
  const refused = await browser.submit('/two-factor/enrollment')
  redirected(t, refused, '/two-factor/step-up?next=%2Ftwo-factor')
  const { body } = await browser.page(String(refused.headers.location))
  t.notMatch(textOf(body), 'Send a code')
  t.ok(formTo(body, '/two-factor/step-up?next=%2Ftwo-factor'))
  redirected(t, await browser.submit('/two-factor/sent-code?next=%2Faccounts&page=stepUp'), '/two-factor/step-up?next=%2Faccounts')
  const again = await browser.submit('/two-factor/sent-code?next=%2Faccounts&page=stepUp')
  t.strictSame([again.status, headingOf(again.body)], [429, 'Confirm it’s you'])
  t.ok(formTo(again.body, '/two-factor/step-up?next=%2Faccounts'), 'its own page, with where it leads')
})

t.test('a passkey stands first where there is one, and a code by message behind it', async t => {
  const { app, login, confirm } = await createSending({ origin: 'http://localhost', passkeys: passkeys() })
  const { client } = await confirm('alice')
  t.match(textOf((await client.page('/two-factor')).body), 'Add a passkey or security key')
  t.match(textOf((await (await login('alice')).page('/two-factor/challenge')).body), ask)
  await app.close()
})

t.test('a name that nobody gave is shown in the reader\'s language, and stays none when it is sent back', async t => {
  const { confirm } = await createSending()
  const { client: browser } = await confirm('alice')
  const italian = { 'accept-language': 'it' }
  t.match(textOf((await browser.page('/two-factor', italian)).body), 'Codici per messaggio')
  const { body: { authenticators: [{ id }] } } = await browser.get('/two-factor')
  redirected(t, await browser.submit(`/two-factor/authenticators/${id}/rename`, { name: 'Codici per messaggio' }, italian), '/two-factor')
  t.equal((await browser.get('/two-factor')).body.authenticators[0].name, 'Codes by message')
  redirected(t, await browser.submit(`/two-factor/authenticators/${id}/rename`, { name: 'Work mail' }), '/two-factor')
  t.match(textOf((await browser.page('/two-factor')).body), 'Work mail Codes by message · Added')
})

t.test('an address that has changed is confirmed anew, and the page says that it has', async t => {
  const { confirm, code, clock, repository } = await createSending()
  const { client: browser } = await confirm('alice')
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  clock.now += 1000
  await browser.post('/two-factor/enrollment/confirm', { code: code(secret) })
  repository.findUser = async () => ({ accountName: 'alice', codeAddress: 'alice@new.example' })
  t.match(textOf((await browser.page('/two-factor')).body), 'Your address has changed. Codes are sent to the new one, a…e@new.example, as soon as you confirm it.')
  clock.now += 60_000
  redirected(t, await browser.submit('/two-factor/sent-code'), '/two-factor')
  t.ok(formTo((await browser.page('/two-factor')).body, '/two-factor/sent-code/confirm'))
})

t.test('who has nothing but codes to an address that has changed is told the one way back, in the preferences and at the step-up', async t => {
  const { confirm, clock, repository } = await createSending()
  const { client: browser } = await confirm('alice')
  clock.now += 600_000
  repository.findUser = async () => ({ accountName: 'alice', codeAddress: 'alice@new.example' })
  const way = 'Nothing that you set up can be used here now. Sign out, sign in again and use a recovery code'
  t.match(textOf((await browser.page('/two-factor')).body), way)
  const { body } = await browser.page('/two-factor/step-up')
  t.match(textOf(body), way)
  t.strictSame(mainControls(body).map(({ text }) => text), ['Sign out'])
  repository.findTwoFactor = locked(repository.findTwoFactor.bind(repository), clock.now)
  t.notMatch(textOf((await browser.page('/two-factor')).body), way, 'a lock ends by itself')
  const { body: waiting } = await browser.page('/two-factor/step-up')
  t.notMatch(textOf(waiting), way)
  t.match(textOf(waiting), 'codes are accepted again')
})

t.test('a lock while two-factor authentication is off is told, and nothing is offered that would not lift it', async t => {
  const { login, sent } = await createSending()
  const browser = await login('alice')
  await browser.post('/two-factor/sent-code')
  const wrong = sent.at(-1)!.code === '000000' ? '000001' : '000000'
  for (let guess = 0; guess < 5; guess++) await browser.post('/two-factor/sent-code/confirm', { code: wrong })
  const { body } = await browser.page('/two-factor')
  t.match(textOf(body), 'codes are accepted again')
  t.equal(formTo(body, '/two-factor/unlock'), undefined)
})

t.test('under a lock no page of the preferences offers to send a code that nothing would take', async t => {
  const { confirm, repository, clock } = await createSending()
  const { client } = await confirm('alice')
  repository.findTwoFactor = locked(repository.findTwoFactor.bind(repository), clock.now)
  const { body } = await client.page('/two-factor')
  t.match(textOf(body), 'Let me try one more code')
  t.strictSame(formsOf(body).filter(({ action }) => action === '/two-factor/sent-code'), [])
})

t.test('where the page that asked was left out a browser goes home', async t => {
  const { login } = await createSending({ routes: { preferences: false } })
  redirected(t, await (await login('alice')).submit('/two-factor/sent-code'), '/')
})

t.test('a role that asks for a passkey takes a code by message from who has none yet, and leads on to registering one', async t => {
  const { confirm, login, sent, repository } = await createSending({ origin: 'http://localhost', passkeys: passkeys() })
  await confirm('alice')
  const findUser = repository.findUser.bind(repository)
  repository.findUser = async userId => ({ ...(await findUser(userId))!, twoFactor: 'phishing-resistant' })
  const browser = await login('alice')
  const { body: before } = await browser.page('/two-factor/challenge')
  t.strictSame(mainControls(before).map(({ text }) => text), [ask])
  redirected(t, await browser.submit('/two-factor/sent-code?page=challenge'), '/two-factor/challenge')
  t.ok(formTo((await browser.page('/two-factor/challenge')).body, '/two-factor/challenge'), 'the code can be typed')
  redirected(t, await browser.submit('/two-factor/challenge', { code: sent.at(-1)!.code }), '/two-factor/enrollment')
  const { body: held } = await browser.page('/two-factor')
  t.match(textOf(held), 'Add a passkey or security key')
  t.notMatch(textOf(held), 'Get codes by message')
})

t.test('a form of the preferences that fails to send a code shows the preferences again, not the step-up', async t => {
  const { confirm } = await createSending()
  const { client } = await confirm('alice')
  await client.submit('/two-factor/sent-code', {}, { referer: 'http://localhost/two-factor' })
  const { status, body } = await client.submit('/two-factor/sent-code', {}, { referer: 'http://localhost/two-factor' })
  t.strictSame([status, headingOf(body)], [429, 'Two-factor authentication'])
})

/** The rows of a repository with their codes locked for a minute. */
function locked (find: UserRepository['findTwoFactor'], now: number): UserRepository['findTwoFactor'] {
  return async userId => {
    const row = await find(userId)
    if (!row) return row
    const record = JSON.parse(row.record)
    return { ...row, record: JSON.stringify({ ...record, codeAttempts: { ...record.codeAttempts, failures: 9, lockedUntil: now + 60_000 } }) }
  }
}
