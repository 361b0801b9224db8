import type { Test } from 'tap'
import { waitText } from '../../../lib/pages/dates.js'
import { fill } from '../../../lib/pages/messages.js'
import { users } from '../../support/application.js'
import type { Sites } from '../support/site.js'

const TO = 'a…e@acme.example'

/** Codes by message: the first set-up, the challenge by them alone and beside an app, a step-up, another address. */
export async function sentCodeStates (t: Test, sites: Sites): Promise<void> {
  const sent: string[] = []
  const site = await sites.open(t, {
    users: {
      ...users,
      alice: { accountName: 'alice@example.com', codeAddress: 'alice@acme.example' },
      bob: { accountName: 'bob@example.com', codeAddress: 'bruce@acme.example' }
    },
    sendCode: ({ code }) => { sent.push(code) }
  })
  const { visit, repository, clock, login, code } = site
  const alice = await visit('alice')
  const { messages, page } = alice
  const sendCode = fill(messages.sendCode, { to: TO })
  await alice.open('/two-factor')
  await alice.sees(messages.preferencesTitle)
  await alice.unfold(messages.addSentCodes)
  await alice.reads(fill(messages.addSentCodesHint, { to: TO }))
  await alice.reads(messages.sentCodesWarning)
  await alice.follow(alice.button(sendCode))
  await alice.sees(messages.preferencesTitle)
  await alice.reads(messages.codeSent.split('{')[0]!)
  await alice.reads(messages.codeHintSent)
  await alice.follow(alice.button(messages.sendCodeAgain))
  await alice.sees(messages.preferencesTitle, { error: fill(messages.tooManyCodes, { wait: waitText(60, sites.language) }) })
  await alice.send('12345', messages.confirmEnrollment)
  await alice.sees(messages.preferencesTitle, { error: messages.malformedCode })
  await alice.send(sent.at(-1)!, messages.confirmEnrollment)
  await alice.sees(messages.recoveryCodesTitle)
  await alice.follow(alice.button(messages.markSaved))
  await alice.sees(messages.preferencesTitle)
  await alice.reads(messages.typeSentCode)

  clock.now += 60_000
  await alice.enter('alice')
  await alice.open('/two-factor/challenge')
  await alice.sees(messages.stepUpTitle)
  t.notOk(await alice.field(messages.codeLabel).count(), 'no code is asked for that was not sent')
  await alice.follow(alice.button(sendCode))
  await alice.sees(messages.challengeTitle)
  await alice.reads(messages.codeHintSent)
  await alice.follow(alice.button(messages.sendCodeAgain))
  await alice.sees(messages.challengeTitle, { error: fill(messages.tooManyCodes, { wait: waitText(60, sites.language) }) })
  await alice.send(sent.at(-1)!, messages.verify)

  clock.now += 60_000
  await alice.open('/two-factor/step-up?next=%2Faccounts')
  await alice.sees(messages.stepUpTitle)
  await alice.follow(alice.button(sendCode))
  await alice.sees(messages.stepUpTitle)
  t.match(page.url(), 'next=%2Faccounts')
  await alice.send(sent.at(-1)!, messages.stepUp)
  t.match(page.url(), '/accounts')

  clock.now += 60_000
  await alice.open('/two-factor')
  await alice.sees(messages.preferencesTitle)
  await alice.unfold(messages.regenerate)
  await alice.follow(alice.button(sendCode).first())
  await alice.sees(messages.preferencesTitle)
  await alice.reads(messages.codeSent.split('{')[0]!)
  await alice.unfold(messages.regenerate)
  await alice.send(sent.at(-1)!, messages.regenerate)
  await alice.sees(messages.recoveryCodesTitle)
  await alice.follow(alice.button(messages.markSaved))

  const { body: { secret } } = await (await login('alice')).post('/two-factor/enrollment')
  t.equal(secret, undefined, 'a step-up is due elsewhere')
  await alice.open('/two-factor')
  await alice.unfold(messages.addAuthenticator)
  await alice.follow(alice.button(messages.startEnrollment))
  const key = (await page.locator('#key').textContent())!.replaceAll(' ', '')
  await alice.send(code(key), messages.confirmEnrollment)
  await alice.sees(messages.preferencesTitle)

  clock.now += 60_000
  await alice.enter('alice')
  await alice.open('/two-factor/challenge')
  await alice.sees(messages.challengeTitle)
  await alice.follow(alice.button(sendCode))
  await alice.sees(messages.challengeTitle)
  await alice.reads(messages.codeHintEither)
  await alice.send(sent.at(-1)!, messages.verify)

  repository.users['alice']!.codeAddress = 'alice@new.example'
  clock.now += 330_000
  await alice.open('/two-factor')
  await alice.sees(messages.preferencesTitle)
  await alice.unfold(messages.addSentCodes)
  await alice.reads(fill(messages.sentCodesChanged, { to: 'a…e@new.example' }))

  const bob = await visit('bob')
  await bob.open('/two-factor')
  await bob.unfold(messages.addSentCodes)
  await bob.follow(bob.button(fill(messages.sendCode, { to: 'b…e@acme.example' })))
  await bob.send(sent.at(-1)!, messages.confirmEnrollment)
  repository.users['bob']!.codeAddress = 'bruce@new.example'
  clock.now += 330_000
  await bob.open('/two-factor')
  await bob.sees(messages.preferencesTitle)
  await bob.reads(messages.noWayToConfirm)
  await bob.open('/two-factor/step-up')
  await bob.sees(messages.stepUpTitle)
  await bob.reads(messages.noWayToConfirm)
}
