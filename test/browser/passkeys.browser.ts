import type { FastifyInstance } from 'fastify'
import type { Locator } from 'playwright-core'
import t, { type Test } from 'tap'
import { requireSignIn, requireStepUp } from '../../lib/index.js'
import { fill } from '../../lib/pages/messages.js'
import { en as messages } from '../../lib/pages/messages/en.js'
import { daysText } from '../../lib/pages/dates.js'
import { startLocalExample } from '../example-app/support.js'
import { START } from '../support/application.js'
import { openChromium } from './support/chromium.js'
import { keyboard, mouse } from './support/hands.js'
import { Sites } from './support/site.js'
import { devices, VirtualAuthenticator, type DeviceName } from './support/virtual-authenticator.js'
import { Visitor, type VisitorOptions } from './support/visitor.js'

t.jobs = 2

const browser = await openChromium(t)
const sites = new Sites(browser, 'en')
const inspected = false
const TEN_MINUTES = 600_000
const trustText = fill(messages.trustClientEither, { days: daysText(30, 'en') })

/** A guarded page of the application, which says how its visitor signed in. */
function addPage (app: FastifyInstance, path: string): void {
  app.get(path, { onRequest: requireSignIn }, async ({ twoFactor }, reply) =>
    reply.type('text/html').send(`<!doctype html><title>${path}</title><h1>${path}</h1><p>by ${twoFactor.method}</p>`))
}

function placeOf ({ page }: Visitor): string {
  const { pathname, search } = new URL(page.url())
  return pathname + search
}

/** On the first visit, where nothing is set up yet. */
async function register (visitor: Visitor, name: string): Promise<string[]> {
  await visitor.open('/two-factor')
  await visitor.follow(visitor.button(messages.addPasskey))
  await visitor.write(visitor.field(messages.nameLabel), name)
  await visitor.follow(visitor.button(messages.continue))
  await visitor.sees(messages.recoveryCodesTitle)
  const codes = await visitor.page.getByRole('listitem').allTextContents()
  await visitor.follow(visitor.button(messages.markSaved))
  await visitor.sees(messages.preferencesTitle)
  return codes
}

/** The button of a passkey in the form of this change. */
function passkeyFor (visitor: Visitor, change: string): Locator {
  return visitor.button(fill(messages.usePasskeyNamed, { action: change }))
}

async function signedInBy (t: Test, visitor: Visitor, method: string, message = `signed in by ${method}`): Promise<void> {
  await visitor.open('/me')
  t.match(await visitor.page.textContent('body'), `"method":"${method}"`, message)
}

function countPosts ({ page }: Visitor): () => number {
  let posts = 0
  page.on('request', request => { if (request.method() === 'POST') posts++ })
  return () => posts
}

/** How often the browser was asked for a passkey, in this document. */
async function countAsked ({ page }: Visitor): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const asked = window as unknown as { asked: number }
    asked.asked = 0
    const { get, create } = CredentialsContainer.prototype
    CredentialsContainer.prototype.get = async function (options) { asked.asked++; return await get.call(this, options) }
    CredentialsContainer.prototype.create = async function (options) { asked.asked++; return await create.call(this, options) }
  })
  return async () => await page.evaluate(() => (window as unknown as { asked: number }).asked)
}

/** What is told of a passkey that did not come: in the form, and to screen readers. */
async function toldOf (t: Test, visitor: Visitor, text: string): Promise<void> {
  await visitor.hears(text)
  t.strictSame(await visitor.page.locator('form > .note.error').allTextContents(), [text], 'it stands in the form, and no other error does')
}

for (const [device, { transport, verifies, synced = false }] of Object.entries(devices).map(([name, device]) => [name, { synced: false, ...device }] as const)) {
  t.test(`${device} is registered on the first visit, signs in and confirms`, async t => {
    const { visit, repository, clock } = await sites.openWithPasskeys(t, { extend: app => { addPage(app, '/wanted') } })
    const alice = await visit('alice', { inspected })
    const authenticator = await VirtualAuthenticator.plugIn(alice.page, device as DeviceName)
    await alice.open('/two-factor')
    await alice.follow(alice.button(messages.addPasskey))
    await alice.sees(messages.registrationTitle)
    await alice.reads(messages.addSecondMethod)
    await alice.write(alice.field(messages.nameLabel), 'Mine')
    await alice.follow(alice.button(messages.continue))
    await alice.sees(messages.recoveryCodesTitle)
    t.equal(await alice.page.getByRole('listitem').count(), 10, 'with recovery codes')
    await alice.follow(alice.button(messages.markSaved))
    await alice.reads('Mine')
    await alice.reads(messages.typePasskey)
    t.equal(await alice.page.getByText(messages.synced).count(), synced ? 1 : 0)
    const [passkey] = repository.stored('alice').authenticators
    // a phone that is near is found by Bluetooth
    const transports = transport === 'cable' ? ['ble', 'hybrid'] : [transport]
    t.match(passkey, { type: 'passkey', name: 'Mine', transports, backupEligible: synced, backedUp: synced })
    const [made] = await authenticator.passkeys()
    t.equal(made!.isResidentCredential, false, 'it takes no place on the device')
    if (verifies) await authenticator.verify(false)

    await alice.enter('alice')
    await alice.open('/wanted')
    await alice.sees(messages.stepUpTitle)
    t.equal(await alice.field(messages.codeLabel).count(), 0, 'no code is asked for, since there is no app')
    await alice.follow(alice.button(messages.usePasskey))
    t.equal(placeOf(alice), '/wanted')
    await alice.reads('by passkey')
    clock.now += 400_000
    await alice.open('/two-factor/step-up?next=%2Fwanted')
    await alice.follow(alice.button(messages.usePasskey))
    t.equal(placeOf(alice), '/wanted')
    t.equal(repository.stored('alice')['assertions'], 2)
  })
}

