import { requireOneTimeCode } from '../methods/one-time-code.js'
import type { ProofMethod } from '../record/sign-in-method.js'
import { verify as decide } from '../record/sign-in/verify.js'
import { enter } from '../session/moves.js'
import type { Visit } from '../session/visit.js'
import { createToken, setTokenCookie } from '../trusted-clients/cookie.js'
import { clientNames } from '../trusted-clients/label.js'
import { optionalFlag } from '../web/input.js'

export interface Verified {
  status: 'complete'
  method: ProofMethod
  location: string
}

/** A right one-time code completes the pending sign-in. */
export async function verify (visit: Visit, code: string, options: { trustClient?: boolean | null | undefined } = {}): Promise<Verified> {
  const pending = visit.requireSession()
  const digits = requireOneTimeCode(code)
  const trusting = optionalFlag('trustClient', options.trustClient)
  const { request, reply, installation: { settings: { service: { expiryDays }, sessions: { maxSeconds } } } } = visit
  const token = trusting ? createToken(pending.userId) : undefined
  const trust = token && { id: token.id, hash: token.hash, ...clientNames(request.headers['user-agent']) }
  const { method } = await visit.change(pending, ['challenge'], {
    // a sign-in is completed: whoever is gone by now does not get in
    asksUser: 'always',
    decide: ({ record, user, now }) => decide(record, {
      signIn: pending,
      proof: visit.proof(pending, 'code', digits),
      trust: user?.trustClients ? trust : undefined,
      expiryDays,
      maxSeconds
    }, now),
    afterSave: async (signIn, record) => {
      await enter(visit, signIn)
      const isTrusted = record.trustedClients.some(({ id }) => id === token?.id)
      if (token !== undefined && isTrusted) setTokenCookie(request, reply, record, token, expiryDays)
    }
  })
  return { status: 'complete', method: method as ProofMethod, location: visit.destination(pending) }
}
