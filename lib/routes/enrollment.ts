import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasCode } from '../errors.js'
import { pendingEnrollment } from '../record/enrollment/pending.js'
import { asksPasskeyOnly, withPasskeyOnly } from '../session/lead-on.js'
import { noteDone } from '../session/notice.js'
import { kVisit } from '../session/visit.js'
import { placeUrl } from '../web/urls.js'
import { answerSchemas } from './answers.js'
import type { BrowserAnswers } from './browser-answers.js'
import { answerConfirmed } from './confirmed.js'
import { showPreferences } from './preferences-page.js'
import { at, type BuiltInRoutes } from './route.js'
import {
  authenticatorName, chosenSecret, flag, object, oneTimeCode, password, passwordErrors, routeSchema, sessionErrors
} from './schemas.js'
import { toJson } from './wire.js'

type Names = 'startEnrollment' | 'enrollment' | 'confirmEnrollment' | 'cancelEnrollment'

/** The routes of an enrollment: start, see it again, confirm, cancel. */
export function enrollmentRoutes (answers: BrowserAnswers): Pick<BuiltInRoutes, Names> {
  const { links, settings: { urls, sessions: { pendingSeconds } } } = answers.installation
  const preferencesAgain = answers.errorHandler((request, reply, error) => showPreferences(answers, request, reply, error))

  return {
    startEnrollment: {
      ...at('startEnrollment'),
      schema: routeSchema({
        operationId: 'startTwoFactorEnrollment',
        summary: 'Start an enrollment with a new key',
        body: { ...object({ secret: chosenSecret, name: authenticatorName, password }, ['secret', 'name', 'password']), nullable: true },
        answers: { 200: answerSchemas.startEnrollment },
        errors: [...sessionErrors, ...passwordErrors, 'TWO_FACTOR_STEP_UP_REQUIRED'],
        changes: true
      }),
      errorHandler: preferencesAgain,
      handler: async (request, reply) => {
        if (!answers.wantsPage(request)) return toJson(await request.twoFactor.startEnrollment(request.body))
        const visit = request[kVisit]!
        const { record, signIn, now } = await visit.inspect()
        const replaces = record !== undefined && pendingEnrollment(record, signIn!, pendingSeconds, now) !== undefined
        await request.twoFactor.startEnrollment(request.body)
        if (replaces) noteDone(visit, 'doneReplacedKey')
        return reply.redirect(placeUrl(urls, links, 'enrollment'), 303)
      }
    },

    enrollment: {
      ...at('enrollment'),
      schema: routeSchema({
        operationId: 'twoFactorEnrollment',
        summary: 'The pending enrollment of this sign-in',
        answers: { 200: answerSchemas.enrollment },
        errors: [...sessionErrors, 'TWO_FACTOR_NO_ENROLLMENT']
      }),
      errorHandler: preferencesAgain,
      handler: async (request, reply) => {
        if (!answers.wantsPage(request)) return toJson(await request.twoFactor.enrollment())
        // an authenticator app is no help there
        if (asksPasskeyOnly(request[kVisit]!)) return reply.redirect(withPasskeyOnly(placeUrl(urls, links, 'preferences')), 303)
        try {
          return await showEnrollment(request, reply)
        } catch (error) {
          if (!hasCode(error, 'TWO_FACTOR_NO_ENROLLMENT')) throw error
          return reply.redirect(placeUrl(urls, links, 'preferences'), 303)
        }
      }
    },

    confirmEnrollment: {
      ...at('confirmEnrollment'),
      schema: routeSchema({
        operationId: 'confirmTwoFactorEnrollment',
        summary: 'Turn the new authenticator on with its first code',
        body: object({ code: oneTimeCode, replace: flag, name: authenticatorName }, ['replace', 'name']),
        answers: { 200: answerSchemas.confirmEnrollment },
        errors: [
          ...sessionErrors, 'TWO_FACTOR_INVALID_CODE', 'TWO_FACTOR_NO_ENROLLMENT', 'TWO_FACTOR_TOO_MANY_AUTHENTICATORS',
          'TWO_FACTOR_STEP_UP_REQUIRED'
        ],
        changes: true
      }),
      errorHandler: answers.errorHandler(async (request, reply, error) => {
        try {
          return await showEnrollment(request, reply, error)
        } catch (gone) {
          if (!hasCode(gone, 'TWO_FACTOR_NO_ENROLLMENT')) throw gone
          const { signIn } = await request[kVisit]!.inspect({ shared: true })
          // the same form once more, from a reload: the preferences say that it was confirmed
          if (signIn?.enrolledAt !== undefined) return reply.redirect(placeUrl(urls, links, 'preferences'), 303)
          // what the form speaks of is not there any more
          return await showPreferences(answers, request, reply, error.code === 'TWO_FACTOR_INVALID_CODE' ? gone as FastifyError : error)
        }
      }),
      handler: async (request, reply) => {
        const { code, replace, name } = request.body
        if (!answers.wantsPage(request)) return await request.twoFactor.confirmEnrollment(code, { replace, name })
        const confirmed = await request.twoFactor.confirmEnrollment(code, { replace, name: answers.givenName(name) })
        return await answerConfirmed(answers, request, reply, confirmed)
      }
    },

    cancelEnrollment: {
      ...at('cancelEnrollment'),
      schema: routeSchema({
        operationId: 'cancelTwoFactorEnrollment',
        summary: 'End the pending enrollment',
        answers: { 204: answerSchemas.cancelEnrollment },
        errors: sessionErrors,
        changes: true
      }),
      errorHandler: preferencesAgain,
      handler: async (request, reply) => {
        await request.twoFactor.cancelEnrollment()
        if (!answers.wantsPage(request)) return reply.code(204).send()
        noteDone(request[kVisit]!, 'doneCancelled')
        return reply.redirect(placeUrl(urls, links, 'preferences'), 303)
      }
    }
  }

  async function showEnrollment (request: FastifyRequest, reply: FastifyReply, error?: FastifyError): Promise<FastifyReply> {
    const enrollment = await request.twoFactor.enrollment()
    const { record, signIn } = await request[kVisit]!.inspect({ asksUser: 'always', shared: true })
    return await answers.show('enrollment', request, reply, {
      ...enrollment,
      others: record!.authenticators.map(({ id, name }) => ({ id, name })),
      recovered: signIn!.recoveredAt !== undefined,
      cancelAction: links.cancelEnrollment ?? ''
    }, { action: links.confirmEnrollment, error })
  }
}
