import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasCode, refusalError } from '../errors.js'
import { codeTypes } from '../methods/index.js'
import { refusalFor } from '../record/sign-in/status.js'
import type { TwoFactorMethod } from '../record/sign-in-method.js'
import { nextOf } from '../session/lead-on.js'
import { kVisit } from '../session/visit.js'
import { checkForPage, type TwoFactorState } from '../sign-in/check.js'
import { outward } from '../web/base.js'
import { placeUrl, withNext } from '../web/urls.js'
import type { BrowserAnswers } from './browser-answers.js'
import { at, type BuiltInRoutes } from './route.js'
import {
  codeErrors, date, flag, method, noContent, object, oneTimeCode, recoveryCode, routeSchema, sessionErrors, text, texts
} from './schemas.js'
import { secondsUntil } from './seconds-until.js'

type Names = 'challenge' | 'verify' | 'recover' | 'stepUpOptions' | 'stepUp' | 'signOut'

const proofOptions = { methods: texts, blocked: flag, lockedUntil: date }
const waiting = { status: { type: 'string', enum: ['challenge'] }, ...proofOptions, trustDays: { type: 'integer' }, expiresAt: date }
const complete = { status: { type: 'string', enum: ['complete'] }, method, location: text }

interface GoingOn { status: 'complete', method: TwoFactorMethod, location: string }

