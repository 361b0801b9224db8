import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { refusalError } from '../errors.js'
import { PASSKEY } from '../methods/passkey/passkey.js'
import { isEnabled } from '../record/record.js'
import { barrierOf } from '../record/status.js'
import { refusalFor } from '../record/sign-in/status.js'
import { hasPasskey } from '../record/sign-in/resistance.js'
import { standsIn } from '../record/sign-in-method.js'
import { asksForChange, narrowed, narrowedBy, nextOf, onPage, withPasskeyOnly } from '../session/lead-on.js'
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
  const { links, settings: { urls, passkeys } } = answers.installation
  const visit = request[kVisit]!
  const { status, signIn, record, user, policy, now } = await visit.inspect({ asksUser: 'always', shared: true })
  if (status !== 'complete') throw refusalError({ code: refusalFor(status, ['complete'])! })
  const { method } = signIn!
  const { passkeyOnly } = narrowedBy(visit)
  const preferencesUrl = placeUrl(urls, links, 'preferences')
  // what there is to confirm with is set up there, if it can be
  const isThere = passkeyOnly ? passkeys !== undefined && hasPasskey(record!) : isEnabled(record!)
  if (!isThere && error === undefined) return reply.redirect(passkeyOnly ? withPasskeyOnly(preferencesUrl) : preferencesUrl, 303)
  const { methods, passkeyOptions, codeTo, codeExpiresAt } =
    offered(visit, { signIn: signIn!, record: record!, user, policy, now }, asksForChange(visit))
  const { blocked, lockedUntil } = barrierOf(record, now)
  const next = nextOf(visit)
  const going = (action = ''): string => {
    return action === '' ? '' : narrowed(withNext(action, next), narrowedBy(visit))
  }
  return await answers.show('stepUp', request, reply, {
    methods: passkeyOnly ? methods.filter(method => method === PASSKEY) : methods,
    passkeyOptions,
    codeTo: passkeyOnly ? undefined : codeTo,
    codeExpiresAt: passkeyOnly ? undefined : codeExpiresAt,
    blocked,
    lockedSeconds: secondsUntil(lockedUntil, now),
    recovered: method === 'recovery-code',
    preferencesUrl,
    signOutAction: links.signOut ?? '',
    sendCodeAction: links.requestCode === undefined ? '' : onPage(going(links.requestCode), 'stepUp'),
    recoveryAction: standsIn(method) && links.recover !== undefined ? withNext(links.recover, next) : '',
    homeUrl: placeUrl(urls, links, 'home')
  }, { action: going(links.stepUp), error })
}