t.test('of several devices each signs in, alone, beside the others and beside one that is a stranger\'s', async t => {
  const { visit, repository, clock } = await sites.openWithPasskeys(t)
  const alice = await visit('alice', { inspected })
  const { page } = alice
  const names = ['a security key', 'a laptop that keeps its passkeys to itself', 'another phone, which is near'] as const
  const kept = []
  for (const [index, name] of names.entries()) {
    const device = await VirtualAuthenticator.plugIn(page, name)
    if (index === 0) await register(alice, name)
    else {
      await alice.open('/two-factor')
      await alice.unfold(messages.addPasskey)
      await alice.follow(alice.button(messages.startEnrollment))
      await alice.write(alice.field(messages.nameLabel), name)
      await alice.follow(alice.button(messages.continue))
      await alice.hears(fill(messages.doneAdded, { name }))
    }
    kept.push({ name, passkeys: await device.unplug() })
    clock.now += 1000
  }
  t.strictSame(repository.stored('alice').authenticators.map(({ name }) => name), names)
  const stranger = await VirtualAuthenticator.plugIn(page, 'a security key')
  const signIn = async (): Promise<void> => {
    await alice.enter('alice')
    await alice.open('/two-factor/challenge')
    await alice.press(alice.button(messages.usePasskey))
  }
  await signIn()
  await toldOf(t, alice, messages.passkeyFailed)
  await stranger.touch(false)
  for (const one of kept) {
    const device = await VirtualAuthenticator.plugIn(page, one.name, one.passkeys)
    await signIn()
    await page.waitForURL('/')
    await signedInBy(t, alice, 'passkey', `by ${one.name}`)
    one.passkeys = await device.unplug()
  }
  await stranger.unplug()
  for (const { name, passkeys } of kept) await VirtualAuthenticator.plugIn(page, name, passkeys)
  await signIn()
  await page.waitForURL('/')
  await signedInBy(t, alice, 'passkey', 'by any of them')
})

t.test('a device that is registered already says so, and another one is registered instead', async t => {
  const { visit, repository } = await sites.openWithPasskeys(t)
  const alice = await visit('alice', { inspected })
  const key = await VirtualAuthenticator.plugIn(alice.page, 'a security key with a PIN')
  await register(alice, 'First')
  await alice.unfold(messages.addPasskey)
  await alice.follow(alice.button(messages.startEnrollment))
  await alice.write(alice.field(messages.nameLabel), 'Second')
  const posts = countPosts(alice)
  for (let presses = 0; presses < 2; presses++) {
    await alice.press(alice.button(messages.continue))
    await toldOf(t, alice, messages.alreadyRegistered)
  }
  t.equal(posts(), 0, 'nothing is sent')
  await key.unplug()
  await VirtualAuthenticator.plugIn(alice.page, 'a security key')
  await alice.follow(alice.button(messages.continue))
  await alice.hears(fill(messages.doneAdded, { name: 'Second' }))
  t.strictSame(repository.stored('alice').authenticators.map(({ name }) => name), ['First', 'Second'])
})

t.test('a person who says no is told to try again, nothing is sent or forgotten, and the same button works then', async t => {
  const { visit, enroll } = await sites.openWithPasskeys(t, {}, { userVerification: 'required' })
  await enroll('alice')
  const alice = await visit('alice', { inspected })
  const { page } = alice
  const posts = countPosts(alice)
  const device = await VirtualAuthenticator.plugIn(page, 'a laptop that keeps its passkeys to itself')
  const carol = await visit('carol', { inspected })
  const other = await VirtualAuthenticator.plugIn(carol.page, 'a laptop that keeps its passkeys to itself')
  await other.verify(false)
  await carol.open('/two-factor')
  await carol.follow(carol.button(messages.addPasskey))
  await carol.write(carol.field(messages.nameLabel), 'Hers')
  for (let presses = 0; presses < 2; presses++) {
    await carol.press(carol.button(messages.continue))
    await toldOf(t, carol, messages.passkeyFailed)
  }
  t.equal(await carol.field(messages.nameLabel).inputValue(), 'Hers')
  await other.verify(true)
  await carol.follow(carol.button(messages.continue))
  await carol.sees(messages.recoveryCodesTitle)
  await carol.follow(carol.button(messages.markSaved))
  await carol.reads('Hers')

  await carol.enter('carol')
  await carol.open('/two-factor/challenge')
  await other.forge(true)
  await carol.press(carol.field(trustText))
  await carol.follow(carol.button(messages.usePasskey))
  await carol.sees(messages.stepUpTitle, { error: messages.invalidCredential })
  t.ok(await carol.field(trustText).isChecked(), 'what was ticked stays so')
  await other.forge(false)
  await other.verify(false)
  await carol.press(carol.button(messages.usePasskey))
  await toldOf(t, carol, messages.passkeyFailed)
  t.ok(await carol.field(trustText).isChecked())
  await other.verify(true)
  await carol.follow(carol.button(messages.usePasskey))
  await signedInBy(t, carol, 'passkey')
  t.equal(posts(), 0)
  await device.unplug()
})

