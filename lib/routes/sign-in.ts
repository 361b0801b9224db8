import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasCode } from '../errors.js'
import type { TwoFactorMethod } from '../record/sign-in-method.js'
import { asksForChange } from '../session/lead-on.js'
import { kVisit } from '../session/visit.js'
import { checkForPage } from '../sign-in/check.js'
import { offerOf } from '../sign-in/offer.js'
import { placeUrl } from '../web/urls.js'
import { answerSchemas } from './answers.js'
import type { BrowserAnswers } from './browser-answers.js'
import { pendingChallenge, showChallenge } from './challenge-page.js'
import { at, type BuiltInRoutes } from './route.js'
import { flag, object, proofBody, proofErrors, proofLimit, recoveryCode, routeSchema, sessionErrors } from './schemas.js'
import { showStepUp } from './step-up-page.js'
import { toJson } from './wire.js'

type Names = 'challenge' | 'verify' | 'recover' | 'stepUpOptions' | 'stepUp' | 'signOut'

interface GoingOn { status: 'complete', method: TwoFactorMethod, location: string, requiredFrom?: undefined }

/** The routes of a sign-in: the code at the challenge, a recovery code instead, a code again, and signing out. */
export function signInRoutes (answers: BrowserAnswers): Pick<BuiltInRoutes, Names> {
  const { links, settings: { urls, passkeys } } = answers.installation
  const takesPasskeys = passkeys !== undefined
  const challengeAgain = (request: FastifyRequest, reply: FastifyReply, error: FastifyError): Promise<FastifyReply> =>
    showChallenge(answers, request, reply, error)
  const stepUpAgain = (request: FastifyRequest, reply: FastifyReply, error: FastifyError): Promise<FastifyReply> =>
    showStepUp(answers, request, reply, error)

  return {
    challenge: {
      ...at('challenge'),
      schema: routeSchema({
        operationId: 'twoFactorChallenge',
        summary: 'The pending challenge',
        answers: { 200: answerSchemas.challenge },
        errors: sessionErrors
      }),
      errorHandler: answers.errorHandler(challengeAgain),
      handler: async (request, reply) => {
        if (answers.wantsPage(request)) return await showChallenge(answers, request, reply)
        const state = await request.twoFactor.check()
        return state.status === 'complete' ? goingOn(request, state) : toJson(pendingChallenge(state))
      }
    },

    verify: {
      ...at('verify'),
      ...proofLimit(takesPasskeys),
      schema: routeSchema({
        operationId: 'verifyTwoFactor',
        summary: 'Complete the sign-in with a one-time code or a passkey',
        body: proofBody(takesPasskeys, { trustClient: flag }),
        answers: { 200: answerSchemas.verify },
        errors: [...sessionErrors, ...proofErrors(takesPasskeys)],
        changes: true
      }),
      errorHandler: answers.errorHandler(challengeAgain),
      handler: async (request, reply) => {
        const { trustClient, ...proof } = request.body
        const done = await orGoOn(request, () => request.twoFactor.verify(proof, { trustClient }))
        if (!answers.wantsPage(request)) return toJson(done)
        const isLed = done.status === 'enrollment' || (done.requiredFrom !== undefined && offerOf(request[kVisit]!) !== undefined)
        // each tab goes on to its own page, whichever was the last to be put into the session
        return await answers.leadTo(request, reply, (isLed ? undefined : answers.nextAfter(request)) ?? done.location)
      }
    },

    recover: {
      ...at('recover'),
      schema: routeSchema({
        operationId: 'recoverTwoFactor',
        summary: 'Complete the sign-in with a recovery code',
        body: object({ code: recoveryCode }),
        answers: { 200: answerSchemas.recover },
        errors: [...sessionErrors, 'TWO_FACTOR_INVALID_CODE', 'TWO_FACTOR_LOCKED', 'TWO_FACTOR_REAUTHENTICATION_REQUIRED'],
        changes: true
      }),
      errorHandler: answers.errorHandler(async (request, reply, error) => {
        const { status } = await checkForPage(request[kVisit]!)
        return status === 'complete' ? await stepUpAgain(request, reply, error) : await challengeAgain(request, reply, error)
      }),
      handler: async (request, reply) => {
        const done = await orGoOn(request, () => request.twoFactor.recover(request.body.code))
        return answers.wantsPage(request) ? await answers.leadTo(request, reply, done.location) : done
      }
    },

    stepUpOptions: {
      ...at('stepUpOptions'),
      schema: routeSchema({
        operationId: 'twoFactorStepUpOptions',
        summary: 'What may prove it again',
        answers: { 200: answerSchemas.stepUpOptions },
        errors: sessionErrors
      }),
      errorHandler: answers.errorHandler(stepUpAgain),
      handler: async (request, reply) => {
        if (answers.wantsPage(request)) return await showStepUp(answers, request, reply)
        return toJson(await request.twoFactor.proofOptions({ forChange: asksForChange(request[kVisit]!) }))
      }
    },

    stepUp: {
      ...at('stepUp'),
      ...proofLimit(takesPasskeys),
      schema: routeSchema({
        operationId: 'stepUpTwoFactor',
        summary: 'Prove a one-time code or a passkey again',
        body: proofBody(takesPasskeys),
        answers: { 200: answerSchemas.stepUp },
        errors: [...sessionErrors, ...proofErrors(takesPasskeys), 'TWO_FACTOR_NOT_ENABLED'],
        changes: true
      }),
      errorHandler: answers.errorHandler(stepUpAgain),
      handler: async (request, reply) => {
        const done = await request.twoFactor.stepUp(request.body)
        return answers.wantsPage(request) ? await answers.leadTo(request, reply, answers.afterwards(request)) : toJson(done)
      }
    },

    signOut: {
      ...at('signOut'),
      schema: routeSchema({
        operationId: 'signOutTwoFactor',
        summary: 'Sign out, of a pending sign-in too',
        answers: { 204: answerSchemas.signOut },
        errors: ['TWO_FACTOR_UNAVAILABLE'],
        changes: true
      }),
      handler: async (request, reply) => {
        await request.twoFactor.signOut()
        return answers.wantsPage(request) ? reply.redirect(placeUrl(urls, links, 'login'), 303) : reply.code(204).send()
      }
    }
  }

  /** What belongs to the challenge and comes from a session that is through already, as a second tab's does, goes on all the same. */
  async function orGoOn<Done extends { location: string }> (request: FastifyRequest, act: () => Promise<Done>): Promise<Done | GoingOn> {
    try {
      return await act()
    } catch (error) {
      if (!hasCode(error, 'TWO_FACTOR_SIGN_IN_REQUIRED')) throw error
      const state = await request.twoFactor.check()
      if (state.status !== 'complete') throw error
      return goingOn(request, state)
    }
  }

  function goingOn (request: FastifyRequest, { method }: { method: TwoFactorMethod }): GoingOn {
    return { status: 'complete', method, location: answers.afterwards(request) }
  }
}
