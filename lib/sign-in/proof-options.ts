import { provableTypes } from '../methods/index.js'
import { issueChallenge } from '../methods/passkey/challenge.js'
import { requestOptions } from '../methods/passkey/credential-options.js'
import { PASSKEY, passkeysOf } from '../methods/passkey/passkey.js'
import { maskAddress, usedAddressHash } from '../methods/sent-code/address.js'
import { isKeptByRole, purposeOf } from '../methods/sent-code/request.js'
import { isConfirmed, pendingFor, SENT_CODE_SECONDS } from '../methods/sent-code/sent-code.js'
import { isOutranked, SENT_CODE } from '../record/sign-in/rank.js'
import { asksForPasskey } from '../record/sign-in/resistance.js'
import { barrierOf, type TwoFactorBarrier } from '../record/status.js'
import { challengeFor } from '../session/proof.js'
import type { Admitted, Visit } from '../session/visit.js'
import { optionalFlag } from '../web/input.js'

export interface ProofOptions extends TwoFactorBarrier {
  /** Types of authenticators that can prove something here and now; none where only a recovery code helps. */
  methods: string[]
  /** What `navigator.credentials.get` takes, as JSON (PublicKeyCredentialRequestOptionsJSON); for ten minutes and one use. */
  passkeyOptions: object | undefined
  /** Where a code can be sent to, masked; nothing where no code would be sent. */
  codeTo: string | undefined
  /** Until when the code counts that was sent for this last. */
  codeExpiresAt: Date | undefined
}

/** What a proof may be given with, in a complete sign-in; `forChange`: for a change of how the user gets in. */
export async function proofOptions (visit: Visit, options: { forChange?: boolean | null | undefined } = {}): Promise<ProofOptions> {
  const forChange = optionalFlag('forChange', options.forChange)
  const admitted = await visit.require(['complete'], { asksUser: 'always' })
  return { ...offered(visit, admitted, forChange), ...barrierOf(admitted.record, admitted.now) }
}

type Asking = Pick<Admitted, 'signIn' | 'record' | 'user' | 'policy' | 'now'>

/**
 * What this sign-in may prove itself with now; `forChange`: to change how its user gets in. Nothing is written: every page may
 * show a challenge of its own.
 */
export function offered (visit: Visit, asking: Asking, forChange = false): Omit<ProofOptions, keyof TwoFactorBarrier> {
  const { signIn, record, policy, now } = asking
  const { passkeys } = visit.installation.settings
  const provable = provableTypes(record, {
    passkeys: passkeys !== undefined,
    resistant: asksForPasskey(signIn, policy),
    addressHash: addressHashOf(visit, asking)
  })
  const methods = forChange && isOutranked(record, SENT_CODE) ? provable.filter(type => type !== SENT_CODE) : provable
  const { codeTo, codeExpiresAt } = methods.includes(SENT_CODE) ? sentCodesOf(visit, asking) : noSentCodes
  if (passkeys === undefined || !methods.includes(PASSKEY)) return { methods, passkeyOptions: undefined, codeTo, codeExpiresAt }
  const { rpId, userVerification } = passkeys
  const purpose = signIn.status === 'challenge' ? 'sign-in' : 'step-up'
  const challenge = issueChallenge(challengeFor(visit, signIn, purpose), record.assertions ?? 0, now)
  const passkeyOptions = requestOptions({ rpId, userVerification, challenge, passkeys: passkeysOf(record) })
  return { methods, passkeyOptions, codeTo, codeExpiresAt }
}

export interface SentCodes extends Pick<ProofOptions, 'codeTo' | 'codeExpiresAt'> {
  /** Whether codes to that address are taken; otherwise the one that is sent confirms it. */
  codeConfirmed: boolean
}

const noSentCodes: SentCodes = { codeTo: undefined, codeConfirmed: false, codeExpiresAt: undefined }

/** Where a code could be sent to in this sign-in, and until when the one counts that was. */
export function sentCodesOf (visit: Visit, asking: Asking): SentCodes {
  const { signIn, record, user, policy, now } = asking
  const addressHash = addressHashOf(visit, asking)
  if (addressHash === undefined) return noSentCodes
  const purpose = purposeOf(record, signIn, addressHash)
  if (isKeptByRole(record, asksForPasskey(signIn, policy), purpose)) return noSentCodes
  const pending = pendingFor(record, { signInId: signIn.id, purpose, addressHash }, now)
  return {
    codeTo: maskAddress(user!.codeAddress!),
    codeConfirmed: isConfirmed(record, addressHash),
    codeExpiresAt: pending === undefined || pending.used === true ? undefined : new Date(pending.sentAt + SENT_CODE_SECONDS * 1000)
  }
}

function addressHashOf (visit: Visit, { signIn, user }: Asking): string | undefined {
  return usedAddressHash(visit.installation.settings.sendCode !== undefined, signIn.userId, user)
}
