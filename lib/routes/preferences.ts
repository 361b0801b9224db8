import { placeUrl } from '../web/urls.js'
import { showPreferences } from './preferences-page.js'
import type { BuiltInRoutes } from './route.js'
import { codeErrors, codes, date, flag, idParams, method, noContent, object, oneTimeCode, password, passwordErrors, routeSchema, sessionErrors, text } from './schemas.js'
import type { Ui } from './browser-answers.js'

type Names = 'preferences' | 'regenerateRecoveryCodes' | 'removeAuthenticator' | 'disable' | 'revokeTrustedClient' | 'revokeTrustedClients'

const proof = object({ code: oneTimeCode, password }, ['password'])
const proofErrors = [...sessionErrors, ...codeErrors, ...passwordErrors, 'TWO_FACTOR_NOT_ENABLED'] as const

const preferencesAnswer = object({
  enabled: flag,
  required: flag,
  requiredFrom: date,
  blocked: flag,
  lockedUntil: date,
  method,
  authenticators: { type: 'array', items: object({ id: text, name: text, createdAt: date, lastUsedAt: date }, ['lastUsedAt']) },
  recoveryCodesLeft: { type: 'integer' },
  trustedClients: { type: 'array', items: object({ id: text, label: text, createdAt: date, lastUsedAt: date, expiresAt: date, current: flag }) },
  trustDays: { type: 'integer' },
  passwordRequired: flag,
  stepUpRequired: flag
}, ['requiredFrom', 'lockedUntil'])

/** The routes of a user's preferences: see, change, turn off. */
export function managementRoutes (ui: Ui): Pick<BuiltInRoutes, Names> {
  const { links, settings: { urls } } = ui.application
  const errorHandler = ui.errorHandler((request, reply, error) => showPreferences(ui, request, reply, error))
  const preferencesUrl = (): string => placeUrl(urls, links, 'preferences')

  return {
    preferences: {
      method: 'GET',
      url: '/',
      schema: routeSchema({ operationId: 'twoFactorPreferences', summary: 'The user\'s two-factor authentication', answers: { 200: preferencesAnswer }, errors: sessionErrors }),
      errorHandler,
      handler: async (request, reply) => {
        if (ui.wantsPage(request)) return await showPreferences(ui, request, reply)
        const { currentTrustedClientId, trustedClients, ...preferences } = await request.twoFactor.preferences()
        return { ...preferences, trustedClients: trustedClients.map(client => ({ ...client, current: client.id === currentTrustedClientId })) }
      }
    },

    regenerateRecoveryCodes: {
      method: 'POST',
      url: '/recovery-codes',
      schema: routeSchema({
        operationId: 'regenerateTwoFactorRecoveryCodes',
        summary: 'New recovery codes in place of all that were left',
        body: proof,
        answers: { 200: object({ recoveryCodes: codes }) },
        errors: proofErrors,
        changes: true
      }),
      errorHandler,
      handler: async (request, reply) => {
        const done = await request.twoFactor.regenerateRecoveryCodes(request.body)
        return ui.wantsPage(request) ? await ui.show('recoveryCodes', request, reply, { ...done, location: preferencesUrl() }) : done
      }
    },

    removeAuthenticator: {
      method: 'POST',
      url: '/authenticators/:id/remove',
      schema: routeSchema({
        operationId: 'removeTwoFactorAuthenticator',
        summary: 'Remove an authenticator, not the last',
        params: idParams,
        body: proof,
        answers: { 204: noContent },
        errors: [...proofErrors, 'TWO_FACTOR_NOT_FOUND', 'TWO_FACTOR_LAST_AUTHENTICATOR'],
        changes: true
      }),
      errorHandler,
      handler: async (request, reply) => {
        await request.twoFactor.removeAuthenticator(request.params.id, request.body)
        return ui.wantsPage(request) ? reply.redirect(preferencesUrl(), 303) : reply.code(204).send()
      }
    },

    disable: {
      method: 'POST',
      url: '/disable',
      schema: routeSchema({
        operationId: 'disableTwoFactor',
        summary: 'Turn two-factor authentication off',
        body: proof,
        answers: { 200: object({ enabled: { type: 'boolean', enum: [false] } }) },
        errors: [...proofErrors, 'TWO_FACTOR_REQUIRED_BY_POLICY'],
        changes: true
      }),
      errorHandler,
      handler: async (request, reply) => {
        await request.twoFactor.disable(request.body)
        return ui.wantsPage(request) ? reply.redirect(preferencesUrl(), 303) : { enabled: false }
      }
    },

    revokeTrustedClient: {
      method: 'POST',
      url: '/trusted-clients/:id/revoke',
      schema: routeSchema({
        operationId: 'revokeTwoFactorTrustedClient',
        summary: 'Forget one remembered client',
        params: idParams,
        answers: { 204: noContent },
        errors: [...sessionErrors, 'TWO_FACTOR_NOT_FOUND'],
        changes: true
      }),
      errorHandler,
      handler: async (request, reply) => {
        await request.twoFactor.revokeTrustedClient(request.params.id)
        return ui.wantsPage(request) ? reply.redirect(preferencesUrl(), 303) : reply.code(204).send()
      }
    },

    revokeTrustedClients: {
      method: 'POST',
      url: '/trusted-clients/revoke',
      schema: routeSchema({
        operationId: 'revokeTwoFactorTrustedClients',
        summary: 'Forget every remembered client',
        answers: { 204: noContent },
        errors: sessionErrors,
        changes: true
      }),
      errorHandler,
      handler: async (request, reply) => {
        await request.twoFactor.revokeTrustedClients()
        return ui.wantsPage(request) ? reply.redirect(preferencesUrl(), 303) : reply.code(204).send()
      }
    }
  }
}
