import t from 'tap'
import { builtInMessages } from '../../lib/pages/messages/index.js'
import { challengeStates, failureStates, goOnStates, limitedStates, oneDayStates } from './states/challenge.js'
import { enrollmentStates, phoneStates } from './states/enrollment.js'
import { heldStates, passkeyStates, wantedStates } from './states/passkeys.js'
import { foreignStates, policyStates, preferencesStates, sessionStates, staleStates } from './states/preferences.js'
import { sentCodeStates } from './states/sent-codes.js'
import { openChromium } from './support/chromium.js'
import { Sites } from './support/site.js'
import type { Language } from './support/visitor.js'
import type { TwoFactorMessages } from '../../lib/pages/messages.js'

t.jobs = 2

const walks = {
  'the challenge, with wrong codes, under a lock and under a block': challengeStates,
  'the challenge, where a client is remembered for a day': oneDayStates,
  'the challenge, under a limit of the application\'s own': limitedStates,
  'the way on, to a path that is too long for a header': goOnStates,
  'the failure, of a database that is down': failureStates,
  'the enrollment, of one authenticator after another': enrollmentStates,
  'the enrollment on a phone, after the authenticator was lost': phoneStates,
  'the preferences, with everything in them, in two tabs': preferencesStates,
  'the preferences, of a sign-in that is too old': staleStates,
  'the preferences, with sessions in several browsers': sessionStates,
  'the preferences, of a user whose role will require it': policyStates,
  'the preferences, after requests that no page of the site makes': foreignStates,
  'passkeys, registered and used, beside an app, under a lock, too late and without script': passkeyStates,
  'passkeys, of a user who is held until they have one that stays on one device': heldStates,
  'passkeys, of users who will need one, or want a page that does, and where none can be added': wantedStates,
  'codes by message, confirmed and used, alone and beside an app, and after the address has changed': sentCodeStates
}

for (const [language, messages] of Object.entries(builtInMessages) as [Language, TwoFactorMessages][]) {
  t.test(`every page is sound in every state, and every text is on one, in ${language}`, { buffered: true }, async t => {
    const sites = new Sites(await openChromium(t), language)
    for (const [pages, walk] of Object.entries(walks)) await t.test(`${pages}, is sound`, async t => await walk(t, sites))
    const unseen = Object.entries(messages).filter(([, message]) => !patternOf(message).test(sites.texts)).map(([key]) => key)
    t.strictSame(unseen, [], 'no text of the pages was left unseen')
  })
}

/** The message with anything in its gaps. */
function patternOf (message: string): RegExp {
  return new RegExp(message.split(/\{\w+\}/).map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+'))
}
