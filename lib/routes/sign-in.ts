import type { FastifyReply, FastifyRequest } from 'fastify'
import { refusalError } from '../errors.js'
import { refusalFor } from '../record/sign-in/sign-in.js'
import { placeUrl, withNext } from '../web/urls.js'
import { localPath } from '../web/return-path.js'
import type { BuiltInRoutes } from './route.js'
import { codeErrors, content, date, flag, method, noContent, object, oneTimeCode, recoveryCode, routeSchema, sessionErrors, text } from './schemas.js'
import type { Ui } from './browser-answers.js'

type Names = 'challenge' | 'verify' | 'recover' | 'stepUpPage' | 'stepUp' | 'signOut'

const complete = { status: { type: 'string', enum: ['complete'] }, location: text }

/** The routes of a sign-in: the code at the challenge, a recovery code instead, a code again, and out. */
export function challengeRoutes (ui: Ui): Pick<BuiltInRoutes, Names> {
  const { links, settings: { urls } } = ui.application

  return {
    challenge: {
      method: 'GET',
      url: '/challenge',
      schema: routeSchema({
        operationId: 'twoFactorChallenge',
        summary: 'The pending challenge',
        answers: { 200: { anyOf: [object({ status: { type: 'string', enum: ['challenge'] }, trustDays: { type: 'integer' }, expiresAt: date }), object(complete)] } },
        errors: sessionErrors
      }),
      errorHandler: ui.errorHandler(showChallenge),
      handler: async (request, reply) => {
        const state = await request.twoFactor.check()
        if (state.status === 'complete') {
          const location = localPath((request.query as { next?: unknown }).next) ?? placeUrl(urls, links, 'home')
          return ui.wantsPage(request) ? reply.redirect(location, 303) : { status: 'complete', location }
        }
        const refusal = refusalFor(state.status, ['challenge'])
        if (refusal !== undefined) throw refusalError({ code: refusal })
        return ui.wantsPage(request) ? await showChallenge(request, reply) : state
      }
    },

    verify: {
      method: 'POST',
      url: '/challenge',
      schema: routeSchema({
        operationId: 'verifyTwoFactor',
        summary: 'Complete the sign-in with a one-time code',
        body: object({ code: oneTimeCode, trustClient: flag }, ['trustClient']),
        answers: { 200: object({ ...complete, method }) },
        errors: [...sessionErrors, ...codeErrors],
        changes: true
      }),
      errorHandler: ui.errorHandler(showChallenge),
      handler: async (request, reply) => {
        const { code, trustClient } = request.body
        const done = await request.twoFactor.verify(code, { trustClient })
        return ui.wantsPage(request) ? reply.redirect(done.location, 303) : done
      }
    },

    recover: {
      method: 'POST',
      url: '/recovery',
      schema: routeSchema({
        operationId: 'recoverTwoFactor',
        summary: 'Complete the sign-in with a recovery code',
        body: object({ code: recoveryCode }),
        answers: { 200: object({ ...complete, method, recoveryCodesLeft: { type: 'integer' } }) },
        errors: [...sessionErrors, 'TWO_FACTOR_INVALID_CODE', 'TWO_FACTOR_LOCKED', 'TWO_FACTOR_REAUTHENTICATION_REQUIRED'],
        changes: true
      }),
      errorHandler: ui.errorHandler(async (request, reply, error) => {
        const { status } = await request.twoFactor.check()
        return status === 'complete' ? await showStepUp(request, reply, error) : await showChallenge(request, reply, error)
      }),
      handler: async (request, reply) => {
        const done = await request.twoFactor.recover(request.body.code)
        return ui.wantsPage(request) ? reply.redirect(done.location, 303) : done
      }
    },

    stepUpPage: {
      method: 'GET',
      url: '/step-up',
      schema: routeSchema({ operationId: 'twoFactorStepUpPage', summary: 'The page that asks for a code again', answers: { 200: content('text/html') }, errors: sessionErrors }),
      errorHandler: ui.errorHandler(showStepUp),
      handler: async (request, reply) => await showStepUp(request, reply)
    },

    stepUp: {
      method: 'POST',
      url: '/step-up',
      schema: routeSchema({
        operationId: 'stepUpTwoFactor',
        summary: 'Prove a one-time code again',
        body: object({ code: oneTimeCode }),
        answers: { 200: object({ verifiedAt: date }) },
        errors: [...sessionErrors, ...codeErrors, 'TWO_FACTOR_NOT_ENABLED'],
        changes: true
      }),
      errorHandler: ui.errorHandler(showStepUp),
      handler: async (request, reply) => {
        const done = await request.twoFactor.stepUp(request.body.code)
        return ui.wantsPage(request) ? reply.redirect(afterStepUp(request), 303) : done
      }
    },

    signOut: {
      method: 'POST',
      url: '/sign-out',
      schema: routeSchema({ operationId: 'signOutTwoFactor', summary: 'Sign out, of a pending sign-in too', answers: { 204: noContent }, errors: ['TWO_FACTOR_UNAVAILABLE'], changes: true }),
      handler: async (request, reply) => {
        await request.twoFactor.signOut()
        return ui.wantsPage(request) ? reply.redirect(placeUrl(urls, links, 'login'), 303) : reply.code(204).send()
      }
    }
  }

  async function showChallenge (request: FastifyRequest, reply: FastifyReply, error?: string): Promise<FastifyReply> {
    const state = await request.twoFactor.check()
    return await ui.show('challenge', request, reply, {
      trustDays: state.status === 'challenge' ? state.trustDays : 0,
      recoveryAction: links.recover ?? '',
      signOutAction: links.signOut ?? ''
    }, { action: links.verify, error })
  }

  async function showStepUp (request: FastifyRequest, reply: FastifyReply, error?: string): Promise<FastifyReply> {
    const state = await request.twoFactor.check()
    if (state.status !== 'complete') throw refusalError({ code: refusalFor(state.status, ['complete'])! })
    return await ui.show('stepUp', request, reply, {
      recoveryAction: state.method === 'trusted-client' ? links.recover ?? '' : '',
      homeUrl: placeUrl(urls, links, 'home')
    }, { action: links.stepUp === undefined ? '' : withNext(links.stepUp, nextOf(request)), error })
  }

  function afterStepUp (request: FastifyRequest): string {
    return nextOf(request) ?? placeUrl(urls, links, 'preferences')
  }
}

function nextOf (request: FastifyRequest): string | undefined {
  return localPath((request.query as { next?: unknown }).next)
}
