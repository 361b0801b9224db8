import t, { type Test } from 'tap'
import { en as messages } from '../../lib/pages/messages/en.js'
import { openChromium } from './support/chromium.js'
import { Sites, type Site } from './support/site.js'
import { VirtualAuthenticator } from './support/virtual-authenticator.js'
import type { Visitor, VisitorOptions } from './support/visitor.js'

t.jobs = 2

const sites = new Sites(await openChromium(t), 'en')
const options = { verifyPassword: (_userId: string, password: string) => password === 'right password' }

interface Owner extends Site {
  /** With a passkey called Key, and an app. */
  alice: Visitor
  secret: string
  /** What has the passkey. */
  key: VirtualAuthenticator
  /** The fields of each form that her browser sent since. */
  sent: Record<string, string>[]
}

/** Somebody who has a passkey and an app, signed in a moment ago. */
async function openOwner (t: Test, visitorOptions: Partial<VisitorOptions> = {}): Promise<Owner> {
  const site = await sites.openWithPasskeys(t, options)
  const alice = await site.visit('alice', { inspected: false, ...visitorOptions })
  const { page } = alice
  const key = await VirtualAuthenticator.plugIn(page, 'a security key with a PIN')
  await alice.open('/two-factor')
  await alice.follow(alice.button(messages.addPasskey))
  await alice.write(alice.field(messages.nameLabel), 'Key')
  await alice.follow(alice.button(messages.continue))
  await alice.follow(alice.button(messages.markSaved))
  const { secret } = await (await page.request.post('/two-factor/enrollment', { data: {} })).json() as { secret: string }
  await page.request.post('/two-factor/enrollment/confirm', { data: { code: site.code(secret) } })
  site.clock.now += 30_000
  const sent: Record<string, string>[] = []
  page.on('request', request => { if (request.method() === 'POST') sent.push(Object.fromEntries(new URLSearchParams(request.postData() ?? ''))) })
  return { ...site, alice, secret, key, sent }
}

/** Signs out, and stands at the challenge again. */
async function atChallenge (alice: Visitor): Promise<void> {
  await alice.enter('alice')
  await alice.open('/two-factor/challenge')
}

/** What the session counts for. */
async function methodOf ({ page }: Visitor): Promise<unknown> {
  return (await (await page.request.get('/me')).json() as { method?: string }).method
}

t.test('at the challenge the button of a passkey has the focus, and Enter is enough', async t => {
  const { alice, sent } = await openOwner(t)
  await atChallenge(alice)
  t.equal(await alice.page.evaluate(() => document.activeElement?.textContent), messages.usePasskey)
  await Promise.all([alice.page.waitForEvent('load'), alice.page.keyboard.press('Enter')])
  t.equal(await methodOf(alice), 'passkey')
  t.strictSame(sent.map(fields => Object.keys(fields)), [['credential']])
})

t.test('a passkey goes without the code that was typed and with the check box, and Enter in the field sends the code', async t => {
  const { alice, secret, nextCode, sent } = await openOwner(t)
  await atChallenge(alice)
  await alice.write(alice.field(messages.codeLabel), '123456')
  await alice.press(alice.page.locator('#trust-client'))
  await alice.follow(alice.button(messages.usePasskey))
  t.strictSame(sent.map(fields => Object.keys(fields)), [['trustClient', 'credential']])
  t.equal(await methodOf(alice), 'passkey')
  await alice.page.context().clearCookies()
  await atChallenge(alice)
  await alice.write(alice.field(messages.codeLabel), nextCode(secret))
  await Promise.all([alice.page.waitForEvent('load'), alice.page.keyboard.press('Enter')])
  t.strictSame(Object.keys(sent.at(-1)!), ['code'])
  t.equal(await methodOf(alice), 'totp')
})

t.test('who comes back to a page that sent a passkey can send a code from it, and nothing of the passkey goes along', async t => {
  const { alice, secret, nextCode, sent } = await openOwner(t)
  await atChallenge(alice)
  await alice.follow(alice.button(messages.usePasskey))
  await alice.enter('alice')
  await alice.page.goBack()
  await alice.send(nextCode(secret), messages.verify)
  t.strictSame(Object.keys(sent.at(-1)!), ['code'])
  t.equal(await methodOf(alice), 'totp')
})

t.test('Enter in the name of a new passkey makes it, and the name goes along', async t => {
  const { alice, key, sent } = await openOwner(t)
  const { page } = alice
  await key.unplug()
  await VirtualAuthenticator.plugIn(page, 'a security key')
  await alice.open('/two-factor')
  await alice.unfold(messages.addPasskey)
  await alice.follow(alice.button(messages.startEnrollment))
  await alice.write(alice.field(messages.nameLabel), 'Second key')
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')])
  t.strictSame(Object.keys(sent.at(-1)!), ['name', 'credential'])
  await alice.hears('“Second key” was added.')
})

