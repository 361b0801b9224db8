import type { SignInClient } from '../record/events.js'
import type { TwoFactorRecord } from '../record/record.js'
import { listSession } from '../record/sessions.js'
import type { SignIn } from '../record/sign-in/sign-in.js'
import { signInClient } from '../record/trusted-clients.js'
import type { Visit } from '../session/visit.js'
import type { Situation } from '../storage/storage.js'
import { shownToken } from './cookie.js'
import { clientNames } from './label.js'

/** The client of this request, judged on the record from before its sign-in. */
export function clientOf (
  { request, installation: { settings: { service } } }: Visit,
  { userId, known }: Pick<SignIn, 'userId' | 'known'>,
  { record, user, now }: Pick<Situation, 'user' | 'now'> & { readonly record: TwoFactorRecord }
): SignInClient {
  const shown = user?.trustClients ? shownToken(request, record, userId) : undefined
  const client = signInClient(record, clientNames(request.headers['user-agent']), shown, service.expiryDays, now)
  return { ...client, known: known === true || client.known }
}

/** The record in which this sign-in is listed with the client of this request: once it is complete, and where sign-ins are to be listed. */
export function withListed (
  { request, installation: { settings: { sessions } } }: Visit,
  record: TwoFactorRecord,
  signIn: SignIn,
  now: number
): TwoFactorRecord {
  return sessions.list ? listSession(record, signIn, clientNames(request.headers['user-agent']), now) : record
}