/** The routes of a sign-in: the code at the challenge, a recovery code instead, a code again, and signing out. */
export function signInRoutes (answers: BrowserAnswers): Pick<BuiltInRoutes, Names> {
  const { links, storage, settings: { urls } } = answers.installation

  return {
    challenge: {
      ...at('challenge'),
      schema: routeSchema({
        operationId: 'twoFactorChallenge',
        summary: 'The pending challenge',
        answers: { 200: { anyOf: [object(waiting, ['lockedUntil']), object(complete)] } },
        errors: sessionErrors
      }),
      errorHandler: answers.errorHandler(showChallenge),
      handler: async (request, reply) => {
        if (answers.wantsPage(request)) return await showChallenge(request, reply)
        const state = await request.twoFactor.check()
        return state.status === 'complete' ? goingOn(request, state) : pending(state)
      }
    },

    verify: {
      ...at('verify'),
      schema: routeSchema({
        operationId: 'verifyTwoFactor',
        summary: 'Complete the sign-in with a one-time code',
        body: object({ code: oneTimeCode, trustClient: flag }, ['trustClient']),
        answers: { 200: object(complete) },
        errors: [...sessionErrors, ...codeErrors],
        changes: true
      }),
      errorHandler: answers.errorHandler(showChallenge),
      handler: async (request, reply) => {
        const { code, trustClient } = request.body
        const done = await orGoOn(request, () => request.twoFactor.verify(code, { trustClient }))
        // each tab goes on to its own page, whichever was the last to be put into the session
        return answers.wantsPage(request) ? await answers.leadTo(request, reply, ownNext(request) ?? done.location) : done
      }
    },

    recover: {
      ...at('recover'),
      schema: routeSchema({
        operationId: 'recoverTwoFactor',
        summary: 'Complete the sign-in with a recovery code',
        body: object({ code: recoveryCode }),
        answers: { 200: object({ ...complete, recoveryCodesLeft: { type: 'integer' } }, ['recoveryCodesLeft']) },
        errors: [...sessionErrors, 'TWO_FACTOR_INVALID_CODE', 'TWO_FACTOR_LOCKED', 'TWO_FACTOR_REAUTHENTICATION_REQUIRED'],
        changes: true
      }),
      errorHandler: answers.errorHandler(async (request, reply, error) => {
        const { status } = await checkForPage(request[kVisit]!)
        return status === 'complete' ? await showStepUp(request, reply, error) : await showChallenge(request, reply, error)
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
        summary: 'What a code may be proved with again',
        answers: { 200: object(proofOptions, ['lockedUntil']) },
        errors: sessionErrors
      }),
      errorHandler: answers.errorHandler(showStepUp),
      handler: async (request, reply) => {
        return answers.wantsPage(request) ? await showStepUp(request, reply) : await request.twoFactor.proofOptions()
      }
    },

    stepUp: {
      ...at('stepUp'),
      schema: routeSchema({
        operationId: 'stepUpTwoFactor',
        summary: 'Prove a one-time code again',
        body: object({ code: oneTimeCode }),
        answers: { 200: object({ verifiedAt: date }) },
        errors: [...sessionErrors, ...codeErrors, 'TWO_FACTOR_NOT_ENABLED'],
        changes: true
      }),
      errorHandler: answers.errorHandler(showStepUp),
      handler: async (request, reply) => {
        const done = await request.twoFactor.stepUp(request.body.code)
        return answers.wantsPage(request) ? await answers.leadTo(request, reply, afterwards(request)) : done
      }
    },

    signOut: {
      ...at('signOut'),
      schema: routeSchema({
        operationId: 'signOutTwoFactor',
        summary: 'Sign out, of a pending sign-in too',
        answers: { 204: noContent },
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
    return { status: 'complete', method, location: afterwards(request) }
  }

  async function showChallenge (request: FastifyRequest, reply: FastifyReply, error?: FastifyError): Promise<FastifyReply> {
    const state = await checkForPage(request[kVisit]!)
    if (state.status === 'complete') return await answers.leadTo(request, reply, afterwards(request))
    // a form that was refused is shown again to whoever sent it, whatever their session counts for
    const { methods, trustDays, blocked, lockedUntil } = error === undefined || state.status === 'challenge'
      ? pending(state)
      : { methods: [...codeTypes], trustDays: 0, blocked: false, lockedUntil: undefined }
    return await answers.show('challenge', request, reply, {
      methods,
      blocked,
      lockedSeconds: secondsUntil(lockedUntil, storage.now()),
      trustDays,
      recoveryAction: links.recover ?? '',
      signOutAction: links.signOut ?? ''
    }, { action: links.verify, error })
  }

  async function showStepUp (request: FastifyRequest, reply: FastifyReply, error?: FastifyError): Promise<FastifyReply> {
    const state = await checkForPage(request[kVisit]!)
    if (state.status !== 'complete') throw refusalError({ code: refusalFor(state.status, ['complete'])! })
    // without two-factor authentication there is nothing to confirm with: it is enabled there
    if (state.method === 'none' && error === undefined) return reply.redirect(placeUrl(urls, links, 'preferences'), 303)
    const { methods, blocked, lockedUntil } = await request.twoFactor.proofOptions()
    const next = nextOf(request[kVisit]!)
    const going = (action = ''): string => action && withNext(action, next)
    return await answers.show('stepUp', request, reply, {
      methods,
      blocked,
      lockedSeconds: secondsUntil(lockedUntil, storage.now()),
      recovered: state.method === 'recovery-code',
      preferencesUrl: placeUrl(urls, links, 'preferences'),
      signOutAction: links.signOut ?? '',
      recoveryAction: state.method === 'trusted-client' ? going(links.recover) : '',
      homeUrl: placeUrl(urls, links, 'home')
    }, { action: going(links.stepUp), error })
  }

  function afterwards (request: FastifyRequest): string {
    return ownNext(request) ?? placeUrl(urls, links, 'home')
  }

  function ownNext (request: FastifyRequest): string | undefined {
    const next = nextOf(request[kVisit]!)
    return next && outward(urls.base, next)
  }
}

/** The state of a pending challenge; throws the error of a session that has none. */
function pending (state: TwoFactorState): Extract<TwoFactorState, { status: 'challenge' }> {
  if (state.status === 'challenge') return state
  throw refusalError({ code: refusalFor(state.status, ['challenge'])! })
}
