import type { Test } from 'tap'
import { fill } from '../../../lib/pages/messages.js'
import type { Sites } from '../support/site.js'

/** Setting up an authenticator: by a user who must, wrong codes, and one authenticator after another. */
export async function enrollmentStates (t: Test, sites: Sites): Promise<void> {
  const { app, visit, wrong, nextCode, code, clock } = await sites.open(t)
  const dave = await visit('dave')
  const { messages } = dave
  await dave.open('/two-factor')
  await dave.sees(messages.preferencesTitle)
  await dave.reads(messages.stateRequired)

  const key = async (): Promise<string> => (await dave.page.locator('#key').textContent())!.replaceAll(' ', '')
  await dave.follow(dave.button(messages.enable))
  await dave.sees(messages.enrollmentTitle)
  await dave.unfold(messages.cannotScan)
  await dave.press(dave.button(messages.copy))
  await dave.button(messages.copied).waitFor()
  t.equal(await dave.page.evaluate(() => navigator.clipboard.readText()), await key(), 'the key is copied')
  await dave.sees(messages.enrollmentTitle)
  const first = await key()
  await dave.send(wrong(first), messages.confirmEnrollment)
  await dave.sees(messages.enrollmentTitle, { error: messages.invalidFirstCode })
  t.equal(await key(), first, 'the key stays')
  await dave.write(dave.field(messages.nameLabel), 'x'.repeat(65))
  await dave.send(code(first), messages.confirmEnrollment)
  await dave.sees(messages.enrollmentTitle, { error: messages.malformedName })
  await dave.write(dave.field(messages.nameLabel), 'First')
  await dave.send(code(first), messages.confirmEnrollment)
  await dave.sees(messages.recoveryCodesTitle)
  const codes = await dave.page.getByRole('listitem').allTextContents()
  await dave.press(dave.button(messages.copy))
  await dave.button(messages.copied).waitFor()
  t.equal(await dave.page.evaluate(() => navigator.clipboard.readText()), codes.join('\n'), 'the recovery codes are copied')
  const [download] = await Promise.all([dave.page.waitForEvent('download'), dave.press(dave.link(messages.download))])
  t.equal(download.suggestedFilename(), 'acme-recovery-codes.txt')
  const file = await textOf(await download.createReadStream())
  t.ok(file.endsWith(`\n${codes.join('\n')}\n`), 'the recovery codes are downloaded')
  t.match(file, 'dave@example.com', 'with whose they are')
  const asked = dave.page.waitForEvent('dialog')
  await Promise.all([asked.then(async dialog => await dialog.dismiss()), dave.page.evaluate(() => { setTimeout(() => { location.href = '/two-factor' }) })])
  t.equal((await asked).type(), 'beforeunload', 'leaving without saving them is asked about')
  await dave.follow(dave.button(messages.markSaved))

  await dave.open('/two-factor')
  await dave.sees(messages.preferencesTitle)
  await dave.hears(messages.doneSaved)
  for (const name of ['Second', 'Third', 'Fourth']) {
    await add(name)
    await dave.sees(messages.preferencesTitle)
    await dave.hears(fill(messages.doneAdded, { name }))
  }
  clock.now += 60_000
  await dave.open('/two-factor')
  await dave.sees(messages.preferencesTitle)
  await dave.reads(messages.stateEnrolled)
  const tab = await dave.newTab()
  await dave.unfold(messages.addAuthenticator)
  await dave.follow(dave.button(messages.startEnrollment))
  await app.twoFactor.importAuthenticator('dave', { secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', name: 'Fifth' })
  const last = await key()
  await dave.enter('dave')
  await dave.open('/two-factor/challenge')
  await dave.send(nextCode(first), messages.verify)
  await dave.open('/two-factor')
  await dave.sees(messages.preferencesTitle)
  await dave.reads(messages.addAuthenticatorFull)
  await tab.page.close()
  t.not(last, first)
  await dave.page.request.post('/two-factor/enrollment')
  await dave.open('/two-factor/enrollment')
  await dave.sees(messages.enrollmentTitle)
  const sixth = await key()
  await dave.send(nextCode(sixth), messages.confirmEnrollment)
  await dave.sees(messages.enrollmentTitle, { error: messages.tooManyAuthenticators })
  // as another tab's form would, whose page is not looked at
  await dave.page.request.post('/two-factor/enrollment', { form: {}, headers: { accept: 'text/html' }, maxRedirects: 0 })
  await dave.open('/two-factor/enrollment')
  await dave.sees(messages.enrollmentTitle)
  await dave.hears(messages.doneReplacedKey)
  const seventh = await key()
  await dave.press(dave.page.locator('#replace'))
  await dave.send(nextCode(seventh), messages.confirmEnrollment)
  await dave.sees(messages.preferencesTitle)

  await dave.unfold(messages.addAuthenticator)
  await dave.follow(dave.button(messages.startEnrollment))
  await dave.follow(dave.button(messages.cancel))
  await dave.sees(messages.preferencesTitle)
  await dave.hears(messages.doneCancelled)
  await dave.unfold(messages.addAuthenticator)
  await dave.follow(dave.button(messages.startEnrollment))
  clock.now += 600_000
  await dave.send('123456', messages.confirmEnrollment)
  await dave.sees(messages.preferencesTitle, { error: messages.noEnrollment })
  await dave.unfold(messages.addAuthenticator)
  await dave.follow(dave.button(messages.startEnrollment))
  await dave.sees(messages.stepUpTitle)
  await dave.send(wrong(seventh), messages.stepUp)
  await dave.sees(messages.stepUpTitle, { error: messages.invalidCode })

  async function add (name: string): Promise<void> {
    await dave.unfold(messages.addAuthenticator)
    await dave.follow(dave.button(messages.startEnrollment))
    await dave.write(dave.field(messages.nameLabel), name)
    await dave.send(nextCode(await key()), messages.confirmEnrollment)
  }
}

/** On a phone, which cannot scan itself; a new authenticator in place of one that was lost. */
export async function phoneStates (t: Test, sites: Sites): Promise<void> {
  const { visit, enroll, code } = await sites.open(t)
  const { recoveryCodes } = await enroll('alice')
  const alice = await visit('alice', { isPhone: true })
  const { messages, page } = alice
  await alice.open('/two-factor/challenge')
  await alice.unfold(messages.lostAuthenticator)
  await alice.recover(recoveryCodes[0]!)
  await alice.sees(messages.preferencesTitle)
  await alice.reads(messages.stateRecovered)
  await alice.follow(alice.button(messages.setUpNew))
  await alice.sees(messages.enrollmentTitle)
  t.match(await alice.link(messages.openInApp).getAttribute('href'), /^otpauth:/)
  t.notOk(await page.locator('.qr-code').isVisible())
  await alice.unfold(messages.cannotOpen)
  await alice.press(alice.link(messages.showQrCode))
  await page.locator('.qr-code').waitFor()
  t.ok(await alice.field(fill(messages.replaceLostLabel, { names: messages.unnamedAuthenticator })).isChecked(), 'what was lost goes')
  await alice.send(code((await page.locator('#key').textContent())!.replaceAll(' ', '')), messages.confirmEnrollment)
  await alice.sees(messages.preferencesTitle)
  await alice.hears(fill(messages.doneAdded, { name: messages.unnamedAuthenticator }))
}

async function textOf (chunks: AsyncIterable<Buffer>): Promise<string> {
  const buffers: Buffer[] = []
  for await (const chunk of chunks) buffers.push(chunk)
  return Buffer.concat(buffers).toString()
}
