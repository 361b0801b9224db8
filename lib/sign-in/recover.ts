import { requireRecoveryCode } from '../methods/recovery-code/codes.js'
import { randomId } from '../crypto/random.js'
import { accept, andThen } from '../record/decision.js'
import { recover as decide } from '../record/sign-in/recover.js'
import { enter } from '../session/moves.js'
import { canAskPassword } from '../session/password.js'
import { typedProof } from '../session/proof.js'
import type { Visit } from '../session/visit.js'
import { clearTokenCookie, shownToken } from '../trusted-clients/cookie.js'
import { clientOf, withListed } from '../trusted-clients/sign-in-client.js'

export interface Recovered {
  /** `enrollment`: the role asks for a passkey, which is to be registered now. */
  status: 'complete' | 'enrollment'
  method: 'recovery-code'
  location: string
  recoveryCodesLeft: number
}

/**
 * A recovery code completes the pending sign-in, or takes the place of a trusted client in a complete one. Where the role asks
 * for a phishing-resistant method, it lets in to the enrollment only.
 */
export async function recover (visit: Visit, code: string): Promise<Recovered> {
  const pending = visit.requireSession()
  const canonical = requireRecoveryCode(code)
  const { request, reply, installation: { settings } } = visit
  const { signIn, recoveryCodesLeft } = await visit.change(pending, ['challenge', 'complete'], {
    asksUser: 'always',
    decide: on => andThen(decide(on.record, {
      signIn: pending,
      proof: typedProof(visit, pending, 'recovery-code', canonical),
      stamp: randomId(),
      freshSeconds: settings.sessions.freshSeconds,
      maxSeconds: settings.sessions.maxSeconds,
      passwordAskable: canAskPassword(settings, on.user)
    }, on.now), (record, recovered) => accept(withListed(visit, record, recovered.signIn, on.now), {
      ...recovered,
      client: clientOf(visit, pending, on)
    })),
    afterSave: async ({ signIn, client }, record) => {
      const events = await enter(visit, signIn, { ...client, remembered: false })
      if (shownToken(request, record, signIn.userId) !== undefined) clearTokenCookie(request, reply, record)
      return events
    }
  })
  const status = signIn.status === 'enrollment' ? 'enrollment' : 'complete'
  return { status, method: 'recovery-code', location: visit.place('preferences'), recoveryCodesLeft }
}
