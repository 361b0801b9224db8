import { noteDone } from '../session/notice.js'
import { kVisit } from '../session/visit.js'
import { placeUrl } from '../web/urls.js'
import { answerSchemas } from './answers.js'
import type { BrowserAnswers } from './browser-answers.js'
import { showPreferences } from './preferences-page.js'
import { at, type BuiltInRoutes } from './route.js'
import { idParams, object, password, passwordErrors, routeSchema, sessionErrors } from './schemas.js'

/** The routes of a user's own sessions, where they are listed. */
export function sessionRoutes (answers: BrowserAnswers): Pick<BuiltInRoutes, 'revokeSession' | 'revokeOtherSessions'> {
  const { links, settings: { urls } } = answers.installation
  const errorHandler = answers.errorHandler((request, reply, error) => showPreferences(answers, request, reply, error))
  const body = { ...object({ password }, ['password']), nullable: true } as const

  return {
    revokeSession: {
      ...at('revokeSession'),
      schema: routeSchema({
        operationId: 'revokeTwoFactorSession',
        summary: 'End one of the user\'s sessions',
        params: idParams,
        body,
        answers: { 204: answerSchemas.revokeSession },
        errors: [...sessionErrors, ...passwordErrors, 'TWO_FACTOR_NOT_FOUND'],
        changes: true
      }),
      errorHandler,
      handler: async (request, reply) => {
        const { browser, system } = await request.twoFactor.revokeSession(request.params.id, request.body)
        if (!answers.wantsPage(request)) return reply.code(204).send()
        const { status } = await request.twoFactor.check()
        if (status !== 'complete') return reply.redirect(placeUrl(urls, links, 'login'), 303)
        noteDone(request[kVisit]!, 'doneSessionRevoked', { browser, system })
        return reply.redirect(placeUrl(urls, links, 'preferences'), 303)
      }
    },

    revokeOtherSessions: {
      ...at('revokeOtherSessions'),
      schema: routeSchema({
        operationId: 'revokeOtherTwoFactorSessions',
        summary: 'End every session but this one',
        body,
        answers: { 204: answerSchemas.revokeOtherSessions },
        errors: [...sessionErrors, ...passwordErrors],
        changes: true
      }),
      errorHandler,
      handler: async (request, reply) => {
        await request.twoFactor.revokeOtherSessions(request.body)
        if (!answers.wantsPage(request)) return reply.code(204).send()
        noteDone(request[kVisit]!, 'doneOthersRevoked')
        return reply.redirect(placeUrl(urls, links, 'preferences'), 303)
      }
    }
  }
}
