import { asksForPasskey } from '../record/sign-in/resistance.js'
import type { Admitted } from '../session/visit.js'

/** Days for which this user may have a client remembered; 0 where that is not allowed, or not honored. */
export function trustDays (expiryDays: number, { signIn, user, policy }: Pick<Admitted, 'signIn' | 'user' | 'policy'>): number {
  return user?.trustClients && !asksForPasskey(signIn, policy) ? expiryDays : 0
}
