import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { refusalError } from '../errors.js'
import { PASSKEY } from '../methods/passkey/passkey.js'
import { isEnabled } from '../record/record.js'
import { barrierOf } from '../record/status.js'
import { refusalFor } from '../record/sign-in/status.js'
import { standsIn } from '../record/sign-in-method.js'
import { asksForChange, asksPasskeyOnly, nextOf, onPage, withPasskeyOnly } from '../session/lead-on.js'
import { kVisit } from '../session/visit.js'
import { offered } from '../sign-in/proof-options.js'
import { placeUrl, withNext } from '../web/urls.js'
import type { BrowserAnswers } from './browser-answers.js'
import { secondsUntil } from './seconds-until.js'

/** Shows the page that asks for a proof again, with what went wrong with one of its forms. */
export async function showStepUp (
  answers: BrowserAnswers,
  request: FastifyRequest,
  reply: FastifyReply,
  error?: FastifyError
): Promise<FastifyReply> {
  const { links, settings: { urls } } = answers.installation
  const visit = request[kVisit]!
  const { status, signIn, record, user, policy, now } = await visit.inspect({ asksUser: 'always', shared: true })
  if (status !== 'complete') throw refusalError({ code: refusalFor(status, ['complete'])! })
  const { method } = signIn!
  // without two-factor authentication there is nothing to confirm with: it is enabled there
  if (!isEnabled(record!) && error === undefined) return reply.redirect(placeUrl(urls, links, 'preferences'), 303)
  const passkeyOnly = asksPasskeyOnly(visit)
  const { methods, passkeyOptions, codeTo, codeExpiresAt } =
    offered(visit, { signIn: signIn!, record: record!, user, policy, now }, asksForChange(visit))
  const { blocked, lockedUntil } = barrierOf(record, now)
  const next = nextOf(visit)
  const going = (action = ''): string => {
    if (action === '') return ''
    return passkeyOnly ? withPasskeyOnly(withNext(action, next)) : withNext(action, next)
  }
  return await answers.show('stepUp', request, reply, {
    methods: passkeyOnly ? methods.filter(method => method === PASSKEY) : methods,
    passkeyOptions,
    codeTo: passkeyOnly ? undefined : codeTo,
    codeExpiresAt: passkeyOnly ? undefined : codeExpiresAt,
    blocked,
    lockedSeconds: secondsUntil(lockedUntil, now),
    recovered: method === 'recovery-code',
    preferencesUrl: placeUrl(urls, links, 'preferences'),
    signOutAction: links.signOut ?? '',
    sendCodeAction: links.requestCode === undefined ? '' : onPage(going(links.requestCode), 'stepUp'),
    recoveryAction: standsIn(method) && links.recover !== undefined ? withNext(links.recover, next) : '',
    homeUrl: placeUrl(urls, links, 'home')
  }, { action: going(links.stepUp), error })
}
