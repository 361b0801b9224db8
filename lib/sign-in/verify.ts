import { accept, andThen } from '../record/decision.js'
import { dueAfterGrace } from '../record/grace.js'
import type { ProofMethod } from '../record/sign-in-method.js'
import { verify as decide } from '../record/sign-in/verify.js'
import { toDate } from '../record/time.js'
import { nextOf } from '../session/lead-on.js'
import { enter } from '../session/moves.js'
import { asProof, readProof, type CodeOrCredential } from '../session/proof.js'
import type { Visit } from '../session/visit.js'
import { createToken, setTokenCookie } from '../trusted-clients/cookie.js'
import { clientNames } from '../trusted-clients/label.js'
import { clientOf, withListed } from '../trusted-clients/sign-in-client.js'
import { optionalFlag } from '../web/input.js'
import { offerOf } from './offer.js'

export interface Verified {
  /** `enrollment`: the role asks for a passkey, which is to be registered now. */
  status: 'complete' | 'enrollment'
  method: ProofMethod
  /** Where to go on; for a browser the preferences, while `requiredFrom` lies ahead: they offer what is needed, or to go on. */
  location: string
  /** When the role will require a passkey, which this user does not have yet. */
  requiredFrom: Date | undefined
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
  const { request, reply, installation: { settings: { service: { expiryDays }, passkeys, sessions: { maxSeconds } } } } = visit
  const offer = offerOf(visit)
  const token = trusting ? createToken(pending.userId) : undefined
  const trust = token && { id: token.id, hash: token.hash, ...clientNames(request.headers['user-agent']) }
  const { signIn: { status, method }, requiredFrom } = await visit.change(pending, ['challenge'], {
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
      client: clientOf(visit, pending, on),
      requiredFrom: dueAfterGrace(record, on.policy, passkeys !== undefined)?.from
    })),
    afterSave: async ({ signIn, client, requiredFrom }, record) => {
      const isTrusted = token !== undefined && record.trustedClients.some(({ id }) => id === token.id)
      const isLed = requiredFrom !== undefined && offer !== undefined
      // each tab goes on to its own page, whichever was the last to be put into the session
      const going = isLed ? { ...signIn, next: nextOf(visit) ?? signIn.next } : signIn
      const events = await enter(visit, going, { ...client, remembered: client.remembered || isTrusted }, isLed)
      if (isTrusted) setTokenCookie(request, reply, record, token, expiryDays)
      return events
    }
  })
  const proved = { method: method as ProofMethod, requiredFrom: toDate(requiredFrom) }
  if (status === 'enrollment') return { ...proved, status, location: visit.place('enrollment') }
  return { ...proved, status: 'complete', location: (requiredFrom === undefined ? undefined : offer) ?? visit.destination(pending) }
}
