import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasCode } from '../../errors.js'
import { answerSchemas } from '../../routes/answers.js'
import type { BrowserAnswers } from '../../routes/browser-answers.js'
import { showChallenge } from '../../routes/challenge-page.js'
import { answerConfirmed } from '../../routes/confirmed.js'
import { showPreferences } from '../../routes/preferences-page.js'
import { at, type BuiltInRoutes } from '../../routes/route.js'
import { flag, object, oneTimeCode, password, passwordErrors, routeSchema, sessionErrors } from '../../routes/schemas.js'
import { showStepUp } from '../../routes/step-up-page.js'
import { toJson } from '../../routes/wire.js'
import { formOf, pageOfPost } from '../../session/lead-on.js'
import { kVisit } from '../../session/visit.js'
import { placeUrl } from '../../web/urls.js'

type Names = 'requestCode' | 'confirmSentCodes'

/** The routes by which a code is sent, and by which the first one confirms the address. */
export function sentCodeRoutes (answers: BrowserAnswers): Pick<BuiltInRoutes, Names> {
  const { links, settings: { urls } } = answers.installation

  return {
    requestCode: {
      ...at('requestCode'),
      schema: routeSchema({
        operationId: 'requestTwoFactorCode',
        summary: 'Send a code: for this sign-in, for a step-up, or to confirm the address',
        body: { ...object({ password }, ['password']), nullable: true },
        answers: { 200: answerSchemas.requestCode },
        errors: [
          ...sessionErrors, ...passwordErrors, 'TWO_FACTOR_TOO_MANY_CODES', 'TWO_FACTOR_BLOCKED', 'TWO_FACTOR_NOT_FOUND',
          'TWO_FACTOR_METHOD_NOT_ALLOWED', 'TWO_FACTOR_STEP_UP_REQUIRED'
        ],
        changes: true
      }),
      errorHandler: answers.errorHandler(showItsPage),
      handler: async (request, reply) => {
        const sent = await request.twoFactor.requestCode(request.body)
        return answers.wantsPage(request)
          ? await answers.leadTo(request, reply, pageOfPost(request[kVisit]!) ?? placeUrl(urls, links, 'preferences'))
          : toJson(sent)
      }
    },

    confirmSentCodes: {
      ...at('confirmSentCodes'),
      schema: routeSchema({
        operationId: 'confirmTwoFactorSentCodes',
        summary: 'Confirm the address by the code that was sent to it',
        body: object({ code: oneTimeCode, replace: flag }, ['replace']),
        answers: { 200: answerSchemas.confirmSentCodes },
        errors: [
          ...sessionErrors, 'TWO_FACTOR_INVALID_CODE', 'TWO_FACTOR_LOCKED', 'TWO_FACTOR_BLOCKED', 'TWO_FACTOR_NO_ENROLLMENT',
          'TWO_FACTOR_METHOD_NOT_ALLOWED'
        ],
        changes: true
      }),
      errorHandler: answers.errorHandler(async (request, reply, error) => {
        if (hasCode(error, 'TWO_FACTOR_NO_ENROLLMENT')) {
          const { signIn } = await request[kVisit]!.inspect({ shared: true })
          // the same form once more, from a reload: the preferences say that it was confirmed
          if (signIn?.enrolledAt !== undefined) return reply.redirect(placeUrl(urls, links, 'preferences'), 303)
        }
        return await showPreferences(answers, request, reply, error)
      }),
      handler: async (request, reply) => {
        const { code, replace } = request.body
        const confirmed = await request.twoFactor.confirmSentCodes(code, { replace })
        return answers.wantsPage(request) ? await answerConfirmed(answers, request, reply, confirmed) : confirmed
      }
    }
  }

  /** Shows the page again that asked for a code. */
  async function showItsPage (request: FastifyRequest, reply: FastifyReply, error: FastifyError): Promise<FastifyReply> {
    const page = formOf(request[kVisit]!)
    if (page === 'challenge') return await showChallenge(answers, request, reply, error)
    if (page === 'stepUp') return await showStepUp(answers, request, reply, error)
    return await showPreferences(answers, request, reply, error)
  }
}
