import t from 'tap'
import { fill } from '../../lib/pages/messages.js'
import { codeOf } from '../support/codes.js'
import { openChromium } from './support/chromium.js'
import { startClockedExample } from './support/example.js'
import { keyboard } from './support/hands.js'
import { readQrCode } from './support/qr-code.js'
import { Visitor, type VisitorOptions } from './support/visitor.js'

t.jobs = 2

const runs: Record<string, Omit<VisitorOptions, 'url'>> = {
  'in English': { language: 'en' },
  'in Italian': { language: 'it' },
  'by keyboard alone': { hand: keyboard, inspected: false },
  'without JavaScript': { javaScript: false, inspected: false }
}

for (const [how, options] of Object.entries(runs)) {
  t.test(`a user enables two-factor authentication, signs in, is remembered, recovers and disables it ${how}`, { buffered: true }, async t => {
    const browser = await openChromium(t)
    const { url, clock } = await startClockedExample(t)
    const alice = await Visitor.open(t, browser, { url, ...options })
    const { messages, example } = alice
    const asked = (method: keyof typeof example.methods): string => fill(example.signedInAs, { name: 'alice', method: example.methods[method] })
    let key = ''
    /** What her app shows; each code is of a new time step. */
    const code = (): string => {
      clock.advance(30)
      return codeOf(key, clock.now)
    }

    await alice.open('/')
    await alice.sees(example.homeTitle)
    await alice.follow(alice.link(example.signIn))
    await alice.sees(example.signIn)
    await alice.passPassword('alice')
    await alice.sees(example.homeTitle)

    await alice.follow(alice.link(example.twoFactor))
    await alice.sees(messages.preferencesTitle)
    await alice.reads(messages.stateOff)
    await alice.unfold(messages.advanced)
    await alice.write(alice.field(messages.secretLabel), 'a secret of her own')
    await alice.follow(alice.button(messages.enable))
    await alice.sees(messages.enrollmentTitle)
    const uri = new URL(await readQrCode(alice.page))
    t.equal(uri.href.split('?')[0], 'otpauth://totp/Example:alice%40example.com')
    key = uri.searchParams.get('secret')!
    t.equal(await alice.page.locator('#key').textContent(), key.match(/.{1,4}/g)!.join(' '), 'the QR code holds the key that is shown')
    await alice.write(alice.field(messages.nameLabel), 'Pocket')
    await alice.send(code(), messages.confirmEnrollment)
    await alice.sees(messages.recoveryCodesTitle)
    const recoveryCodes = await alice.page.getByRole('listitem').allTextContents()
    t.equal(recoveryCodes.length, 10)
    await alice.follow(alice.button(messages.markSaved))
    await alice.sees(messages.preferencesTitle)
    await alice.reads(messages.stateOn)
    await alice.follow(alice.button(messages.signOut))

    await alice.open('/accounts')
    await alice.sees(example.signIn)
    await alice.passPassword('alice')
    await alice.sees(messages.challengeTitle)
    await alice.press(alice.trustBox())
    await alice.send(code(), messages.verify)
    await alice.sees(example.accountsTitle)
    await alice.signOut()
    await alice.signIn('alice')
    await alice.reads(asked('trusted-client'))

    await alice.follow(alice.link(example.payoutTitle))
    await alice.sees(messages.stepUpTitle)
    await alice.follow(alice.link(messages.cancel))
    await alice.sees(example.homeTitle)
    await alice.follow(alice.link(example.payoutTitle))
    await alice.send(code(), messages.stepUp)
    await alice.sees(example.payoutTitle)
    await alice.write(alice.field(example.amountLabel), '20')
    await alice.follow(alice.button(example.payOut))
    await alice.hears(example.notices.paidOut.split('{amount}')[1]!)
    await alice.sees(example.payoutTitle)

    const elsewhere = await Visitor.open(t, browser, { url, ...options })
    await elsewhere.signIn('alice')
    await elsewhere.sees(messages.challengeTitle)
    await elsewhere.send(code(), messages.verify)
    await elsewhere.open('/two-factor')
    await elsewhere.sees(messages.preferencesTitle)
    await elsewhere.follow(elsewhere.page.getByRole('button', { name: messages.revoke }))
    await elsewhere.sees(messages.preferencesTitle)
    await elsewhere.reads(messages.trustedClientsNone)
    await alice.signOut()
    await alice.signIn('alice')
    await alice.sees(messages.challengeTitle)

    await alice.unfold(messages.lostAuthenticator)
    await alice.recover(recoveryCodes[0]!)
    await alice.sees(messages.preferencesTitle)
    await alice.reads(messages.stateRecovered)
    await alice.reads(fill(messages.recoveryCodesLeft, { count: 9 }))
    await elsewhere.open('/two-factor')
    await elsewhere.sees(example.signIn)

    await alice.unfold(messages.disable)
    await alice.send(code(), messages.disable)
    await alice.sees(messages.preferencesTitle)
    await alice.reads(messages.stateOff)
    await elsewhere.signIn('alice')
    await elsewhere.sees(example.homeTitle)
    await elsewhere.reads(asked('none'))
  })
}
