import t from 'tap'
import { createApplication, users } from '../support/application.js'
import type { Client } from '../support/client.js'
import { elementsOf, formsOf, formTo, headingOf, isVisible, linksOf, textOf, titleOf } from '../support/page.js'

const CONFIRM = '/two-factor/enrollment/confirm'

/** The page of an enrollment that was started with the form of the preferences. */
async function pageOf (browser: Client): Promise<string> {
  await browser.submit('/two-factor/enrollment')
  return (await browser.page('/two-factor/enrollment')).body
}

/** The definitions of the key that is to be entered by hand. */
function byHand (html: string): Record<string, string> {
  const elements = elementsOf(html)
  const labels = elements.filter(({ name }) => name === 'dt').map(({ text }) => text)
  return Object.fromEntries(elements.filter(({ name }) => name === 'dd').map(({ text }, index) => [labels[index], text]))
}

t.test('the page shows the same key as QR code, as a link, as text and as JSON, with what an app asks for by hand', async t => {
  const { login } = await createApplication()
  const browser = await login('carol')
  const body = await pageOf(browser)
  const { body: json } = await browser.get('/two-factor/enrollment')
  t.equal(titleOf(body), 'Set up your authenticator app – Acme')
  t.strictSame(byHand(body), { Account: 'carol@example.com', Key: `${json.secret.match(/.{4}/g).join(' ')} Copy`, Type: 'time-based' })
  t.strictSame(linksOf(body), [json.uri, json.uri, '#qr-code'], 'a link for the device that has the app, and for a phone the QR code by a link')
  const [, image, alt] = /<img src="data:image\/svg(?:\+|&#43;)xml;base64,([^"]+)" alt="([^"]+)"/.exec(body)!
  t.equal(Buffer.from(image!.replaceAll('&#61;', '='), 'base64').toString(), json.qrCode)
  t.equal(alt, 'QR code for your authenticator app. The key below is the same as text.')
  t.match(body, '<button type="button" class="scripted" data-copy="key" data-copied="Copied">Copy</button>')
  t.strictSame(formsOf(body).map(({ action, fields }) => [action, fields]), [[CONFIRM, { code: '', name: 'Authenticator' }], ['/two-factor/enrollment/cancel', {}]])
})

t.test('groups of the key stay whole, and stand in text alone', async t => {
  const { login } = await createApplication()
  const browser = await login('carol')
  const body = await pageOf(browser)
  const { body: { secret } } = await browser.get('/two-factor/enrollment')
  t.match(body, `<code id="key" dir="ltr">${secret.match(/.{4}/g).map((group: string) => `<span>${group}</span>`).join(' ')}</code>`)
  const inAttributes = elementsOf(body).flatMap(({ attributes }) => Object.values(attributes)).filter(value => value.includes(secret))
  t.strictSame([...new Set(inAttributes)], [(await browser.get('/two-factor/enrollment')).body.uri], 'no attribute has it but the link')
})

t.test('there are two steps: on a phone the button that opens the app first, elsewhere the QR code, and by hand below either', async t => {
  const { login } = await createApplication()
  const body = await pageOf(await login('carol'))
  const elements = elementsOf(body)
  const steps = elements.filter(({ name, within }) => name === 'li' && within[0]!.attributes['class'] === 'steps')
  t.equal(steps.length, 2)
  const headings = elements.filter(({ name }) => name === 'h2').map(({ attributes, text }) => [attributes['class'], text])
  t.strictSame(headings, [
    ['with-camera', 'Scan this QR code with your authenticator app'], ['on-phone', 'Add the account to your authenticator app'], [undefined, 'Enter the code that the app shows']
  ])
  const [scan, confirm] = steps
  t.ok(elements.find(({ name }) => name === 'img')!.within.includes(scan!))
  t.ok(elements.find(({ name }) => name === 'form')!.within.includes(confirm!))
  const details = elements.find(({ name }) => name === 'details')!
  t.equal(elements.find(({ name }) => name === 'summary')!.text, 'Can’t scan it?Nothing opens?')
  t.notOk(isVisible(elements.find(({ name }) => name === 'dl')!), 'by hand is folded away')
  t.match(details.text, 'Enter this into the app by hand: Account carol@example.com Key ')
  const ofPhone = elements.filter(({ attributes, within }) => [attributes, ...within.map(({ attributes }) => attributes)].some(({ class: kind }) => kind === 'on-phone'))
  t.strictSame(ofPhone.filter(({ name }) => name === 'a').map(({ text, within }) => [text, within.includes(details)]), [['Open my authenticator app', false], ['Show the QR code, to scan it with another device', true]])
})

