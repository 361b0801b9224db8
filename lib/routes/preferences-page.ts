import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { acceptedCredentials } from '../methods/passkey/credential-options.js'
import { graceOf } from '../preferences/grace.js'
import { isLastWayBack } from '../record/sign-in/freshness.js'
import { asksForPasskey, hasPasskey } from '../record/sign-in/resistance.js'
import { isWithin } from '../record/time.js'
import { asksPasskeyOnly } from '../session/lead-on.js'
import { offered } from '../sign-in/proof-options.js'
import { canAskPassword } from '../session/password.js'
import { kVisit } from '../session/visit.js'
import { placeUrl, withNext } from '../web/urls.js'
import type { BrowserAnswers } from './browser-answers.js'
import { secondsUntil } from './seconds-until.js'

/** Shows the preferences page, with what went wrong with one of its forms. */
export async function showPreferences (
  answers: BrowserAnswers,
  request: FastifyRequest,
  reply: FastifyReply,
  error?: FastifyError
): Promise<FastifyReply> {
  const { paths, links, settings } = answers.installation
  const preferences = await request.twoFactor.preferences()
  const visit = request[kVisit]!
  const { passkeys } = settings
  const { status, signIn, record, user, policy, now } = await visit.inspect({ asksUser: 'always', shared: true })
  const lately = (moment: number | undefined): boolean => preferences.enabled && isWithin(moment, settings.sessions.pendingSeconds, now)
  const grace = await graceOf(visit)
  const canAsk = canAskPassword(settings, await visit.user())
  return await answers.show('preferences', request, reply, {
    ...preferences,
    // what is off and required, and yet complete, has another system's second factor
    required: preferences.required && (preferences.enabled || status === 'enrollment'),
    lockedSeconds: secondsUntil(preferences.lockedUntil, now),
    passkeyOptions: offered(visit, { signIn: signIn!, record: record!, user, policy, now }, true).passkeyOptions,
    passkeys: passkeys !== undefined,
    passkeyRequiredFrom: grace?.passkey === true ? grace.requiredFrom : undefined,
    wantsPasskey: status === 'complete' && asksPasskeyOnly(visit) && (passkeys === undefined || !hasPasskey(record!)),
    heldForPasskey: status === 'enrollment' && asksForPasskey(signIn!, policy),
    acceptedCredentials: passkeys && acceptedCredentials(record!, passkeys.rpId),
    enrolled: lately(signIn?.enrolledAt),
    codesGiven: lately(signIn?.codesGivenAt),
    recovered: signIn?.recoveredAt !== undefined,
    lastWayBack: record !== undefined && isLastWayBack(record, signIn!, canAsk),
    chosenSecret: settings.totp.chosenSecret,
    notNowUrl: grace?.nextUrl,
    passwordField: preferences.passwordRequired && canAsk,
    signInUrl: preferences.passwordRequired && !canAsk ? withNext(placeUrl(settings.urls, links, 'login'), paths.preferences) : undefined,
    homeUrl: placeUrl(settings.urls, links, 'home')
  }, { error })
}
