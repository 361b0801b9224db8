import { requireRecoveryCode } from '../methods/recovery-code/codes.js'
import { randomId } from '../crypto/random.js'
import { recover as decide } from '../record/sign-in/recover.js'
import { enter } from '../session/moves.js'
import { canAskPassword } from '../session/password.js'
import type { Visit } from '../session/visit.js'
import { clearTokenCookie, shownToken } from '../trusted-clients/cookie.js'

export interface Recovered {
  status: 'complete'
  method: 'recovery-code'
  location: string
  recoveryCodesLeft: number
}

/** A recovery code completes the pending sign-in, or takes the place of a trusted client in a complete one. */
export async function recover (visit: Visit, code: string): Promise<Recovered> {
  const pending = visit.requireSession()
  const canonical = requireRecoveryCode(code)
  const { request, reply, installation: { settings } } = visit
  const { recoveryCodesLeft } = await visit.change(pending, ['challenge', 'complete'], {
    asksUser: 'always',
    decide: ({ record, user, now }) => decide(record, {
      signIn: pending,
      proof: visit.proof(pending, 'recovery-code', canonical),
      stamp: randomId(),
      freshSeconds: settings.sessions.freshSeconds,
      maxSeconds: settings.sessions.maxSeconds,
      passwordAskable: canAskPassword(settings, user)
    }, now),
    afterSave: async ({ signIn }, record) => {
      await enter(visit, signIn)
      if (shownToken(request, record, signIn.userId) !== undefined) clearTokenCookie(request, reply, record)
    }
  })
  return { status: 'complete', method: 'recovery-code', location: visit.place('preferences'), recoveryCodesLeft }
}
