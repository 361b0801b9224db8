import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { refusalError } from '../errors.js'
import { workingTypes } from '../methods/index.js'
import { refusalFor } from '../record/sign-in/status.js'
import { onPage } from '../session/lead-on.js'
import { kVisit } from '../session/visit.js'
import { checkForPage, type TwoFactorState } from '../sign-in/check.js'
import type { BrowserAnswers } from './browser-answers.js'
import { secondsUntil } from './seconds-until.js'

/** What a form that was refused is shown with again, whatever the session of whoever sent it counts for. */
const nothingKnown = {
  methods: workingTypes(false, false),
  passkeyOptions: undefined,
  codeTo: undefined,
  codeExpiresAt: undefined,
  trustDays: 0,
  blocked: false,
  lockedUntil: undefined
}

/** Shows the challenge, with what went wrong with one of its forms; whoever is through already is led on. */
export async function showChallenge (
  answers: BrowserAnswers,
  request: FastifyRequest,
  reply: FastifyReply,
  error?: FastifyError
): Promise<FastifyReply> {
  const { links, storage } = answers.installation
  const state = await checkForPage(request[kVisit]!)
  if (state.status === 'complete') return await answers.leadTo(request, reply, answers.afterwards(request))
  const { methods, passkeyOptions, codeTo, codeExpiresAt, trustDays, blocked, lockedUntil } =
    error === undefined || state.status === 'challenge' ? pendingChallenge(state) : nothingKnown
  return await answers.show('challenge', request, reply, {
    methods,
    passkeyOptions,
    codeTo,
    codeExpiresAt,
    blocked,
    lockedSeconds: secondsUntil(lockedUntil, storage.now()),
    trustDays,
    sendCodeAction: links.requestCode === undefined ? '' : onPage(links.requestCode, 'challenge'),
    recoveryAction: links.recover ?? '',
    signOutAction: links.signOut ?? ''
  }, { action: links.verify, error })
}

/** The state of a pending challenge; throws the error of a session that has none. */
export function pendingChallenge (state: TwoFactorState): Extract<TwoFactorState, { status: 'challenge' }> {
  if (state.status === 'challenge') return state
  throw refusalError({ code: refusalFor(state.status, ['challenge'])! })
}
