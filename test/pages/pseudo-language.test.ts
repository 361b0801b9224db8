import t from 'tap'
import { en } from '../../lib/pages/messages/en.js'
import { createApplication, users, type TestApplication } from '../support/application.js'
import { linesOf, unescapeHtml } from '../support/page.js'
import { key, pageWith, phone } from './models.js'

/** Every text in brackets, so that what stands outside them on a page is no message. */
const pseudo = Object.fromEntries(Object.entries(en).map(([key, text]) => [key, `⟦${text}⟧`]))

/** What a user reads or hears of a page, piece by piece. */
function pieces (body: string): string[] {
  const heard = [...body.matchAll(/\s(?:alt|title|placeholder|aria-label|aria-description|data-copied|data-over|data-failed|data-registered)="([^"]*)"/g)].map(([, text]) => unescapeHtml(text!))
  // the name of the site stands behind that of the page, and no language words it
  const read = linesOf(body.replace(/<head>.*?<\/head>/s, head => /<title>.*<\/title>/s.exec(head)![0].replace('⟧ – Acme<', '⟧<')))
  return [...heard.filter(text => text !== ''), ...read]
}

/** What is left of the pieces when the messages, with what fills them, are taken away. */
function leftovers (body: string): string[] {
  return pieces(body).map(text => withoutMessages(text).replaceAll('·', '').trim()).filter(text => text !== '')
}

/** From the inside out: a message may fill another. */
function withoutMessages (text: string): string {
  const rest = text.replace(/⟦[^⟦⟧]*⟧/g, '')
  return rest === text ? text.trim() : withoutMessages(rest)
}

async function application (): Promise<TestApplication> {
  return await createApplication({
    messages: { en: pseudo },
    users: { ...users, erin: { ...users['dave']!, graceEndsAt: new Date(Date.UTC(2026, 1, 1)) } },
    verifyPassword: (_userId, password) => password === 'right password'
  })
}

t.test('no page of an enrollment has a text that is no message', async t => {
  const { login, code, wrong } = await application()
  for (const userId of ['carol', 'dave', 'erin']) {
    const browser = await login(userId)
    t.strictSame(leftovers((await browser.page('/two-factor')).body), [], `${userId}: preferences`)
    await browser.submit('/two-factor/enrollment')
    const { body: { secret } } = await browser.get('/two-factor/enrollment')
    const byHand = [`${userId === 'erin' ? 'dave' : userId}@example.com`, secret.match(/.{1,4}/g).join(' ')]
    t.strictSame(leftovers((await browser.page('/two-factor/enrollment')).body), byHand, `${userId}: enrollment`)
    t.strictSame(leftovers((await browser.submit('/two-factor/enrollment/confirm', { code: wrong(secret) })).body), byHand, `${userId}: wrong code`)
    t.strictSame(leftovers((await browser.submit('/two-factor/enrollment/confirm', { code: 'x' })).body), byHand, `${userId}: malformed code`)
    const [account, day, ...codes] = leftovers((await browser.submit('/two-factor/enrollment/confirm', { code: code(secret) })).body)
    t.strictSame([account, day], [byHand[0], 'January 15, 2026'], `${userId}: recovery codes`)
    t.equal(codes.length, 10)
    for (const recoveryCode of codes) t.match(recoveryCode, /^[0-9A-Z]{4}(?:-[0-9A-Z]{4}){5}$/)
  }
})

t.test('no page of a sign-in or a step-up has a text that is no message', async t => {
  const { enroll, login, wrong, signIn, clock } = await application()
  const { secret } = await enroll('alice')
  const inside = await signIn('alice', secret)
  const browser = await login('alice')
  t.strictSame(leftovers((await browser.page('/two-factor/challenge')).body), [])
  t.strictSame(leftovers((await browser.submit('/two-factor/recovery', { code: '0'.repeat(24) })).body), [], 'a wrong recovery code')
  t.strictSame(leftovers((await inside.page('/two-factor/step-up')).body), [])
  for (let failures = 1; failures <= 6; failures++) {
    t.strictSame(leftovers((await (await login('alice')).submit('/two-factor/challenge', { code: wrong(secret) })).body), [], `wrong code ${failures}`)
  }
  t.strictSame(leftovers((await inside.page('/two-factor')).body), [], 'the preferences of a user who is locked')
  for (let failures = 6; failures <= 100; failures++) {
    clock.now += 3_600_000
    await (await login('alice')).post('/two-factor/challenge', { code: wrong(secret) })
  }
  t.strictSame(leftovers((await (await login('alice')).submit('/two-factor/challenge', { code: wrong(secret) })).body), [], 'a block')
})