t.test('while the browser waits for its device a second press asks nothing; who comes back to the page may press again', async t => {
  const { visit } = await sites.openWithPasskeys(t)
  const alice = await visit('alice', { inspected })
  const asked = await countAsked(alice)
  const key = await VirtualAuthenticator.plugIn(alice.page, 'a security key')
  await key.touch(false)
  await alice.open('/two-factor')
  await alice.follow(alice.button(messages.addPasskey))
  for (let presses = 0; presses < 3; presses++) await alice.press(alice.button(messages.continue))
  t.equal(await asked(), 1)
  await alice.page.evaluate(() => { window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })) })
  await alice.press(alice.button(messages.continue))
  t.equal(await asked(), 2)
  await alice.follow(alice.link(messages.cancel))
  await alice.follow(alice.button(messages.addPasskey))
  await key.touch(true)
  await alice.follow(alice.button(messages.continue))
  await alice.sees(messages.recoveryCodesTitle)
})

t.test('a passkey is added beside an app: with a name of its own, once, and other devices are signed out; both work then', async t => {
  const { visit, enroll, code, nextCode, repository } = await sites.openWithPasskeys(t)
  const { secret } = await enroll('alice')
  const elsewhere = await visit('alice', { inspected })
  await elsewhere.open('/two-factor/challenge')
  await elsewhere.send(code(secret), messages.verify)
  const alice = await visit('alice', { inspected, language: 'en' })
  await VirtualAuthenticator.plugIn(alice.page, 'a phone or a password manager')
  await alice.open('/two-factor/challenge')
  await alice.sees(messages.challengeTitle)
  t.equal(await alice.button(messages.usePasskey).count(), 0, 'no passkey is asked of who has none')
  await alice.send(nextCode(secret), messages.verify)
  await alice.open('/two-factor')
  await alice.unfold(messages.addPasskey)
  await alice.follow(alice.button(messages.startEnrollment))
  t.equal(await alice.page.getByText(messages.addSecondMethod).count(), 0, 'they have a second method')
  t.match(await alice.field(messages.nameLabel).inputValue(), /^Chrome on Linux$/)
  await alice.write(alice.field(messages.nameLabel), '')
  await alice.button(messages.continue).dblclick()
  await alice.hears(fill(messages.doneAdded, { name: 'Chrome on Linux' }))
  await alice.sees(messages.preferencesTitle)
  t.strictSame(repository.stored('alice').authenticators.map(({ type }) => type), ['totp', 'passkey'])
  await elsewhere.open('/me')
  t.equal(placeOf(elsewhere), '/login?next=%2Fme', 'the other device was signed out')

  await alice.enter('alice')
  await alice.open('/two-factor/challenge')
  t.equal(await alice.page.evaluate(() => document.activeElement!.textContent), messages.usePasskey, 'the passkey has the focus')
  await alice.send(nextCode(secret), messages.verify)
  await signedInBy(t, alice, 'totp')
  await alice.enter('alice')
  await alice.open('/two-factor/challenge')
  // what was typed before does not go along
  await alice.write(alice.field(messages.codeLabel), '12')
  await alice.follow(alice.button(messages.usePasskey))
  await signedInBy(t, alice, 'passkey')
})

t.test('a browser is remembered by a passkey, and forgotten', async t => {
  const { visit, repository } = await sites.openWithPasskeys(t)
  const alice = await visit('alice', { inspected })
  await VirtualAuthenticator.plugIn(alice.page, 'a security key')
  await register(alice, 'Key')
  await alice.enter('alice')
  await alice.open('/two-factor/challenge')
  await alice.press(alice.field(trustText))
  await alice.follow(alice.button(messages.usePasskey))
  t.equal(repository.stored('alice').trustedClients.length, 1)
  await alice.enter('alice')
  await signedInBy(t, alice, 'trusted-client')
  await alice.open('/two-factor')
  await alice.reads(messages.trustedClientsEither)
  await alice.follow(alice.page.getByRole('button', { name: messages.revoke }))
  await alice.reads(messages.trustedClientsEitherNone)
  await alice.enter('alice')
  await alice.open('/two-factor')
  await alice.sees(messages.stepUpTitle)
})

for (const [how, hand] of Object.entries({ 'by mouse': mouse, 'by keyboard alone': keyboard })) {
  t.test(`every change takes a passkey, ${how}: new recovery codes, a removal, turning it off`, async t => {
    const { visit, repository, clock, events } = await sites.openWithPasskeys(t)
    const alice = await visit('alice', { inspected, hand })
    const { page } = alice
    const key = await VirtualAuthenticator.plugIn(page, 'a security key')
    const first = await register(alice, 'Key')
    await key.unplug()
    await VirtualAuthenticator.plugIn(page, 'a phone or a password manager')
    await alice.unfold(messages.addPasskey)
    await alice.follow(alice.button(messages.startEnrollment))
    await alice.write(alice.field(messages.nameLabel), 'Phone')
    await alice.follow(alice.button(messages.continue))
    await alice.hears(fill(messages.doneAdded, { name: 'Phone' }))
    await alice.enter('alice')
    await alice.open('/two-factor/challenge')
    await alice.follow(alice.button(messages.usePasskey))
    clock.now += 400_000

    await alice.open('/two-factor')
    await alice.unfold(messages.regenerate)
    await alice.follow(passkeyFor(alice, messages.regenerate))
    await alice.sees(messages.recoveryCodesTitle)
    const second = await page.getByRole('listitem').allTextContents()
    t.equal(new Set([...first, ...second]).size, 20, 'these are new')
    await alice.follow(alice.button(messages.markSaved))
    await alice.press(page.getByLabel(fill(messages.removeNamed, { name: 'Key' }), { exact: true }))
    await alice.follow(passkeyFor(alice, fill(messages.removeNamed, { name: 'Key' })))
    await alice.hears(fill(messages.doneRemoved, { name: 'Key' }))
    t.strictSame(repository.stored('alice').authenticators.map(({ name }) => name), ['Phone'])
    t.equal(await page.getByText(messages.remove, { exact: true }).count(), 0, 'the last one cannot be removed')
    await alice.unfold(messages.disable)
    await alice.follow(passkeyFor(alice, messages.disable))
    await alice.hears(messages.doneDisabled)
    await alice.reads(messages.stateOff)
    t.strictSame(events.filter(({ type }) => type === 'failed'), [])
    await alice.enter('alice')
    await signedInBy(t, alice, 'none')
  })
}

