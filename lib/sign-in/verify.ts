import { accept, andThen } from '../record/decision.js'
import type { ProofMethod } from '../record/sign-in-method.js'
import { verify as decide } from '../record/sign-in/verify.js'
import { enter } from '../session/moves.js'
import { asProof, readProof, type CodeOrCredential } from '../session/proof.js'
import type { Visit } from '../session/visit.js'
import { createToken, setTokenCookie } from '../trusted-clients/cookie.js'
import { clientNames } from '../trusted-clients/label.js'
import { clientOf, withListed } from '../trusted-clients/sign-in-client.js'
import { optionalFlag } from '../web/input.js'

export interface Verified {
  /** `enrollment`: the role asks for a passkey, which is to be registered now. */
  status: 'complete' | 'enrollment'
  method: ProofMethod
  location: string
}

/** A right one-time code or passkey completes the pending sign-in. */
export async function verify (
  visit: Visit,
  proof: string | CodeOrCredential,
  options: { trustClient?: boolean | null | undefined } = {}
): Promise<Verified> {
  const pending = visit.requireSession()
  const given = readProof(visit, pending, asProof(proof))
  const trusting = optionalFlag('trustClient', options.trustClient)
  const { request, reply, installation: { settings: { service: { expiryDays }, sessions: { maxSeconds } } } } = visit
  const token = trusting ? createToken(pending.userId) : undefined
  const trust = token && { id: token.id, hash: token.hash, ...clientNames(request.headers['user-agent']) }
  const { signIn: { status, method } } = await visit.change(pending, ['challenge'], {
    // a sign-in is completed: whoever is gone by now does not get in
    asksUser: 'always',
    prepare: given.prepare,
    decide: (on, prepared) => andThen(decide(on.record, {
      signIn: pending,
      proof: given.judge(on, prepared),
      trust: on.user?.trustClients ? trust : undefined,
      expiryDays,
      maxSeconds
    }, on.now), (record, signIn) => accept(withListed(visit, record, signIn, on.now), {
      signIn,
      client: clientOf(visit, pending, on)
    })),
    afterSave: async ({ signIn, client }, record) => {
      const isTrusted = token !== undefined && record.trustedClients.some(({ id }) => id === token.id)
      const events = await enter(visit, signIn, { ...client, remembered: client.remembered || isTrusted })
      if (isTrusted) setTokenCookie(request, reply, record, token, expiryDays)
      return events
    }
  })
  if (status === 'enrollment') return { status, method: method as ProofMethod, location: visit.place('enrollment') }
  return { status: 'complete', method: method as ProofMethod, location: visit.destination(pending) }
}
