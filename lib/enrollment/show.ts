import { errors, unavailable } from '../errors.js'
import { encodeKey } from '../methods/totp/key.js'
import { keyUri } from '../methods/totp/key-uri.js'
import { qrCodeSvg } from '../methods/totp/qr-code.js'
import { isTotpEnrollment, openKeys } from '../methods/totp/authenticator.js'
import { pendingEnrollment } from '../record/enrollment/pending.js'
import type { PendingEnrollment } from '../record/record.js'
import type { KnownUser } from '../repositories/known-user.js'
import type { Visit } from '../session/visit.js'
import { enrolling } from './enrolling.js'

export interface TwoFactorEnrollment {
  /** The key as base32. */
  secret: string
  /** The `otpauth://` URI. */
  uri: string
  /** The URI as a QR code, an SVG document. */
  qrCode: string
  /** The name that the authenticator will have. */
  name: string
  /** The user's account, as `findUser` gives it. */
  accountName: string
  expiresAt: Date
}

/** Shows the pending enrollment of this sign-in again, with the same key. */
export async function show (visit: Visit): Promise<TwoFactorEnrollment> {
  const { service, sessions } = visit.installation.settings
  const { signIn, record, user, now } = await visit.require(enrolling, { asksUser: 'always' })
  const pending = pendingEnrollment(record, signIn, sessions.pendingSeconds, now)
  if (!isTotpEnrollment(pending)) throw new errors.TWO_FACTOR_NO_ENROLLMENT()
  const [opened] = openKeys({ ring: service.secret, userId: signIn.userId }, [pending]).opened
  if (opened === undefined) throw unavailable(new Error('The pending enrollment does not open: its service key is missing.'))
  return await shown(visit, opened.key, pending, user!)
}

/** A pending key as its user sees it. */
export async function shown (
  visit: Visit,
  key: Uint8Array,
  { name, startedAt }: Pick<PendingEnrollment, 'name' | 'startedAt'>,
  { issuerName, accountName }: KnownUser
): Promise<TwoFactorEnrollment> {
  const { service, sessions } = visit.installation.settings
  const uri = keyUri({
    key,
    issuerName,
    serviceName: service.issuerName,
    accountName,
    imageUrl: service.imageUrl
  })
  const expiresAt = new Date(startedAt + sessions.pendingSeconds * 1000)
  return { secret: encodeKey(key), uri, qrCode: await qrCodeSvg(uri), name, accountName, expiresAt }
}
