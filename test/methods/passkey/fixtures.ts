import { requireAssertionAnswer, requireRegistrationAnswer } from '../../../lib/methods/passkey/answer.js'
import type { Asserted, Made, Verified } from '../../../lib/methods/passkey/facts.js'
import { passkeys } from '../../../lib/methods/passkey/peer.js'
import { readRelyingParty, type PasskeysOptions, type RelyingParty } from '../../../lib/methods/passkey/relying-party.js'
import { verifyAssertion, verifyRegistration } from '../../../lib/methods/passkey/verify.js'
import type { AssertionForgery, RegistrationForgery, SoftAuthenticator } from '../../support/authenticator.js'

export const CHALLENGE = Buffer.alloc(42, 7).toString('base64url')
export const HANDLE = Buffer.alloc(32, 1).toString('base64url')

export const creation = {
  rp: { id: 'acme.example', name: 'Acme' },
  user: { id: HANDLE, name: 'alice', displayName: 'alice' },
  challenge: CHALLENGE,
  pubKeyCredParams: [-8, -7, -257].map(alg => ({ type: 'public-key', alg }))
}

export const request = { rpId: 'acme.example', challenge: CHALLENGE }

export function relyingParty (options: PasskeysOptions = {}, ...origins: string[]): RelyingParty {
  return readRelyingParty(passkeys(options), 'passkeys', new Set(origins.length > 0 ? origins : ['https://acme.example']))!
}

export const rp = relyingParty()

/** What became of a registration with this authenticator. */
export function register (authenticator: SoftAuthenticator, forgery: RegistrationForgery = {}, by = rp): Promise<Verified<Made>> {
  return verifyRegistration(requireRegistrationAnswer(authenticator.create(creation, forgery)), by)
}

/** The facts of a registration that nobody forged. */
export async function registered (authenticator: SoftAuthenticator): Promise<Made> {
  const verified = await register(authenticator)
  if ('reason' in verified) throw new Error(verified.reason)
  return verified.facts
}

/** What became of an assertion by this authenticator, against what it registered. */
export function assert (
  authenticator: SoftAuthenticator,
  passkey: Made | undefined,
  forgery: AssertionForgery = {},
  by = rp
): Promise<Verified<Asserted>> {
  const options = { ...request, allowCredentials: authenticator.credentialIds.map(id => ({ id, type: 'public-key' })) }
  return verifyAssertion(requireAssertionAnswer(authenticator.get(options, forgery)), passkey, HANDLE, by)
}