t.test('who lost their phone gets in by a recovery code, and has a passkey in its place', async t => {
  const { visit, enroll, nextCode, repository, clock } = await sites.openWithPasskeys(t)
  const { recoveryCodes, secret } = await enroll('alice')
  const alice = await visit('alice', { inspected })
  await VirtualAuthenticator.plugIn(alice.page, 'a security key with a PIN')
  await alice.open('/two-factor/challenge')
  await alice.unfold(messages.lostAuthenticator)
  await alice.recover(recoveryCodes[0]!)
  await alice.sees(messages.preferencesTitle)
  await alice.reads(messages.stateRecovered)
  clock.now += 360_000
  await alice.follow(alice.button(messages.addPasskey))
  await alice.sees(messages.registrationTitle)
  t.ok(await alice.field(fill(messages.replaceLostLabel, { names: messages.unnamedAuthenticator })).isChecked(), 'what was lost goes')
  await alice.write(alice.field(messages.nameLabel), 'Key')
  await alice.follow(alice.button(messages.continue))
  await alice.sees(messages.preferencesTitle)
  await alice.hears(fill(messages.doneAdded, { name: 'Key' }))
  t.strictSame(repository.stored('alice').authenticators.map(({ name }) => name), ['Key'])
  await alice.enter('alice')
  await alice.open('/two-factor/challenge')
  t.equal(await alice.field(messages.codeLabel).count(), 0)
  await alice.page.request.post('/two-factor/challenge', { form: { code: nextCode(secret) } })
  await alice.follow(alice.button(messages.usePasskey))
  await signedInBy(t, alice, 'passkey')
})

t.test('a role that takes nothing but passkeys warns during its grace period, and then lets nobody in but by one', async t => {
  const soon = { twoFactor: 'phishing-resistant' as const, graceEndsAt: new Date(START + 86_400_000) }
  const given = { erin: { accountName: 'erin', ...soon }, frank: { accountName: 'frank', ...soon } }
  const site = await sites.openWithPasskeys(t, { users: given, extend: app => { addPage(app, '/wanted') } })
  const { visit, enroll, code, nextCode, clock, login } = site
  const warning = fill(messages.statePasskeyRequiredFrom, { date: 'Jan 16, 2026' })
  const isWarned = async (visitor: Visitor): Promise<void> => {
    await visitor.sees(messages.preferencesTitle)
    t.strictSame(await visitor.page.locator('.note.warning', { has: visitor.page.locator('time') }).allTextContents(), [warning])
    const [first] = await visitor.page.locator('form').all()
    t.match(await first!.textContent(), messages.addPasskey, 'the passkey comes first')
    t.equal(await visitor.page.locator('button.main').textContent(), messages.addPasskey)
  }
  const { secret, recoveryCodes } = await enroll('erin')
  const visitor = await visit('erin', { inspected, timeZone: 'UTC' })
  const { page } = visitor
  await VirtualAuthenticator.plugIn(page, 'a phone or a password manager')
  await visitor.open('/wanted')
  await visitor.send(code(secret), messages.verify)
  await isWarned(visitor)
  await visitor.follow(visitor.link(messages.notNow))
  t.equal(placeOf(visitor), '/wanted', 'a code is enough until then')
  await visitor.open('/wanted')
  t.equal(placeOf(visitor), '/wanted', 'they are led there once a sign-in')

  const frank = await visit('frank', { inspected, timeZone: 'UTC' })
  await VirtualAuthenticator.plugIn(frank.page, 'a security key')
  await frank.open('/two-factor')
  await isWarned(frank)
  await frank.unfold(messages.addApp)
  await frank.follow(frank.button(messages.startEnrollment))
  await frank.send(code((await frank.page.locator('#key').textContent())!.replaceAll(' ', '')), messages.confirmEnrollment)
  await frank.follow(frank.button(messages.markSaved))
  await frank.open('/two-factor')
  await isWarned(frank)
  await frank.follow(frank.button(messages.addPasskey))
  await frank.follow(frank.button(messages.continue))
  await frank.open('/two-factor')
  await frank.sees(messages.preferencesTitle)
  t.equal(await frank.page.getByText(messages.statePasskeyRequiredFrom.split('{')[0]!).count(), 0, 'who has one is warned no more')

  clock.now = START + 86_400_000 + 30_000
  const isHeld = async (): Promise<void> => {
    await visitor.open('/wanted')
    await visitor.sees(messages.preferencesTitle)
    await visitor.reads(messages.stateHeldForPasskey)
    t.equal(await visitor.button(messages.setUpNew).or(visitor.page.getByText(messages.addApp)).count(), 0, 'no app is offered')
  }
  await visitor.enter('erin')
  await visitor.open('/two-factor/challenge')
  await visitor.send(code(secret), messages.verify)
  await isHeld()
  await page.reload()
  await isHeld()
  const { secret: another } = await (await page.request.post('/two-factor/enrollment', { headers: { accept: 'application/json' } })).json() as { secret: string }
  await page.request.post('/two-factor/enrollment/confirm', { data: { code: code(another) }, headers: { accept: 'application/json' } })
  await isHeld()
  await visitor.enter('erin')
  await visitor.open('/two-factor/challenge')
  await visitor.send(nextCode(secret), messages.verify)
  await isHeld()
  await visitor.follow(visitor.button(messages.addPasskey))
  await visitor.sees(messages.registrationTitle)
  await visitor.follow(visitor.link(messages.cancel))
  await isHeld()
  await visitor.follow(visitor.button(messages.addPasskey))
  await visitor.follow(visitor.button(messages.continue))
  t.equal(placeOf(visitor), '/wanted', 'and leads on to where they were going')
  await visitor.reads('by passkey')

  await visitor.enter('erin')
  await visitor.open('/wanted')
  await visitor.sees(messages.stepUpTitle)
  t.equal(await visitor.field(messages.codeLabel).count(), 0)
  t.equal(await visitor.field(trustText).count(), 0, 'no browser is remembered')
  const coded = await login('erin')
  const refusal = await coded.post('/two-factor/challenge', { code: nextCode(secret) })
  t.equal(refusal.body.code, 'TWO_FACTOR_METHOD_NOT_ALLOWED')
  await visitor.follow(visitor.button(messages.usePasskey))
  t.equal(placeOf(visitor), '/wanted')
  await visitor.enter('erin')
  await visitor.open('/wanted')
  await visitor.unfold(messages.lostAuthenticator)
  await visitor.recover(recoveryCodes[0]!)
  await isHeld()
})

