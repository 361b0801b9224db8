import { errors, unavailable } from '../errors.js'
import type { Settings } from '../options/options.js'
import { accept, andThen } from '../record/decision.js'
import { clearPasswordAttempts, reservePasswordAttempt } from '../record/password-attempts.js'
import type { SignIn } from '../record/sign-in/sign-in.js'
import type { SignInStatus } from '../record/sign-in/status.js'
import type { KnownUser } from '../repositories/known-user.js'
import type { Visit } from './visit.js'

/** Whether this user can be asked for a password in place; otherwise a new sign-in stands in for it. */
export function canAskPassword ({ verifyPassword }: Settings, user: KnownUser | null | undefined): boolean {
  return verifyPassword !== undefined && user?.hasPassword === true
}

/**
 * Whether a right password was given. A wrong one is an error even where none is due. The attempt is counted
 * and saved before the application is asked, so that a session thief cannot use this to guess the password.
 */
export async function provePassword (
  visit: Visit,
  signIn: SignIn,
  password: string | undefined,
  admits: readonly SignInStatus[]
): Promise<boolean> {
  const { request, installation: { storage, settings } } = visit
  const { verifyPassword } = settings
  if (password === undefined || verifyPassword === undefined) return false
  const reserved = await visit.change(signIn, admits, {
    asksUser: 'always',
    decide: ({ record, user, now }) => canAskPassword(settings, user)
      ? andThen(reservePasswordAttempt(record, now), record => accept(record, true))
      : accept(record, false)
  })
  if (!reserved) return false
  let right: boolean
  try {
    right = await verifyPassword(signIn.userId, password, request)
  } catch (error) {
    throw unavailable(error)
  }
  if (right !== true) {
    await storage.tell(signIn.userId, [{ type: 'failed', purpose: 'password' }], { request, actor: { signInId: signIn.id } })
    throw new errors.TWO_FACTOR_INVALID_PASSWORD()
  }
  await visit.change(signIn, admits, { decide: ({ record }) => clearPasswordAttempts(record) })
  return true
}
