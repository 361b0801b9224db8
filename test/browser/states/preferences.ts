import type { Test } from 'tap'
import { fill } from '../../../lib/pages/messages.js'
import { START } from '../../support/application.js'
import type { Sites } from '../support/site.js'

const SECRETS = ['JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', 'KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU']
const DAY = 86_400_000

/** Authenticators, recovery codes and remembered browsers that come and go, also in a second tab. */
export async function preferencesStates (t: Test, sites: Sites): Promise<void> {
  const { app, visit, repository, signIn, code, nextCode, wrong } = await sites.open(t)
  for (const [index, secret] of SECRETS.entries()) await app.twoFactor.importAuthenticator('alice', { secret, name: `Imported ${index}` })
  const secret = SECRETS[0]!
  for (let clients = 0; clients < 6; clients++) await signIn('alice', secret, { trustClient: true })
  const alice = await visit('alice')
  const { messages } = alice
  await alice.open('/two-factor/challenge')
  await alice.press(alice.trustBox())
  await alice.send(code(secret), messages.verify)
  await alice.open('/two-factor')
  await alice.sees(messages.preferencesTitle)
  await alice.reads(messages.recoveryCodesNone)
  await alice.reads(messages.neverUsed)
  await alice.reads(messages.currentClient)
  await alice.unfold(messages.trustedClientsMore)

  await alice.send(wrong(...SECRETS), messages.regenerate)
  await alice.sees(messages.preferencesTitle, { error: messages.invalidCode })
  await alice.send(nextCode(secret), messages.regenerate)
  await alice.sees(messages.recoveryCodesTitle)
  await alice.reads(messages.recoveryCodesNew)
  await repository.store('alice', record => ({ ...record, recoveryCodes: (record['recoveryCodes'] as string[]).slice(0, 2) }))
  const tab = await alice.newTab()
  await tab.open('/two-factor')
  await tab.sees(messages.preferencesTitle)
  await tab.reads(messages.stateCodesGiven)
  await tab.reads(messages.recoveryCodesUnsaved)
  await tab.button(messages.markedSaved).waitFor()
  await alice.follow(alice.button(messages.markSaved))
  await alice.sees(messages.preferencesTitle)
  await alice.hears(messages.doneSaved)
  await alice.reads(messages.recoveryCodesFew)

  await alice.press(alice.page.getByLabel(fill(messages.renameNamed, { name: 'Imported 0' })))
  await alice.write(alice.field(messages.nameLabel), ' ')
  await alice.follow(alice.button(messages.rename))
  await alice.sees(messages.preferencesTitle, { error: messages.malformedName })
  await alice.write(alice.field(messages.nameLabel), 'Old phone')
  await alice.follow(alice.button(messages.rename))
  await alice.sees(messages.preferencesTitle)
  await alice.hears(fill(messages.doneRenamed, { name: 'Old phone' }))

  await tab.open('/two-factor')
  await alice.follow(alice.page.getByRole('button', { name: fill(messages.revokeNamed, { name: '' }).trim() }).first())
  await alice.sees(messages.preferencesTitle)
  await alice.hears(messages.doneRevoked.split('{name}')[1]!)
  await alice.follow(alice.button(messages.revokeAll))
  await alice.sees(messages.preferencesTitle)
  await alice.hears(messages.doneRevokedAll)
  await alice.reads(messages.trustedClientsNone)
  await tab.follow(tab.button(fill(messages.revokeNamed, { name: messages.unknownClient })).first())
  await tab.sees(messages.preferencesTitle, { error: messages.notFound })

  await alice.press(alice.page.getByLabel(fill(messages.removeNamed, { name: 'Old phone' })))
  await alice.send(nextCode(secret), messages.remove)
  await alice.sees(messages.preferencesTitle)
  await alice.hears(fill(messages.doneRemoved, { name: 'Old phone' }))
  await tab.press(tab.page.getByLabel(fill(messages.removeNamed, { name: 'Imported 1' })))
  await tab.send(nextCode(SECRETS[1]!), messages.remove)
  await tab.sees(messages.preferencesTitle, { error: messages.lastAuthenticator })

  await alice.unfold(messages.disable)
  await alice.send(nextCode(SECRETS[1]!), messages.disable)
  await alice.sees(messages.preferencesTitle)
  await alice.hears(messages.doneDisabled)
  await alice.reads(messages.stateOff)
  await tab.unfold(messages.disable)
  await tab.send(nextCode(SECRETS[1]!), messages.disable)
  await tab.sees(messages.preferencesTitle, { error: messages.notEnabled })
}

/** A sign-in that is too old for changes, with a password to ask for and without one. */
export async function staleStates (t: Test, sites: Sites): Promise<void> {
  const { visit, clock } = await sites.open(t, {
    users: { alice: { accountName: 'alice' }, oscar: { accountName: 'oscar', hasPassword: false } },
    verifyPassword: () => false
  })
  const alice = await visit('alice')
  const oscar = await visit('oscar')
  const { messages } = alice
  await alice.open('/two-factor')
  clock.now += 900_000
  await alice.follow(alice.button(messages.enable))
  await alice.sees(messages.preferencesTitle, { error: messages.reauthenticationRequired })
  await alice.write(alice.field(messages.passwordLabel), 'a wrong guess')
  await alice.follow(alice.button(messages.enable))
  await alice.sees(messages.preferencesTitle, { error: messages.invalidPassword })
  await oscar.open('/two-factor')
  await oscar.sees(messages.preferencesTitle)
  await oscar.reads(messages.signInAgain)
  await oscar.link(messages.signInAgainAction).waitFor()
}

