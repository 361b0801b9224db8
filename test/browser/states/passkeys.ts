import type { Test } from 'tap'
import { daysText } from '../../../lib/pages/dates.js'
import { fill } from '../../../lib/pages/messages.js'
import { START } from '../../support/application.js'
import type { Sites } from '../support/site.js'
import { VirtualAuthenticator } from '../support/virtual-authenticator.js'
import type { Visitor } from '../support/visitor.js'

const CHALLENGE_SECONDS = 600

/** A passkey and an app: the first set-up, both at the challenge, a lock, a step-up that came too late, and no script. */
export async function passkeyStates (t: Test, sites: Sites): Promise<void> {
  const site = await sites.openWithPasskeys(t)
  const { visit, repository, code, wrong, login, clock } = site
  const alice = await visit('alice')
  const { messages, page } = alice
  await VirtualAuthenticator.plugIn(page, 'a phone or a password manager')
  await alice.open('/two-factor')
  await alice.sees(messages.preferencesTitle)
  await alice.reads(messages.addPasskeyHint)
  await alice.follow(alice.button(messages.addPasskey))
  await alice.sees(messages.registrationTitle)
  await alice.reads(messages.addSecondMethod)
  await misdirect(alice)
  await alice.press(alice.button(messages.continue))
  await alice.hears(messages.passkeyFailed)
  await alice.sees(messages.registrationTitle)
  await alice.follow(alice.link(messages.cancel))
  await alice.follow(alice.button(messages.addPasskey))
  await alice.write(alice.field(messages.nameLabel), 'x'.repeat(65))
  await alice.follow(alice.button(messages.continue))
  await alice.sees(messages.registrationTitle, { error: messages.malformedName })
  await alice.write(alice.field(messages.nameLabel), 'Laptop')
  await alice.follow(alice.button(messages.continue))
  await alice.sees(messages.recoveryCodesTitle)
  await alice.follow(alice.button(messages.markSaved))
  await alice.sees(messages.preferencesTitle)
  await alice.reads(messages.synced)
  await alice.reads(messages.trustedClientsEitherNone)

  await alice.unfold(messages.addPasskey)
  await alice.follow(alice.button(messages.startEnrollment))
  await alice.press(alice.button(messages.continue))
  await alice.hears(messages.alreadyRegistered)
  await alice.sees(messages.registrationTitle)
  await alice.follow(alice.link(messages.cancel))
  await alice.unfold(messages.addApp)
  await alice.reads(messages.addAppHint)
  await alice.follow(alice.button(messages.startEnrollment))
  const secret = (await page.locator('#key').textContent())!.replaceAll(' ', '')
  await alice.send(code(secret), messages.confirmEnrollment)
  await alice.sees(messages.preferencesTitle)

  await alice.enter('alice')
  await alice.open('/two-factor/challenge')
  await alice.sees(messages.stepUpTitle)
  await alice.reads(messages.orCode)
  await alice.press(alice.field(fill(messages.trustClientEither, { days: daysText(30, sites.language) })))
  await alice.follow(alice.button(messages.usePasskey))
  await alice.open('/two-factor')
  await alice.sees(messages.preferencesTitle)
  await alice.reads(messages.trustedClientsEither)

  const thief = await login('alice')
  for (let guesses = 0; guesses < 5; guesses++) await thief.post('/two-factor/challenge', { code: wrong(secret) })
  const other = await visit('alice')
  await other.open('/two-factor/challenge')
  await other.sees(messages.stepUpTitle)
  await other.reads(messages.statePasskeyWorks)
  const quiet = await visit('alice', { javaScript: false, inspected: false })
  await quiet.open('/two-factor/challenge')
  const seen = await quiet.page.locator('body').innerText()
  t.match(seen, messages.passkeysNeedScript)
  quiet.texts.push(seen)
  t.notOk(await quiet.button(messages.usePasskey).isVisible(), 'no button that does nothing')

  await alice.open('/two-factor/step-up')
  await alice.sees(messages.stepUpTitle)
  clock.now += (CHALLENGE_SECONDS + 1) * 1000
  await alice.follow(alice.button(messages.usePasskey))
  await alice.sees(messages.stepUpTitle, { error: messages.invalidCredential })
  await alice.follow(alice.button(messages.usePasskey))
  repository.store('alice', record => {
    const [key] = record.authenticators
    const others = ['2', '3', '4', '5'].map(number => ({ ...key!, id: `key-${number}`, credentialId: `a${number}`, name: `Key ${number}` }))
    return { ...record, authenticators: [...record.authenticators, ...others] }
  })
  await alice.open('/two-factor')
  await alice.sees(messages.preferencesTitle)
  await alice.reads(messages.addPasskeyFull)
}

