import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasCode } from '../../errors.js'
import { answerSchemas } from '../../routes/answers.js'
import type { BrowserAnswers } from '../../routes/browser-answers.js'
import { answerConfirmed } from '../../routes/confirmed.js'
import { showPreferences } from '../../routes/preferences-page.js'
import { at, type BuiltInRoutes } from '../../routes/route.js'
import {
  authenticatorName, CREDENTIAL_BODY_LIMIT, flag, object, password, passwordErrors, routeSchema, sessionErrors
} from '../../routes/schemas.js'
import { toJson } from '../../routes/wire.js'
import { asksPasskeyOnly, withPasskeyOnly } from '../../session/lead-on.js'
import { kVisit } from '../../session/visit.js'
import { placeUrl } from '../../web/urls.js'
import { registrationCredential } from './answer.js'
import { passkeyLabel, type StartedPasskey } from './operations.js'

type Names = 'startPasskey' | 'confirmPasskey'

/** The routes by which a passkey is registered: its options, and what the browser made of them. */
export function passkeyRoutes (answers: BrowserAnswers): Pick<BuiltInRoutes, Names> {
  const { links, settings: { urls } } = answers.installation
  const preferencesAgain = (request: FastifyRequest, reply: FastifyReply, error: FastifyError): Promise<FastifyReply> =>
    showPreferences(answers, request, reply, error)

  return {
    startPasskey: {
      ...at('startPasskey'),
      schema: routeSchema({
        operationId: 'startTwoFactorPasskey',
        summary: 'Start the registration of a passkey or security key',
        body: { ...object({ password }, ['password']), nullable: true },
        answers: { 200: answerSchemas.startPasskey },
        errors: [...sessionErrors, ...passwordErrors, 'TWO_FACTOR_STEP_UP_REQUIRED'],
        changes: true
      }),
      errorHandler: answers.errorHandler(preferencesAgain),
      handler: async (request, reply) => {
        const started = await request.twoFactor.startPasskey(request.body)
        return answers.wantsPage(request) ? await showRegistration(request, reply, started) : toJson(started)
      }
    },

    confirmPasskey: {
      ...at('confirmPasskey'),
      bodyLimit: CREDENTIAL_BODY_LIMIT,
      schema: routeSchema({
        operationId: 'confirmTwoFactorPasskey',
        summary: 'Turn the new passkey or security key on',
        body: object({ credential: registrationCredential, name: authenticatorName, replace: flag }, ['name', 'replace']),
        answers: { 200: answerSchemas.confirmPasskey },
        errors: [
          ...sessionErrors, 'TWO_FACTOR_INVALID_CREDENTIAL', 'TWO_FACTOR_NO_ENROLLMENT', 'TWO_FACTOR_ALREADY_REGISTERED',
          'TWO_FACTOR_TOO_MANY_AUTHENTICATORS', 'TWO_FACTOR_METHOD_NOT_ALLOWED', 'TWO_FACTOR_STEP_UP_REQUIRED'
        ],
        changes: true
      }),
      errorHandler: answers.errorHandler(async (request, reply, error) => {
        const visit = request[kVisit]!
        if (hasCode(error, 'TWO_FACTOR_ALREADY_REGISTERED')) {
          const { signIn } = await visit.inspect({ shared: true })
          // the same answer once more: the preferences say that it was confirmed
          if (signIn?.enrolledAt !== undefined) return reply.redirect(placeUrl(urls, links, 'preferences'), 303)
        }
        try {
          return await showRegistration(request, reply, await request.twoFactor.startPasskey(), error)
        } catch {
          // it takes more than another try: the preferences say what
          return await preferencesAgain(request, reply, error)
        }
      }),
      handler: async (request, reply) => {
        const { credential, name, replace } = request.body
        if (!answers.wantsPage(request)) return await request.twoFactor.confirmPasskey(credential, { name, replace })
        const confirmed = await request.twoFactor.confirmPasskey(credential, { name: answers.givenName(name), replace })
        return await answerConfirmed(answers, request, reply, confirmed)
      }
    }
  }

  async function showRegistration (
    request: FastifyRequest,
    reply: FastifyReply,
    { options, expiresAt }: StartedPasskey,
    error?: FastifyError
  ): Promise<FastifyReply> {
    const visit = request[kVisit]!
    const { record, signIn } = await visit.inspect({ asksUser: 'always', shared: true })
    // what the browser was led here for stays in the addresses
    const going = (url = ''): string => asksPasskeyOnly(visit) && url !== '' ? withPasskeyOnly(url) : url
    const others = record!.authenticators.map(({ id, name }) => ({ id, name }))
    return await answers.show('registration', request, reply, {
      options,
      expiresAt,
      name: passkeyLabel(visit),
      others,
      recovered: signIn!.recoveredAt !== undefined,
      onlyMethod: others.length === 0,
      cancelUrl: going(placeUrl(urls, links, 'preferences'))
    }, { action: going(links.confirmPasskey), error })
  }
}