/** Sessions of every kind, in several browsers, that are ended one by one and all at once, also by the password. */
export async function sessionStates (t: Test, sites: Sites): Promise<void> {
  const { app, visit, repository, clock, code } = await sites.open(t, {
    sessions: { list: true },
    users: { alice: { accountName: 'alice' } },
    verifyPassword: (_userId, password) => password === 'right'
  })
  const secret = SECRETS[0]!
  await app.twoFactor.importAuthenticator('alice', { secret })
  const alice = await visit('alice')
  const { messages } = alice
  await alice.open('/two-factor/challenge')
  await alice.send(code(secret), messages.verify)
  const methods = ['totp', 'passkey', 'sent-code', 'recovery-code', 'trusted-client', 'external', 'none']
  await repository.store('alice', record => ({
    ...record,
    sessions: [...methods.map((method, index) => ({ id: `session-${index}`, ...(index === 0 ? { browser: 'Firefox', system: 'Linux' } : {}), method, at: clock.now, endsAt: clock.now + DAY })), ...record['sessions'] as object[]]
  }))
  await alice.open('/two-factor')
  await alice.sees(messages.preferencesTitle)
  await alice.reads(messages.sessions)
  await alice.reads(messages.sessionsHint)
  await alice.reads(messages.currentClient)
  await alice.unfold(messages.sessionsMore)
  const tab = await alice.newTab()
  await tab.open('/two-factor')
  await tab.unfold(messages.sessionsMore)
  const firefox = fill(messages.browserOnSystem, { browser: 'Firefox', system: 'Linux' })
  const ending = fill(messages.revokeSessionNamed, { name: firefox })
  await alice.follow(alice.page.getByRole('button', { name: ending }))
  await alice.sees(messages.preferencesTitle)
  await alice.hears(fill(messages.doneSessionRevoked, { name: firefox }))
  await tab.follow(tab.page.getByRole('button', { name: ending }))
  await tab.sees(messages.preferencesTitle, { error: messages.notFound })
  await alice.reads(messages.revokeOtherSessionsHint)
  clock.now += 900_000
  await alice.open('/two-factor')
  await alice.unfold(messages.revokeOtherSessions)
  await alice.write(alice.page.locator('#revoke-others-password'), 'a wrong guess')
  await alice.follow(alice.page.locator('form[action$="/revoke-others"] button'))
  await alice.sees(messages.preferencesTitle, { error: messages.invalidPassword })
  await alice.write(alice.page.locator('#revoke-others-password'), 'right')
  await alice.follow(alice.page.locator('form[action$="/revoke-others"] button'))
  await alice.sees(messages.preferencesTitle)
  await alice.hears(messages.doneOthersRevoked)
}

/** A role that will require it, and does while the page is open. */
export async function policyStates (t: Test, sites: Sites): Promise<void> {
  const carol = { accountName: 'carol', twoFactor: 'required' as const, graceEndsAt: new Date(START + 10 * DAY) }
  const { visit, code, nextCode, app, clock } = await sites.open(t, { users: { carol } })
  const visitor = await visit('carol')
  const { messages } = visitor
  await visitor.open('/two-factor')
  await visitor.sees(messages.preferencesTitle)
  await visitor.reads(messages.stateRequiredFrom.split('{')[0]!)
  await visitor.link(messages.notNow).waitFor()
  const secret = SECRETS[0]!
  await app.twoFactor.importAuthenticator('carol', { secret })
  clock.now = START + 10 * DAY - 60_000
  await visitor.enter('carol')
  await visitor.open('/two-factor/challenge')
  await visitor.send(code(secret), messages.verify)
  await visitor.open('/two-factor')
  await visitor.unfold(messages.disable)
  clock.now += 60_000
  await visitor.write(visitor.page.locator('#disable-code'), nextCode(secret))
  await visitor.follow(visitor.button(messages.disable))
  await visitor.sees(messages.preferencesTitle, { error: messages.requiredByPolicy })
  await visitor.reads(messages.requiredHere)
}

/** Requests that no page of the site makes. */
export async function foreignStates (t: Test, sites: Sites): Promise<void> {
  const { visit, url } = await sites.open(t)
  const alice = await visit('alice')
  const { messages } = alice
  await alice.open('/two-factor')
  for (const [length, error] of [[129, messages.malformedSecret], [5000, messages.failed]] as const) {
    if (await alice.field(messages.secretLabel).count() === 0) await alice.unfold(messages.advanced)
    await alice.field(messages.secretLabel).evaluate((field, length) => { (field as HTMLInputElement).value = 'x'.repeat(length) }, length)
    await alice.follow(alice.button(messages.enable))
    await alice.sees(messages.preferencesTitle, { error })
  }

  // another port is another origin of the same site, so that the session comes along
  await alice.page.route('http://127.0.0.1:1/', async route => await route.fulfill({
    contentType: 'text/html',
    body: `<!doctype html><title>Elsewhere</title><form method="post" action="${url}/two-factor/enrollment"><button>Win</button></form>`
  }))
  await alice.page.goto('http://127.0.0.1:1/')
  await alice.follow(alice.button('Win'))
  await alice.sees(messages.preferencesTitle, { error: messages.crossOrigin })

  await alice.page.evaluate(() => { document.querySelector('form')!.insertAdjacentHTML('beforeend', '<input name="secret" value="1"><input name="secret" value="2">') })
  await alice.follow(alice.button(messages.enable))
  await alice.sees(messages.preferencesTitle, { error: messages.malformedSecret })
}