t.test('a page that takes nothing but a passkey leads who has only an app to one, and from there on to the page', async t => {
  const site = await sites.openWithPasskeys(t, {
    extend: app => {
      app.get('/keys', { onRequest: requireStepUp({ maxAgeSeconds: 300, phishingResistant: true }) }, async (_request, reply) =>
        reply.type('text/html').send('<!doctype html><title>Keys</title><h1>Keys</h1>'))
    }
  })
  const { visit, enroll, code } = site
  const { secret } = await enroll('alice')
  const alice = await visit('alice', { inspected })
  await VirtualAuthenticator.plugIn(alice.page, 'a phone or a password manager')
  await alice.open('/keys')
  await alice.send(code(secret), messages.verify)
  await alice.sees(messages.preferencesTitle)
  await alice.reads(messages.stateWantsPasskey)
  t.equal(await alice.page.locator('button.main').textContent(), messages.addPasskey)
  await alice.follow(alice.button(messages.addPasskey))
  await alice.follow(alice.link(messages.cancel))
  await alice.reads(messages.stateWantsPasskey)
  await alice.follow(alice.button(messages.addPasskey))
  await alice.follow(alice.button(messages.continue))
  await alice.sees(messages.stepUpTitle)
  t.equal(await alice.field(messages.codeLabel).count(), 0)
  await alice.follow(alice.button(messages.usePasskey))
  await alice.sees('Keys')
  t.equal(placeOf(alice), '/keys')
})

t.test('a passkey that was removed is offered no more, where the browser can be told', async t => {
  for (const can of [true, false]) {
    const { visit, repository } = await sites.openWithPasskeys(t)
    const alice = await visit('alice', { inspected })
    const { page } = alice
    if (!can) await page.addInitScript(() => { Reflect.deleteProperty(PublicKeyCredential, 'signalAllAcceptedCredentials') })
    const key = await VirtualAuthenticator.plugIn(page, 'a security key')
    await register(alice, 'Key')
    const [onKey] = await key.unplug()
    const phone = await VirtualAuthenticator.plugIn(page, 'a phone or a password manager')
    await alice.unfold(messages.addPasskey)
    await alice.follow(alice.button(messages.startEnrollment))
    await alice.write(alice.field(messages.nameLabel), 'Phone')
    await alice.follow(alice.button(messages.continue))
    await alice.hears(fill(messages.doneAdded, { name: 'Phone' }))
    // phones keep every passkey as one that is found by the site alone, whatever the site asks for
    const [onPhone] = await phone.unplug()
    const userHandle = Buffer.from(repository.stored('alice')['userHandle'] as string, 'base64url').toString('base64')
    const again = await VirtualAuthenticator.plugIn(page, 'a phone or a password manager', [{ ...onPhone!, isResidentCredential: true, userHandle }])
    await alice.open('/two-factor')
    await page.waitForLoadState('networkidle')
    t.equal((await again.passkeys()).length, 1, 'one that works stays')
    await VirtualAuthenticator.plugIn(page, 'a security key', [onKey!])
    const name = fill(messages.removeNamed, { name: 'Phone' })
    await alice.press(page.getByLabel(name, { exact: true }))
    await alice.follow(passkeyFor(alice, name))
    await alice.hears(fill(messages.doneRemoved, { name: 'Phone' }))
    if (can) while ((await again.passkeys()).length > 0) await page.waitForTimeout(50)
    else {
      await page.waitForLoadState('networkidle')
      t.equal((await again.passkeys()).length, 1)
    }
  }
})

t.test('of two tabs at the challenge each goes on to its own page by a passkey, and the way back leads there too', async t => {
  const { visit, repository } = await sites.openWithPasskeys(t, { extend: app => { for (const path of ['/first', '/second']) addPage(app, path) } })
  const first = await visit('alice', { inspected })
  const phone = await VirtualAuthenticator.plugIn(first.page, 'a phone or a password manager')
  await register(first, 'Phone')
  await first.enter('alice')
  const second = await first.newTab()
  await VirtualAuthenticator.plugIn(second.page, 'a phone or a password manager', await phone.passkeys())
  await first.open('/first')
  await second.open('/second?page=2')
  await first.follow(first.button(messages.usePasskey))
  t.equal(placeOf(first), '/first')
  await second.follow(second.button(messages.usePasskey))
  t.equal(placeOf(second), '/second?page=2')
  t.equal(repository.stored('alice')['assertions'], 1)
  await first.page.goBack()
  t.equal(placeOf(first), '/first')
  await signedInBy(t, first, 'passkey')
  await signedInBy(t, second, 'passkey')
})