t.test('a password that is due is asked for before the passkey is', async t => {
  const { alice, clock, sent } = await openOwner(t)
  clock.now += 900_000
  await alice.open('/two-factor')
  await alice.unfold(messages.disable)
  const button = alice.page.locator('details[open] [data-passkey]')
  await alice.press(button)
  t.equal(await alice.page.evaluate(() => document.activeElement?.id), 'disable-password')
  t.strictSame(sent, [])
  await alice.write(alice.page.locator('#disable-password'), 'right password')
  await alice.follow(button)
  await alice.hears(messages.doneDisabled)
  t.strictSame(Object.keys(sent.at(-1)!), ['password', 'credential'])
})

t.test('pressing twice asks once, and a browser that does not answer is said so beside the button, which keeps the focus and works again', async t => {
  const { alice, sent } = await openOwner(t)
  const { page } = alice
  await page.addInitScript(() => {
    let asked = 0
    const get = navigator.credentials.get.bind(navigator.credentials)
    navigator.credentials.get = async options => {
      asked++
      document.documentElement.dataset['asked'] = String(asked)
      if (asked > 1) return await get(options)
      await new Promise(resolve => { setTimeout(resolve, 300) })
      throw new DOMException('closed', 'NotAllowedError')
    }
  })
  await atChallenge(alice)
  await page.evaluate(() => {
    const button = document.querySelector<HTMLElement>('[data-passkey]')!
    button.click()
    button.click()
  })
  await alice.hears(messages.passkeyFailed)
  t.equal(await page.locator('html').getAttribute('data-asked'), '1')
  t.equal(await page.locator('form .note.error').textContent(), messages.passkeyFailed, 'in the form that failed')
  t.equal(await page.evaluate(() => document.activeElement?.textContent), messages.usePasskey)
  t.strictSame(sent, [])
  await alice.follow(alice.button(messages.usePasskey))
  t.equal(await methodOf(alice), 'passkey')
})

t.test('browsers without getTransports, and answers whose toJSON throws, are enough', async t => {
  const { alice, key } = await openOwner(t)
  const { page } = alice
  await page.addInitScript(() => {
    Reflect.deleteProperty(AuthenticatorAttestationResponse.prototype, 'getTransports')
    PublicKeyCredential.prototype.toJSON = () => { throw new TypeError('Illegal invocation') }
  })
  await key.unplug()
  await VirtualAuthenticator.plugIn(page, 'a phone or a password manager')
  await alice.open('/two-factor')
  await alice.unfold(messages.addPasskey)
  await alice.follow(alice.button(messages.startEnrollment))
  await alice.follow(alice.button(messages.continue))
  await alice.hears('was added.')
  await atChallenge(alice)
  await alice.follow(alice.button(messages.usePasskey))
  t.equal(await methodOf(alice), 'passkey')
})

t.test('a browser that knows no passkeys shows no button of one, and takes a code', async t => {
  const { alice, secret, nextCode } = await openOwner(t)
  await alice.page.addInitScript(() => { Reflect.deleteProperty(window, 'PublicKeyCredential') })
  await atChallenge(alice)
  t.notOk(await alice.button(messages.usePasskey).isVisible())
  t.notOk(await alice.page.getByText(messages.orCode).isVisible())
  await alice.send(nextCode(secret), messages.verify)
  t.equal(await methodOf(alice), 'totp')
})

t.test('of two tabs at the challenge the second goes on with the session that the first completed', async t => {
  const { alice } = await openOwner(t)
  await atChallenge(alice)
  const tab = await alice.newTab()
  await tab.open('/two-factor/challenge')
  await alice.follow(alice.button(messages.usePasskey))
  await tab.send('123456', messages.verify)
  t.equal(new URL(tab.page.url()).pathname, '/')
  t.equal(await methodOf(alice), 'passkey')
})

t.test('after a removal the browser is told which passkeys are left, where it listens', async t => {
  const { alice } = await openOwner(t)
  const { page } = alice
  await page.addInitScript(() => {
    Object.assign(PublicKeyCredential, {
      signalAllAcceptedCredentials: async (accepted: object) => {
        document.documentElement.dataset['accepted'] = JSON.stringify(accepted)
        throw new Error('a browser that fails is none of the user\'s business')
      }
    })
  })
  await alice.open('/two-factor')
  const told = async (): Promise<{ rpId: string, userId: string, allAcceptedCredentialIds: string[] }> => JSON.parse((await page.locator('html').getAttribute('data-accepted'))!)
  t.match(await told(), { rpId: 'localhost', userId: /^[\w-]{43}$/, allAcceptedCredentialIds: [/^[\w-]{20,}$/] })
  await alice.press(page.getByLabel('Remove Key', { exact: true }))
  await alice.follow(page.locator('details[open] [data-passkey]'))
  t.strictSame((await told()).allAcceptedCredentialIds, [])
})
