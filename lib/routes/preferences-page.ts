import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { provableTypes } from '../methods/index.js'
import { graceOf } from '../preferences/grace.js'
import { isLastWayBack } from '../record/sign-in/freshness.js'
import { isWithin } from '../record/time.js'
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
  const { signIn, record, now } = await request[kVisit]!.inspect({ asksUser: 'always', shared: true })
  const lately = (moment: number | undefined): boolean => preferences.enabled && isWithin(moment, settings.sessions.pendingSeconds, now)
  const grace = await graceOf(request[kVisit]!)
  const canAsk = canAskPassword(settings, await request[kVisit]!.user())
  return await answers.show('preferences', request, reply, {
    ...preferences,
    lockedSeconds: secondsUntil(preferences.lockedUntil, now),
    methods: provableTypes(record),
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