t.test('it says until when the key waits, in the user\'s time zone, which the script tells anew', async t => {
  const { login, clock } = await createApplication({ users: { carol: { ...users['carol']!, timeZone: 'Europe/Rome' } } })
  const browser = await login('carol')
  const body = await pageOf(browser)
  t.match(textOf(body).replaceAll('\u202f', ' '), 'This key waits for its first code until 11:10 AM (Europe/Rome).')
  t.match(body, `<time datetime="${new Date(clock.now + 600_000).toISOString().slice(0, 16)}Z" data-told="time">`)
})

t.test('the name is asked for there, prefilled with that of the start, or with that of the language', async t => {
  const { login, code } = await createApplication({ messages: { en: { unnamedAuthenticator: 'My device' } } })
  const browser = await login('carol')
  t.equal(formTo(await pageOf(browser), CONFIRM)!.fields['name'], 'My device')
  await browser.post('/two-factor/enrollment', { name: '"><svg> phone' })
  const { body } = await browser.page('/two-factor/enrollment')
  t.equal(formTo(body, CONFIRM)!.fields['name'], '"><svg> phone')
  t.notMatch(body, '<svg')
  t.match(formTo(body, CONFIRM)!.text, 'Name of this authenticator So that you can tell it from others later, for example: my phone.')
  const { body: { secret } } = await browser.get('/two-factor/enrollment')
  await browser.submit(CONFIRM, { code: code(secret), name: 'work phone' })
  t.equal((await browser.get('/two-factor')).body.authenticators[0].name, 'work phone', 'what is confirmed with it is called so')
})

t.test('a name that is left empty is that of the start', async t => {
  const { login, code } = await createApplication()
  const browser = await login('carol')
  const { body: { secret } } = await browser.post('/two-factor/enrollment', { name: 'phone' })
  await browser.submit(CONFIRM, { code: code(secret), name: '' })
  t.equal((await browser.get('/two-factor')).body.authenticators[0].name, 'phone')
})

t.test('another authenticator may take the place of all others, which are named and stay unless that is checked', async t => {
  const { enroll, login, code, clock } = await createApplication({ messages: { en: { unnamedAuthenticator: 'Device' } } })
  const first = await login('carol')
  t.notMatch(await pageOf(first), 'id="replace"', 'the first one has no others')
  const { client: browser } = await enroll('alice')
  const { body: { secret: second } } = await browser.post('/two-factor/enrollment', { name: '"><svg>' })
  await browser.post(CONFIRM, { code: code(second) })
  clock.now += 30_000
  const body = await pageOf(browser)
  t.match(body, /<input id="replace" name="replace" type="checkbox"\nvalue="true">/)
  t.match(formTo(body, CONFIRM)!.text, 'Remove my other authenticators: Device and "><svg>')
})

t.test('after a recovery sign-in the ones that may be lost are to be removed, unless that is unchecked', async t => {
  const { enroll, login, code, wrong } = await createApplication()
  const { recoveryCodes } = await enroll('alice')
  const browser = await login('alice')
  await browser.submit('/two-factor/recovery', { code: recoveryCodes[0]! })
  const body = await pageOf(browser)
  t.match(body, /<input id="replace" name="replace" type="checkbox"\nvalue="true" checked>/)
  t.match(formTo(body, CONFIRM)!.text, 'Remove the authenticator I lost: Authenticator')
  const { body: { secret } } = await browser.get('/two-factor/enrollment')
  t.notMatch((await browser.submit(CONFIRM, { code: wrong(secret) })).body, ' checked', 'what was unchecked stays so')
  t.match((await browser.submit(CONFIRM, { code: wrong(secret), replace: 'true' })).body, ' checked')
  await browser.submit(CONFIRM, { code: code(secret), name: 'new phone', replace: 'true' })
  t.strictSame((await browser.get('/two-factor')).body.authenticators.map(({ name }: { name: string }) => name), ['new phone'])
  t.notMatch(await pageOf(browser), ' checked', 'once it is done, the next one takes nobody\'s place')
})

t.test('without an account name none is shown, and without the route no way to cancel', async t => {
  const { login } = await createApplication({ users: { carol: { accountName: '' } }, routes: { cancelEnrollment: false } })
  const body = await pageOf(await login('carol'))
  t.strictSame(Object.keys(byHand(body)), ['Key', 'Type'])
  t.strictSame(formsOf(body).map(({ action }) => action), [CONFIRM])
  t.equal(headingOf(body), 'Set up your authenticator app')
})

t.test('a hostile account name is text by hand as well', async t => {
  const { login } = await createApplication({ users: { carol: { accountName: '"><svg onload=alert(1)>' } } })
  const body = await pageOf(await login('carol'))
  t.equal(byHand(body)['Account'], '"><svg onload=alert(1)>')
  t.notMatch(body, '<svg')
})
