import type { Test } from 'tap'
import type { Sites } from '../support/site.js'

/** Setting up an authenticator: by a user who must, wrong codes, and one authenticator after another. */
export async function enrollmentStates (t: Test, sites: Sites): Promise<void> {
  const { visit, wrong, nextCode, code, clock } = await sites.open(t)
  const dave = await visit('dave')
  const { messages } = dave
  await dave.open('/two-factor')
  await dave.sees(messages.preferencesTitle)
  await dave.reads(messages.stateRequired)

  const key = async (): Promise<string> => (await dave.page.locator('#key').textContent())!.replaceAll(' ', '')
  await dave.follow(dave.button(messages.enable))
  await dave.sees(messages.enrollmentTitle)
  await dave.press(dave.button(messages.copy))
  await dave.button(messages.copied).waitFor()
  t.equal(await dave.page.evaluate(() => navigator.clipboard.readText()), await key(), 'the key is copied')
  await dave.sees(messages.enrollmentTitle)
  const first = await key()
  await dave.send(wrong(first), messages.confirmEnrollment)
  await dave.sees(messages.enrollmentTitle, { error: messages.invalidCode })
  t.equal(await key(), first, 'the key stays')
  await dave.send(code(first), messages.confirmEnrollment)
  await dave.sees(messages.recoveryCodesTitle)
  const codes = await dave.page.getByRole('listitem').allTextContents()
  await dave.press(dave.button(messages.copy))
  await dave.button(messages.copied).waitFor()
  t.equal(await dave.page.evaluate(() => navigator.clipboard.readText()), codes.join('\n'), 'the recovery codes are copied')
  const [download] = await Promise.all([dave.page.waitForEvent('download'), dave.press(dave.link(messages.download))])
  t.equal(download.suggestedFilename(), 'recovery-codes.txt')
  t.equal(await textOf(await download.createReadStream()), codes.join('\n') + '\n', 'the recovery codes are downloaded')

  await dave.open('/two-factor')
  for (const name of ['Second', 'Third', 'Fourth', 'Fifth']) {
    await dave.unfold(messages.addAuthenticator)
    await dave.write(dave.field(messages.nameLabel), name)
    await dave.follow(dave.button(messages.startEnrollment))
    await dave.send(nextCode(await key()), messages.confirmEnrollment)
    await dave.sees(messages.preferencesTitle)
    await dave.reads(name)
  }
  await dave.unfold(messages.addAuthenticator)
  await dave.follow(dave.button(messages.startEnrollment))
  await dave.sees(messages.enrollmentTitle)
  await dave.send(nextCode(await key()), messages.confirmEnrollment)
  await dave.sees(messages.enrollmentTitle, { error: messages.tooManyAuthenticators })
  const last = await key()
  await dave.press(dave.field(messages.replaceLabel))
  await dave.send(nextCode(last), messages.confirmEnrollment)
  await dave.sees(messages.preferencesTitle)

  await dave.unfold(messages.addAuthenticator)
  await dave.follow(dave.button(messages.startEnrollment))
  clock.now += 600_000
  await dave.send('123456', messages.confirmEnrollment)
  await dave.sees(messages.preferencesTitle, { error: messages.noEnrollment })
  await dave.unfold(messages.addAuthenticator)
  await dave.follow(dave.button(messages.startEnrollment))
  await dave.sees(messages.stepUpTitle)
  await dave.send(wrong(last), messages.stepUp)
  await dave.sees(messages.stepUpTitle, { error: messages.invalidCode })
}

async function textOf (chunks: AsyncIterable<Buffer>): Promise<string> {
  const buffers: Buffer[] = []
  for await (const chunk of chunks) buffers.push(chunk)
  return Buffer.concat(buffers).toString()
}
