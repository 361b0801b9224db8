import type { FastifyReply, FastifyRequest } from 'fastify'
import { placeUrl, withNext } from '../web/urls.js'
import { canAskPassword } from '../session/password.js'
import type { Ui } from './browser-answers.js'

/** The preferences page, with what went wrong with a form of it. */
export async function showPreferences (ui: Ui, request: FastifyRequest, reply: FastifyReply, error?: string): Promise<FastifyReply> {
  const { links, service, settings } = ui.application
  const { urls } = settings
  const preferences = await request.twoFactor.preferences()
  const user = await service.findUser(request.session.twoFactor!.userId)
  const canAsk = canAskPassword(settings, user)
  return await ui.show('preferences', request, reply, {
    ...preferences,
    lockedSeconds: preferences.lockedUntil && (preferences.lockedUntil.getTime() - service.now()) / 1000,
    passwordField: preferences.passwordRequired && canAsk,
    signInUrl: preferences.passwordRequired && !canAsk ? withNext(placeUrl(urls, links, 'login'), links.preferences) : undefined,
    homeUrl: placeUrl(urls, links, 'home')
  }, { error })
}