t.test('of two tabs that confirm, the slower is asked once more, and so is a registration in a second tab', async t => {
  const { visit, clock, repository } = await sites.openWithPasskeys(t, { extend: app => { addPage(app, '/wanted') } })
  const first = await visit('alice', { inspected })
  const phone = await VirtualAuthenticator.plugIn(first.page, 'a phone or a password manager')
  const second = await first.newTab()
  const key = await VirtualAuthenticator.plugIn(second.page, 'a security key')
  await second.open('/two-factor')
  await second.follow(second.button(messages.addPasskey))
  await first.page.bringToFront()
  await register(first, 'Phone')
  await second.page.bringToFront()
  await second.follow(second.button(messages.continue))
  await second.sees(messages.registrationTitle, { error: messages.noEnrollment })
  await second.follow(second.button(messages.continue))
  await second.sees(messages.preferencesTitle)
  t.equal(repository.stored('alice').authenticators.length, 2)
  await key.unplug()
  await VirtualAuthenticator.plugIn(second.page, 'a phone or a password manager', await phone.passkeys())
  clock.now += 400_000
  for (const tab of [first, second]) await tab.open('/two-factor/step-up?next=%2Fwanted')
  await first.follow(first.button(messages.usePasskey))
  t.equal(placeOf(first), '/wanted')
  await second.follow(second.button(messages.usePasskey))
  await second.sees(messages.stepUpTitle, { error: messages.invalidCredential })
  await second.follow(second.button(messages.usePasskey))
  t.equal(placeOf(second), '/wanted')
})

t.test('a double click asks once and signs in once; reload and Back send nothing again', async t => {
  const { visit, repository } = await sites.openWithPasskeys(t, { extend: app => { addPage(app, '/wanted') } })
  const alice = await visit('alice', { inspected })
  const { page } = alice
  const device = await VirtualAuthenticator.plugIn(page, 'a laptop that keeps its passkeys to itself')
  await alice.open('/two-factor')
  await alice.follow(alice.button(messages.addPasskey))
  await alice.button(messages.continue).dblclick()
  await alice.sees(messages.recoveryCodesTitle)
  t.equal((await device.passkeys()).length, 1)
  await page.reload()
  await alice.sees(messages.preferencesTitle)
  await alice.reads(messages.stateCodesGiven)
  t.equal(repository.stored('alice').authenticators.length, 1)

  await alice.enter('alice')
  await alice.open('/wanted')
  const posts = countPosts(alice)
  await device.forge(true)
  await alice.follow(alice.button(messages.usePasskey))
  await alice.sees(messages.stepUpTitle, { error: messages.invalidCredential })
  t.equal(placeOf(alice), '/two-factor/challenge?next=%2Fwanted')
  await page.reload()
  await alice.sees(messages.stepUpTitle)
  t.equal(placeOf(alice), '/two-factor/challenge?next=%2Fwanted')
  t.equal(posts(), 1)
  await device.forge(false)
  await alice.button(messages.usePasskey).dblclick()
  await page.waitForURL('/wanted')
  await page.waitForLoadState('networkidle')
  t.equal(posts(), 2)
  t.equal(repository.stored('alice')['assertions'], 1)
  await alice.open('/two-factor/challenge')
  await page.goBack()
  t.equal(placeOf(alice), '/wanted')
  t.equal(posts(), 2)
})

t.test('while the answer of a passkey is under way nothing of its form is sent again, and the answer arrives', async t => {
  const { visit, enroll, code } = await sites.openWithPasskeys(t, { extend: app => { addPage(app, '/wanted') } })
  const { secret } = await enroll('alice')
  const alice = await visit('alice', { inspected })
  const { page } = alice
  const posts = countPosts(alice)
  let asked = 0
  page.on('console', message => { if (message.text() === 'asked') asked++ })
  await page.addInitScript(() => {
    for (const name of ['get', 'create'] as const) {
      const ask = CredentialsContainer.prototype[name]
      CredentialsContainer.prototype[name] = async function (options: never) {
        console.debug('asked')
        return await ask.call(this, options)
      }
    }
  })
  await VirtualAuthenticator.plugIn(page, 'a phone or a password manager')
  await alice.open('/two-factor/challenge')
  await alice.send(code(secret), messages.verify)
  await alice.open('/two-factor')
  await alice.unfold(messages.addPasskey)
  await alice.follow(alice.button(messages.startEnrollment))
  const sentBefore = posts()
  /** Presses the second button when the form is on its way. */
  const pressTwice = async (first: Locator, second: Locator): Promise<void> => {
    await second.evaluate(element => {
      const button = element as HTMLButtonElement
      button.form!.addEventListener('formdata', () => { setTimeout(() => { button.click() }) }, { once: true })
    })
    await first.click({ noWaitAfter: true })
  }
  await pressTwice(alice.button(messages.continue), alice.button(messages.continue))
  await alice.hears(fill(messages.doneAdded, { name: 'Chrome on Linux' }))
  t.equal(asked, 1)
  t.equal(posts(), sentBefore + 1)

  await alice.enter('alice')
  await alice.open('/wanted')
  await alice.write(alice.field(messages.codeLabel), code(secret))
  await pressTwice(alice.button(messages.usePasskey), alice.button(messages.verify))
  await page.waitForURL('/wanted')
  await signedInBy(t, alice, 'passkey')
  t.equal(asked, 2)
  t.equal(posts(), sentBefore + 2)
})