/** A role that takes nothing but passkeys, on a site that takes none that are copied. */
export async function heldStates (t: Test, sites: Sites): Promise<void> {
  const { visit } = await sites.openWithPasskeys(t, { users: { erin: { accountName: 'erin', twoFactor: 'phishing-resistant' } } }, { syncable: false })
  const erin = await visit('erin')
  const { messages, page } = erin
  const phone = await VirtualAuthenticator.plugIn(page, 'a phone or a password manager')
  await erin.open('/two-factor')
  await erin.sees(messages.preferencesTitle)
  await erin.reads(messages.stateHeldForPasskey)
  await erin.follow(erin.button(messages.addPasskey))
  await erin.follow(erin.button(messages.continue))
  await erin.sees(messages.registrationTitle, { error: messages.syncedNotAllowed })
  await phone.unplug()
  await VirtualAuthenticator.plugIn(page, 'a security key with a PIN')
  await erin.follow(erin.button(messages.continue))
  await erin.sees(messages.recoveryCodesTitle)
  await erin.follow(erin.button(messages.markSaved))
  await erin.enter('erin')
  await erin.open('/two-factor/challenge')
  await erin.sees(messages.stepUpTitle)
  t.notOk(await erin.field(messages.codeLabel).count(), 'no code is asked for that would not be accepted')
  // as a page would that was opened before the role asked for passkeys
  await Promise.all([page.waitForEvent('load'), page.evaluate(() => {
    const form = document.querySelector('form')!
    form.insertAdjacentHTML('beforeend', '<input name="code" value="123456">')
    setTimeout(() => { form.submit() })
  })])
  await erin.sees(messages.stepUpTitle, { error: messages.methodNotAllowed })
  await erin.follow(erin.button(messages.usePasskey))
  await erin.open('/two-factor')
  await erin.sees(messages.preferencesTitle)
}

/** Before a role takes nothing but passkeys, a page that takes nothing else, and a site that takes none at all. */
export async function wantedStates (t: Test, sites: Sites): Promise<void> {
  const soon = { twoFactor: 'phishing-resistant' as const, graceEndsAt: new Date(START + 86_400_000) }
  const { visit } = await sites.openWithPasskeys(t, { users: { alice: { accountName: 'alice' }, erin: { accountName: 'erin', ...soon } } })
  const erin = await visit('erin')
  const { messages } = erin
  await erin.open('/two-factor')
  await erin.sees(messages.preferencesTitle)
  await erin.reads(messages.statePasskeyRequiredFrom.split('{')[0]!)
  const alice = await visit('alice')
  await alice.open('/two-factor?method=passkey')
  await alice.sees(messages.preferencesTitle)
  await alice.reads(messages.stateWantsPasskey)
  const without = await sites.open(t, { users: { erin: { accountName: 'erin', twoFactor: 'phishing-resistant' } } })
  const held = await without.visit('erin')
  await held.open('/two-factor')
  await held.sees(messages.preferencesTitle)
  await held.reads(messages.stateNoPasskeys)
}

/** Has the browser refuse to ask, as where a dialog is closed. */
async function misdirect ({ page }: Visitor): Promise<void> {
  await page.evaluate(() => {
    const { dataset } = document.querySelector<HTMLElement>('[data-options]')!
    const options = JSON.parse(dataset['options']!) as { rp: object }
    dataset['options'] = JSON.stringify({ ...options, rp: { ...options.rp, id: 'elsewhere.example' } })
  })
}
