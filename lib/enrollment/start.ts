import { randomId } from '../crypto/random.js'
import { deriveKey, optionalChosenSecret } from '../methods/totp/key.js'
import { sealKey, TOTP } from '../methods/totp/authenticator.js'
import { accept, andThen } from '../record/decision.js'
import { DEFAULT_NAME } from '../record/names.js'
import { start as decide } from '../record/enrollment/start.js'
import { asksForPasskey } from '../record/sign-in/resistance.js'
import { keep } from '../session/moves.js'
import { canAskPassword, provePassword } from '../session/password.js'
import type { Visit } from '../session/visit.js'
import { optionalName, optionalPassword, requireObject } from '../web/input.js'
import { enrolling } from './enrolling.js'
import { shown, type TwoFactorEnrollment } from './show.js'

export interface StartEnrollmentOptions {
  /** A Secret that the user chose, 1–128 characters: it goes into the key together with the server's random bytes. */
  secret?: string | null | undefined
  /** Name of the authenticator: 1–64 characters as people count them, at most 512 bytes. */
  name?: string | null | undefined
  password?: string | null | undefined
}

/** Starts the enrollment of an authenticator app with a new key; one that was pending is replaced. */
export async function start (visit: Visit, options: StartEnrollmentOptions = {}): Promise<TwoFactorEnrollment> {
  const signIn = visit.requireSession()
  const given = requireObject(options)
  const { service, totp, sessions: { freshSeconds } } = visit.installation.settings
  const chosenSecret = optionalChosenSecret(given.secret, totp.chosenSecret)
  const name = optionalName(given.name) ?? DEFAULT_NAME
  const password = optionalPassword(given.password)
  const passwordProved = await provePassword(visit, signIn, password, enrolling)
  const id = randomId()
  const key = deriveKey(service.secret.current.secret, signIn.userId, chosenSecret)
  const enrollment = { id, type: TOTP, name, key: sealKey({ ring: service.secret, userId: signIn.userId }, id, key) }
  const input = { signIn, passwordProved, freshSeconds, enrollment }
  const { startedAt, user } = await visit.change(signIn, enrolling, {
    asksUser: 'always',
    decide: ({ record, user, policy, now }) => andThen(
      decide(record, {
        ...input,
        passwordAskable: canAskPassword(visit.installation.settings, user),
        resistant: asksForPasskey(signIn, policy)
      }, now),
      (record, { startedAt }) => accept(record, { startedAt, user: user! })
    ),
    afterSave: async () => {
      // what was confirmed before is not what the form of this enrollment asks for
      if (signIn.enrolledAt !== undefined) await keep(visit, { ...signIn, enrolledAt: undefined })
    }
  })
  return await shown(visit, key, { name, startedAt }, user)
}