t.test('a form is sent once, and again by who comes back to its page', async t => {
  const { visit, enroll } = await sites.openWithPasskeys(t)
  await enroll('alice')
  const alice = await visit('alice', { inspected })
  await alice.open('/two-factor/challenge')
  const sends = async (): Promise<boolean> => await alice.page.locator('form').first().evaluate(form => form.dispatchEvent(new SubmitEvent('submit', { bubbles: true, cancelable: true })))
  t.strictSame([await sends(), await sends()], [true, false])
  await alice.page.evaluate(() => { window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })) })
  t.equal(await sends(), true)
})

t.test('without script nothing is offered that does nothing, the ways that work are named, and there is no dead end', async t => {
  const { visit, enroll, code, nextCode } = await sites.openWithPasskeys(t)
  const withScript = await visit('alice', { inspected })
  await VirtualAuthenticator.plugIn(withScript.page, 'a security key')
  const recoveryCodes = await register(withScript, 'Key')
  const alice = await visit('alice', { inspected, javaScript: false })
  await alice.open('/two-factor/challenge')
  await alice.sees(messages.stepUpTitle)
  t.equal(await alice.page.locator('noscript').innerText(), messages.passkeysNeedScript)
  t.equal(await alice.button(messages.usePasskey).count(), 0)
  await alice.unfold(messages.lostAuthenticator)
  await alice.recover(recoveryCodes[0]!)
  await alice.sees(messages.preferencesTitle)
  await alice.follow(alice.button(messages.addPasskey))
  await alice.sees(messages.registrationTitle)
  t.equal(await alice.page.locator('noscript').innerText(), messages.passkeysNeedScript)
  t.equal(await alice.button(messages.continue).count(), 0)
  await alice.page.locator('#name').press('Enter')
  await alice.sees(messages.registrationTitle, { error: messages.invalidCredential })
  await alice.follow(alice.link(messages.cancel))
  await alice.follow(alice.button(messages.setUpNew))
  const secret = (await alice.page.locator('#key').textContent())!.replaceAll(' ', '')
  await alice.press(alice.page.locator('#replace'))
  await alice.send(code(secret), messages.confirmEnrollment)
  await alice.sees(messages.preferencesTitle)

  const { secret: bobs } = await enroll('bob')
  const added = await visit('bob', { inspected })
  await VirtualAuthenticator.plugIn(added.page, 'a security key')
  await added.open('/two-factor/challenge')
  await added.send(nextCode(bobs), messages.verify)
  await added.open('/two-factor')
  await added.unfold(messages.addPasskey)
  await added.follow(added.button(messages.startEnrollment))
  await added.follow(added.button(messages.continue))
  await added.sees(messages.preferencesTitle)
  const bob = await visit('bob', { inspected, javaScript: false })
  await bob.open('/two-factor/challenge')
  t.equal(await bob.page.locator('noscript').innerText(), messages.passkeysNeedScript)
  await bob.send(nextCode(bobs), messages.verify)
  await signedInBy(t, bob, 'totp')
  await bob.open('/two-factor')
  await bob.unfold(messages.disable)
  await bob.write(bob.page.locator('#disable-code'), nextCode(bobs))
  await bob.follow(bob.button(messages.disable))
  await bob.hears(messages.doneDisabled)
})

t.test('what the browser was to be asked for ten minutes ago is shown anew, and said to be', async t => {
  const { visit, clock } = await sites.openWithPasskeys(t, { sessions: { pendingSeconds: 3600, freshSeconds: 3600 } })
  const alice = await visit('alice', { inspected })
  const key = await VirtualAuthenticator.plugIn(alice.page, 'a security key')
  await alice.open('/two-factor')
  await alice.follow(alice.button(messages.addPasskey))
  await alice.write(alice.field(messages.nameLabel), 'Key')
  clock.now += TEN_MINUTES
  await alice.follow(alice.button(messages.continue))
  await alice.sees(messages.registrationTitle, { error: messages.noEnrollment })
  t.equal(await alice.field(messages.nameLabel).inputValue(), 'Key')
  await alice.follow(alice.button(messages.continue))
  await alice.sees(messages.recoveryCodesTitle)
  await alice.follow(alice.button(messages.markSaved))

  await alice.enter('alice')
  await alice.open('/two-factor/challenge')
  clock.now += TEN_MINUTES
  await alice.follow(alice.button(messages.usePasskey))
  await alice.sees(messages.stepUpTitle, { error: messages.invalidCredential })
  await alice.follow(alice.button(messages.usePasskey))
  await signedInBy(t, alice, 'passkey')
  await alice.open('/two-factor')
  await alice.unfold(messages.regenerate)
  clock.now += TEN_MINUTES
  await alice.follow(passkeyFor(alice, messages.regenerate))
  await alice.sees(messages.preferencesTitle, { error: messages.invalidCredential })
  await alice.follow(passkeyFor(alice, messages.regenerate))
  await alice.sees(messages.recoveryCodesTitle)
  await alice.follow(alice.button(messages.markSaved))

  await alice.unfold(messages.addPasskey)
  await alice.follow(alice.button(messages.startEnrollment))
  clock.now += TEN_MINUTES
  await key.unplug()
  await VirtualAuthenticator.plugIn(alice.page, 'a phone or a password manager')
  await alice.follow(alice.button(messages.continue))
  await alice.sees(messages.preferencesTitle, { error: messages.noEnrollment })
})

