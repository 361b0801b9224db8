import type { FastifyReply, FastifyRequest } from 'fastify'
import { noteDone, type Notice } from '../session/notice.js'
import { kVisit } from '../session/visit.js'
import type { NoticeText } from '../pages/page-texts.js'
import { placeUrl } from '../web/urls.js'
import { answerSchemas } from './answers.js'
import type { BrowserAnswers } from './browser-answers.js'
import { showPreferences } from './preferences-page.js'
import { at, type BuiltInRoutes, type TwoFactorRoutes } from './route.js'
import {
  authenticatorName, idParams, object, password, passwordErrors, proofBody, proofErrors, proofLimit, routeSchema, sessionErrors
} from './schemas.js'
import { toJson } from './wire.js'

type Names =
  | 'preferences' | 'regenerateRecoveryCodes' | 'markRecoveryCodesSaved' | 'renameAuthenticator' | 'removeAuthenticator' | 'unlock'
  | 'disable' | 'revokeTrustedClient' | 'revokeTrustedClients'

/** The routes of a user's preferences: see, change, turn off. */
export function preferencesRoutes (answers: BrowserAnswers): Pick<BuiltInRoutes, Names> {
  const { links, settings: { urls, passkeys } } = answers.installation
  const takesPasskeys = passkeys !== undefined
  const proof = proofBody(takesPasskeys, { password })
  const errorsOfProof = [...sessionErrors, ...proofErrors(takesPasskeys), ...passwordErrors, 'TWO_FACTOR_NOT_ENABLED'] as const
  const errorHandler = answers.errorHandler((request, reply, error) => showPreferences(answers, request, reply, error))
  const preferencesUrl = (): string => placeUrl(urls, links, 'preferences')

  return {
    preferences: {
      ...at('preferences'),
      schema: routeSchema({
        operationId: 'twoFactorPreferences',
        summary: 'The user\'s two-factor authentication',
        answers: { 200: answerSchemas.preferences },
        errors: sessionErrors
      }),
      errorHandler,
      handler: async (request, reply) => {
        if (answers.wantsPage(request)) return await showPreferences(answers, request, reply)
        const { currentTrustedClientId, trustedClients, ...preferences } = await request.twoFactor.preferences()
        const marked = trustedClients.map(client => ({ ...client, current: client.id === currentTrustedClientId }))
        return toJson({ ...preferences, trustedClients: marked })
      }
    },

    regenerateRecoveryCodes: {
      ...at('regenerateRecoveryCodes'),
      ...proofLimit(takesPasskeys),
      schema: routeSchema({
        operationId: 'regenerateTwoFactorRecoveryCodes',
        summary: 'New recovery codes in place of all that were left',
        body: proof,
        answers: { 200: answerSchemas.regenerateRecoveryCodes },
        errors: errorsOfProof,
        changes: true
      }),
      errorHandler,
      handler: async (request, reply) => {
        const done = await request.twoFactor.regenerateRecoveryCodes(request.body)
        return answers.wantsPage(request)
          ? await answers.showRecoveryCodes(request, reply, { ...done, first: false, location: preferencesUrl() })
          : done
      }
    },

    markRecoveryCodesSaved: {
      ...at('markRecoveryCodesSaved'),
      schema: routeSchema({
        operationId: 'markTwoFactorRecoveryCodesSaved',
        summary: 'Say that the recovery codes are saved',
        answers: { 204: answerSchemas.markRecoveryCodesSaved },
        errors: sessionErrors,
        changes: true
      }),
      errorHandler,
      handler: async (request, reply) => {
        await request.twoFactor.markRecoveryCodesSaved()
        if (!answers.wantsPage(request)) return reply.code(204).send()
        noteDone(request[kVisit]!, 'doneSaved')
        return await answers.leadTo(request, reply, answers.nextAfter(request) ?? preferencesUrl())
      }
    },

    renameAuthenticator: {
      ...at('renameAuthenticator'),
      schema: routeSchema({
        operationId: 'renameTwoFactorAuthenticator',
        summary: 'Give an authenticator another name',
        params: idParams,
        body: object({ name: authenticatorName, password }, ['password']),
        answers: { 204: answerSchemas.renameAuthenticator },
        errors: [...sessionErrors, ...passwordErrors, 'TWO_FACTOR_NOT_ENABLED', 'TWO_FACTOR_NOT_FOUND'],
        changes: true
      }),
      errorHandler,
      handler: async (request, reply) => {
        const { name } = await request.twoFactor.renameAuthenticator(request.params.id, renaming(request))
        return answers.wantsPage(request) ? backWith(request, reply, 'doneRenamed', name) : reply.code(204).send()
      }
    },

    removeAuthenticator: {
      ...at('removeAuthenticator'),
      ...proofLimit(takesPasskeys),
      schema: routeSchema({
        operationId: 'removeTwoFactorAuthenticator',
        summary: 'Remove an authenticator, not the last',
        params: idParams,
        body: proof,
        answers: { 204: answerSchemas.removeAuthenticator },
        errors: [...errorsOfProof, 'TWO_FACTOR_NOT_FOUND', 'TWO_FACTOR_LAST_AUTHENTICATOR'],
        changes: true
      }),
      errorHandler,
      handler: async (request, reply) => {
        const { name } = await request.twoFactor.removeAuthenticator(request.params.id, request.body)
        return answers.wantsPage(request) ? backWith(request, reply, 'doneRemoved', name) : reply.code(204).send()
      }
    },

    unlock: {
      ...at('unlock'),
      schema: routeSchema({
        operationId: 'unlockTwoFactor',
        summary: 'Lift the lock of one-time codes for one try',
        body: { ...object({ password }, ['password']), nullable: true },
        answers: { 204: answerSchemas.unlock },
        errors: [...sessionErrors, ...passwordErrors, 'TWO_FACTOR_BLOCKED', 'TWO_FACTOR_NOT_ENABLED'],
        changes: true
      }),
      errorHandler,
      handler: async (request, reply) => {
        await request.twoFactor.unlock(request.body)
        return answers.wantsPage(request) ? backWith(request, reply, 'doneUnlocked') : reply.code(204).send()
      }
    },

    disable: {
      ...at('disable'),
      ...proofLimit(takesPasskeys),
      schema: routeSchema({
        operationId: 'disableTwoFactor',
        summary: 'Turn two-factor authentication off',
        body: proof,
        answers: { 200: answerSchemas.disable },
        errors: [...errorsOfProof, 'TWO_FACTOR_REQUIRED_BY_POLICY'],
        changes: true
      }),
      errorHandler,
      handler: async (request, reply) => {
        await request.twoFactor.disable(request.body)
        return answers.wantsPage(request) ? backWith(request, reply, 'doneDisabled') : { enabled: false }
      }
    },

    revokeTrustedClient: {
      ...at('revokeTrustedClient'),
      schema: routeSchema({
        operationId: 'revokeTwoFactorTrustedClient',
        summary: 'Forget one remembered client',
        params: idParams,
        answers: { 204: answerSchemas.revokeTrustedClient },
        errors: [...sessionErrors, 'TWO_FACTOR_NOT_FOUND'],
        changes: true
      }),
      errorHandler,
      handler: async (request, reply) => {
        const { browser, system } = await request.twoFactor.revokeTrustedClient(request.params.id)
        return answers.wantsPage(request) ? backWith(request, reply, 'doneRevoked', { browser, system }) : reply.code(204).send()
      }
    },

    revokeTrustedClients: {
      ...at('revokeTrustedClients'),
      schema: routeSchema({
        operationId: 'revokeTwoFactorTrustedClients',
        summary: 'Forget every remembered client',
        answers: { 204: answerSchemas.revokeTrustedClients },
        errors: sessionErrors,
        changes: true
      }),
      errorHandler,
      handler: async (request, reply) => {
        await request.twoFactor.revokeTrustedClients()
        return answers.wantsPage(request) ? backWith(request, reply, 'doneRevokedAll') : reply.code(204).send()
      }
    }
  }
  /** The new name, as somebody gave it who may have left the word for an authenticator as it stood. */
  function renaming (request: FastifyRequest): TwoFactorRoutes['renameAuthenticator']['Body'] {
    const body = request.body as TwoFactorRoutes['renameAuthenticator']['Body']
    return answers.wantsPage(request) ? { ...body, name: answers.givenName(body.name)! } : body
  }

  /** Leads a browser back to the preferences, which say what was done. */
  function backWith (
    request: FastifyRequest,
    reply: FastifyReply,
    text: NoticeText,
    name?: Notice['name']
  ): FastifyReply {
    noteDone(request[kVisit]!, text, name)
    return reply.redirect(preferencesUrl(), 303)
  }
}
