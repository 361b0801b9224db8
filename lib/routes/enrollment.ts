import type { FastifyReply, FastifyRequest } from 'fastify'
import { hasCode } from '../errors.js'
import { placeUrl } from '../web/urls.js'
import { showPreferences } from './preferences-page.js'
import type { BuiltInRoutes } from './route.js'
import { authenticatorName, chosenSecret, codes, date, flag, noContent, object, oneTimeCode, password, passwordErrors, routeSchema, sessionErrors, text } from './schemas.js'
import type { Ui } from './browser-answers.js'

type Names = 'startEnrollment' | 'enrollment' | 'confirmEnrollment' | 'cancelEnrollment'

const pending = object({ secret: text, uri: text, qrCode: text, expiresAt: date })

/** The routes of an enrollment: start, see it again, confirm, cancel. */
export function enrollmentRoutes (ui: Ui): Pick<BuiltInRoutes, Names> {
  const { links, settings: { urls } } = ui.application
  const preferencesAgain = ui.errorHandler((request, reply, error) => showPreferences(ui, request, reply, error))

  return {
    startEnrollment: {
      method: 'POST',
      url: '/enrollment',
      schema: routeSchema({
        operationId: 'startTwoFactorEnrollment',
        summary: 'Start an enrollment with a new key',
        body: { ...object({ secret: chosenSecret, name: authenticatorName, password }, ['secret', 'name', 'password']), nullable: true },
        answers: { 200: pending },
        errors: [...sessionErrors, ...passwordErrors, 'TWO_FACTOR_STEP_UP_REQUIRED'],
        changes: true
      }),
      errorHandler: preferencesAgain,
      handler: async (request, reply) => {
        const started = await request.twoFactor.startEnrollment(request.body)
        return ui.wantsPage(request) ? reply.redirect(placeUrl(urls, links, 'enrollment'), 303) : started
      }
    },

    enrollment: {
      method: 'GET',
      url: '/enrollment',
      schema: routeSchema({
        operationId: 'twoFactorEnrollment',
        summary: 'The pending enrollment of this sign-in',
        answers: { 200: pending },
        errors: [...sessionErrors, 'TWO_FACTOR_NO_ENROLLMENT']
      }),
      errorHandler: ui.errorHandler((request, reply, error) => showPreferences(ui, request, reply, error)),
      handler: async (request, reply) => {
        if (!ui.wantsPage(request)) return await request.twoFactor.enrollment()
        try {
          return await showEnrollment(request, reply)
        } catch (error) {
          if (!hasCode(error, 'TWO_FACTOR_NO_ENROLLMENT')) throw error
          return reply.redirect(placeUrl(urls, links, 'preferences'), 303)
        }
      }
    },

    confirmEnrollment: {
      method: 'POST',
      url: '/enrollment/confirm',
      schema: routeSchema({
        operationId: 'confirmTwoFactorEnrollment',
        summary: 'Turn the new authenticator on with its first code',
        body: object({ code: oneTimeCode, replace: flag }, ['replace']),
        answers: { 200: object({ status: { type: 'string', enum: ['complete'] }, location: text, recoveryCodes: codes }) },
        errors: [...sessionErrors, 'TWO_FACTOR_INVALID_CODE', 'TWO_FACTOR_NO_ENROLLMENT', 'TWO_FACTOR_TOO_MANY_AUTHENTICATORS'],
        changes: true
      }),
      errorHandler: ui.errorHandler(async (request, reply, error) => {
        try {
          return await showEnrollment(request, reply, error)
        } catch (gone) {
          if (!hasCode(gone, 'TWO_FACTOR_NO_ENROLLMENT')) throw gone
          return await showPreferences(ui, request, reply, error)
        }
      }),
      handler: async (request, reply) => {
        const { code, replace } = request.body
        const done = await request.twoFactor.confirmEnrollment(code, { replace })
        if (!ui.wantsPage(request)) return done
        const { recoveryCodes, location } = done
        return recoveryCodes.length > 0 ? await ui.show('recoveryCodes', request, reply, { recoveryCodes, location }) : reply.redirect(location, 303)
      }
    },

    cancelEnrollment: {
      method: 'POST',
      url: '/enrollment/cancel',
      schema: routeSchema({ operationId: 'cancelTwoFactorEnrollment', summary: 'End the pending enrollment', answers: { 204: noContent }, errors: sessionErrors, changes: true }),
      errorHandler: preferencesAgain,
      handler: async (request, reply) => {
        await request.twoFactor.cancelEnrollment()
        return ui.wantsPage(request) ? reply.redirect(placeUrl(urls, links, 'preferences'), 303) : reply.code(204).send()
      }
    }
  }

  async function showEnrollment (request: FastifyRequest, reply: FastifyReply, error?: string): Promise<FastifyReply> {
    const enrollment = await request.twoFactor.enrollment()
    const { enabled } = await request.twoFactor.preferences()
    return await ui.show('enrollment', request, reply, { ...enrollment, replaceable: enabled, cancelAction: links.cancelEnrollment ?? '' }, { action: links.confirmEnrollment, error })
  }
}
