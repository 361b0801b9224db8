import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { canAskPassword } from '../session/password.js'
import { kVisit } from '../session/visit.js'
import { placeUrl, withNext } from '../web/urls.js'
import type { BrowserAnswers } from './browser-answers.js'

/** Shows the preferences page, with what went wrong with one of its forms. */
export async function showPreferences (
  answers: BrowserAnswers,
  request: FastifyRequest,
  reply: FastifyReply,
  error?: FastifyError
): Promise<FastifyReply> {
  const { paths, links, storage, settings } = answers.installation
  const preferences = await request.twoFactor.preferences()
  const canAsk = canAskPassword(settings, await request[kVisit]!.user())
  return await answers.show('preferences', request, reply, {
    ...preferences,
    lockedSeconds: preferences.lockedUntil && (preferences.lockedUntil.getTime() - storage.now()) / 1000,
    passwordField: preferences.passwordRequired && canAsk,
    signInUrl: preferences.passwordRequired && !canAsk ? withNext(placeUrl(settings.urls, links, 'login'), paths.preferences) : undefined,
    homeUrl: placeUrl(settings.urls, links, 'home')
  }, { error })
}
