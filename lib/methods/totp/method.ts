import type { TypedMethod } from '../method.js'
import { enrollTotp } from './enrollment.js'
import { proveTotp } from './proof.js'
import { resealTotp } from './reseal.js'
import {
  type OpenedKeys, openKeys, TOTP, totpAuthenticators, totpAuthenticatorShape, type TotpEnrollment, totpEnrollmentShape
} from './authenticator.js'
import { TOTP_LIMIT } from './totp.js'

/** Codes of an authenticator app (RFC 6238). */
export const totp: TypedMethod<OpenedKeys> = {
  type: TOTP,
  field: 'code',
  limit: TOTP_LIMIT,
  authenticator: totpAuthenticatorShape,
  enrollment: totpEnrollmentShape,
  facts: (record, opener) => openKeys(opener, totpAuthenticators(record)),
  prove: proveTotp,
  enroll (enrollment, typed, now) {
    const own = enrollment as TotpEnrollment
    return enrollTotp(own, typed, openKeys(typed, [own]).opened[0]?.key, now)
  },
  reseal: (record, opener) => resealTotp(record, openKeys(opener, totpAuthenticators(record)))
}