t.test('codes that are locked or blocked leave the passkey working', async t => {
  const { visit, enroll, nextCode, code, wrong, login, clock } = await sites.openWithPasskeys(t)
  const { secret } = await enroll('alice')
  const alice = await visit('alice', { inspected })
  await VirtualAuthenticator.plugIn(alice.page, 'a security key')
  await alice.open('/two-factor/challenge')
  await alice.send(nextCode(secret), messages.verify)
  await alice.open('/two-factor')
  await alice.unfold(messages.addPasskey)
  await alice.follow(alice.button(messages.startEnrollment))
  await alice.follow(alice.button(messages.continue))
  for (const [failures, text] of [[5, messages.statePasskeyWorks], [95, messages.blocked]] as const) {
    for (let guesses = 0; guesses < failures; guesses++) {
      if (failures === 95) clock.now += 3_600_000
      const thief = await login('alice')
      await thief.post('/two-factor/challenge', { code: wrong(secret) })
    }
    await alice.enter('alice')
    await alice.open('/two-factor/challenge')
    await alice.reads(text)
    await alice.follow(alice.button(messages.usePasskey))
    await signedInBy(t, alice, 'passkey')
  }
  await alice.open('/two-factor')
  await alice.reads(messages.stateBlocked)
  await alice.follow(alice.button(messages.setUpNew))
  const key = (await alice.page.locator('#key').textContent())!.replaceAll(' ', '')
  await alice.send(code(key), messages.confirmEnrollment)
  await alice.sees(messages.preferencesTitle)
  t.equal(await alice.page.getByText(messages.stateBlocked).count(), 0)
})

t.test('a browser that has no passkeys is shown no button for them, and the other ways', async t => {
  const { visit } = await sites.openWithPasskeys(t)
  const withPasskeys = await visit('alice', { inspected })
  await VirtualAuthenticator.plugIn(withPasskeys.page, 'a security key')
  const recoveryCodes = await register(withPasskeys, 'Key')
  const alice = await visit('alice', { inspected })
  await alice.page.addInitScript(() => { Reflect.deleteProperty(window, 'PublicKeyCredential') })
  await alice.open('/two-factor/challenge')
  await alice.sees(messages.stepUpTitle)
  t.equal(await alice.button(messages.usePasskey).count(), 0)
  await alice.unfold(messages.lostAuthenticator)
  await alice.recover(recoveryCodes[0]!)
  await alice.sees(messages.preferencesTitle)
})

t.test('an administrator of the example is held for a passkey, registers one, administers, and signs in by it without a code', async t => {
  const { url } = await startLocalExample(t)
  const admin = await Visitor.open(t, browser, { url })
  const { messages, example, page } = admin
  await VirtualAuthenticator.plugIn(page, 'a security key')
  await admin.open('/admin')
  await admin.passPassword('admin')
  await admin.sees(messages.preferencesTitle)
  await admin.reads(messages.stateHeldForPasskey)
  t.equal(await page.getByText(messages.enable).or(page.getByText(messages.addApp)).count(), 0, 'no app is offered')
  await admin.follow(admin.button(messages.addPasskey))
  await admin.follow(admin.button(messages.continue))
  await admin.sees(messages.recoveryCodesTitle)
  await admin.follow(admin.button(messages.markSaved))
  await admin.sees(example.administrationTitle)
  t.equal(placeOf(admin), '/admin')
  await admin.signOut()
  await admin.open('/admin')
  await admin.passPassword('admin')
  await admin.sees(messages.stepUpTitle)
  t.equal(await admin.field(messages.codeLabel).count(), 0, 'no code is asked for')
  await admin.follow(admin.button(messages.usePasskey))
  await admin.sees(example.administrationTitle)
  await admin.open('/')
  await admin.reads(fill(example.signedInAs, { name: 'admin', method: example.methods.passkey }))
})

const looks: Record<string, Omit<VisitorOptions, 'url'>> = {
  'in English': { language: 'en' },
  'in Italian': { language: 'it' },
  'on a phone': { isPhone: true }
}

for (const [how, options] of Object.entries(looks)) {
  t.test(`the example has passkeys where it runs on this machine: one is registered, signs in and confirms ${how}`, async t => {
    const { url } = await startLocalExample(t)
    const alice = await Visitor.open(t, browser, { url, ...options })
    const { messages, example, page } = alice
    await VirtualAuthenticator.plugIn(page, 'a phone or a password manager')
    await alice.signIn('alice')
    await alice.open('/two-factor')
    await alice.sees(messages.preferencesTitle)
    await alice.follow(alice.button(messages.addPasskey))
    await alice.sees(messages.registrationTitle)
    await alice.write(alice.field(messages.nameLabel), 'Pocket')
    await alice.follow(alice.button(messages.continue))
    await alice.sees(messages.recoveryCodesTitle)
    await alice.follow(alice.button(messages.markSaved))
    await alice.sees(messages.preferencesTitle)
    await alice.reads('Pocket')
    await alice.follow(alice.button(messages.signOut))
    await alice.open('/payout')
    await alice.passPassword('alice')
    await alice.sees(messages.stepUpTitle)
    await alice.follow(alice.button(messages.usePasskey))
    await alice.sees(example.payoutTitle)
    await alice.signOut()
    await alice.signIn('alice')
    await alice.follow(alice.button(messages.usePasskey))
    await alice.reads(fill(example.signedInAs, { name: 'alice', method: example.methods.passkey }))
  })
}