t.test('no page of the preferences has a text that is no message, whatever goes wrong with its forms', async t => {
  const { enroll, signIn, code, clock, wrong, login } = await application()
  const { client, secret, recoveryCodes } = await enroll('alice')
  const { body: { secret: second } } = await client.post('/two-factor/enrollment', { name: 'tablet' })
  await client.post('/two-factor/enrollment/confirm', { code: code(second) })
  clock.now += 30_000
  for (let count = 1; count <= 2; count++) await signIn('alice', secret, { trustClient: true })
  const browser = await signIn('alice', secret)
  t.strictSame(leftovers((await browser.page('/two-factor')).body), ['tablet'])
  clock.now += 900_000
  const { body: { authenticators: [{ id }] } } = await browser.get('/two-factor')
  for (const url of ['/enrollment', '/recovery-codes', '/disable', `/authenticators/${id}/rename`, `/authenticators/${id}/remove`]) {
    for (const fields of [{}, { code: 'x' }, { code: wrong(secret, second) }, { code: wrong(secret, second), password: 'wrong' }]) {
      const { status, body } = await browser.submit(`/two-factor${url}`, fields)
      t.ok(status >= 400 && status < 500, `${url}: ${status}`)
      t.strictSame(leftovers(body), ['tablet'], `${url} ${JSON.stringify(fields)}`)
    }
  }
  t.strictSame(leftovers((await browser.submit('/two-factor/trusted-clients/none/revoke')).body), ['tablet'], 'a client that is not there')
  t.strictSame(leftovers((await browser.submit('/two-factor/disable', {}, { 'sec-fetch-site': 'cross-site' })).body), ['tablet'], 'from another site')
  const recovered = await login('alice')
  await recovered.post('/two-factor/recovery', { code: recoveryCodes[0] })
  t.strictSame(leftovers((await recovered.page('/two-factor')).body), ['tablet'], 'after a recovery')
})

t.test('no notice, no failure and no page that only leads on has a text that is no message', async t => {
  const { enroll, signIn, login, code, client, clock, wrong } = await application()
  const { client: first, secret, recoveryCodes } = await enroll('alice')
  const { body: { secret: second } } = await first.post('/two-factor/enrollment', { name: 'tablet' })
  await first.post('/two-factor/enrollment/confirm', { code: code(second) })
  clock.now += 30_000
  for (const agent of ['', 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0']) await signIn('alice', secret, { trustClient: true, headers: { 'user-agent': agent } })
  const browser = await signIn('alice', secret)
  const { body: { authenticators: [, tablet], trustedClients } } = await browser.get('/two-factor')
  const thief = await login('alice')
  for (const [path, fields, names] of [
    ...trustedClients.map(({ id }: { id: string }) => [`/trusted-clients/${id}/revoke`, {}, ['tablet']]),
    ['/trusted-clients/revoke', {}, ['tablet']],
    [`/authenticators/${tablet.id}/rename`, { name: 'new tablet' }, ['new tablet']],
    [`/authenticators/${tablet.id}/remove`, { code: code(secret) }, []],
    ['/recovery-codes/saved', {}, []],
    ['/unlock', {}, []]
  ]) {
    if (path === '/unlock') for (let guess = 1; guess <= 5; guess++) await thief.post('/two-factor/challenge', { code: wrong(secret) })
    t.equal((await browser.submit(`/two-factor${path}`, fields)).status, 303, path)
    t.strictSame(leftovers((await browser.page('/two-factor')).body), names, path)
  }
  t.strictSame(leftovers((await browser.submit('/two-factor/sign-out', {}, { 'sec-fetch-site': 'cross-site' })).body), [], 'a failure')
  const recovered = await login('alice')
  await recovered.post('/two-factor/recovery', { code: recoveryCodes[0] })
  await recovered.submit('/two-factor/enrollment')
  await recovered.submit('/two-factor/enrollment')
  const { body: { secret: third } } = await recovered.get('/two-factor/enrollment')
  t.strictSame(leftovers((await recovered.page('/two-factor/enrollment')).body), ['alice@example.com', third.match(/.{1,4}/g).join(' ')], 'another key')
  clock.now += 30_000
  const far = client()
  await far.post('/login', { userId: 'alice', next: `/${'x'.repeat(2000)}` })
  t.strictSame(leftovers((await far.submit('/two-factor/recovery', { code: recoveryCodes[1]! })).body), [], 'a recovery')
  await far.post('/login', { userId: 'alice', next: `/${'x'.repeat(2000)}` })
  t.strictSame(leftovers((await far.submit('/two-factor/challenge', { code: code(secret) })).body), [], 'an address that is too long')
})

t.test('a user with nothing to prove anything with but a new sign-in is spoken to in messages alone', async t => {
  const { enroll, login, clock } = await createApplication({ messages: { en: pseudo }, urls: { help: '/help' } })
  const { client } = await enroll('alice')
  clock.now += 900_000
  t.strictSame(leftovers((await client.page('/two-factor')).body), [])
  t.strictSame(leftovers((await (await login('carol')).page('/two-factor')).body), [])
  t.strictSame(leftovers((await client.page('/two-factor/step-up')).body), [], 'with a link to help')
})

t.test('no page with a passkey has a text that is no message', async t => {
  const around = { messages: pseudo, account: '' }
  const both = { methods: ['totp', 'passkey'] }
  for (const [page, model, names] of [
    ['challenge', both, []],
    ['challenge', { blocked: true }, []],
    ['stepUp', both, []],
    ['registration', { others: [{ id: 'a', name: 'Authenticator' }] }, []],
    ['preferences', { ...both, authenticators: [phone, { ...key, synced: true }], recoveryCodesLeft: 0 }, ['Phone', 'Key']],
    ['preferences', { heldForPasskey: true }, []],
    ['preferences', { heldForPasskey: true, passkeys: false }, []],
    ['preferences', { authenticators: [], wantsPasskey: true, passkeyRequiredFrom: new Date() }, []],
    ['preferences', { enabled: false, authenticators: [], methods: [], passkeyOptions: undefined }, []]
  ] as const) t.strictSame(leftovers(await pageWith(page, model as object, around)), names, page)
})
