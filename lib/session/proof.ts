import { invalidInput } from '../errors.js'
import { typedMethods } from '../methods/index.js'
import type { Field, Typed } from '../methods/method.js'
import { requireOneTimeCode } from '../methods/one-time-code.js'
import { requireAssertionAnswer, type AssertionAnswer } from '../methods/passkey/answer.js'
import { isLiveChallenge, type ChallengeFor, type ChallengePurpose } from '../methods/passkey/challenge.js'
import { readClientData } from '../methods/passkey/client-data.js'
import type { Asserted } from '../methods/passkey/facts.js'
import { passkeysOf } from '../methods/passkey/passkey.js'
import { proveAssertion } from '../methods/passkey/proof.js'
import type { RelyingParty } from '../methods/passkey/relying-party.js'
import { verifyAssertion } from '../methods/passkey/verify.js'
import { prove } from '../methods/prove.js'
import { usedAddressHash } from '../methods/sent-code/address.js'
import type { SentCodePlace, SentCodePurpose } from '../methods/sent-code/sent-code.js'
import { refuse, type Proof } from '../record/decision.js'
import { asksForPasskey, needsPasskey } from '../record/sign-in/resistance.js'
import type { SignIn } from '../record/sign-in/sign-in.js'
import type { KnownUser } from '../repositories/known-user.js'
import { isNothing } from '../web/input.js'
import type { Admitted, Visit } from './visit.js'

/** What somebody proves themselves with: a one-time code, or what `navigator.credentials.get` gave, as JSON. */
export type CodeOrCredential =
  | { code: string, credential?: null | undefined }
  | { credential: object, code?: null | undefined }

/** A code may stand there by itself. Whatever else is no object is malformed. */
export function asProof (proof: unknown): { code?: unknown, credential?: unknown } {
  return typeof proof === 'object' && proof !== null ? proof : { code: proof }
}

/** What was given as a proof: read, and not yet judged. */
export interface GivenProof {
  /** Gathers what takes time, on the record that was just loaded: whether a signature is right. */
  readonly prepare: ((on: Admitted) => Promise<Asserted | undefined>) | undefined
  /** The proof, to be judged on the record that a decision is made on. */
  judge (on: Admitted, prepared: Asserted | undefined): Proof
}

/**
 * Reads a proof. Throws 400 unless it is exactly one of a code and a credential, and one of that form. `forChange`: it is to
 * prove a change, which takes no code that was sent where there is a stronger method.
 */
export function readProof (
  visit: Visit,
  signIn: SignIn,
  { code, credential }: { code?: unknown, credential?: unknown },
  forChange = false
): GivenProof {
  const { passkeys } = visit.installation.settings
  if (isNothing(credential)) return codeProof(visit, signIn, requireOneTimeCode(code), forChange)
  if (!isNothing(code)) throw invalidInput('Give a code or a credential, not both.', 'credential')
  if (passkeys === undefined) throw invalidInput('Passkeys are not in use here: give a code.', 'credential')
  return credentialProof(visit, signIn, requireAssertionAnswer(credential), passkeys)
}

/** A code of an authenticator, or one that was sent; unread where the role takes nothing but a passkey. */
function codeProof (visit: Visit, signIn: SignIn, digits: string, forChange: boolean): GivenProof {
  const typed = typedFor(visit, signIn, 'code', digits)
  const sentFor = signIn.status === 'challenge' ? 'sign-in' : 'step-up'
  return {
    prepare: undefined,
    judge: ({ policy, user }) => (record, purpose, now) => needsPasskey(record, asksForPasskey(signIn, policy))
      ? refuse(record, 'TWO_FACTOR_METHOD_NOT_ALLOWED')
      : prove(typedMethods, record, { ...typed, sentTo: sentPlace(visit, signIn, user, sentFor), forChange }, purpose, now)
  }
}

/** What a code must have been sent for to count here; nothing where none is sent, or to this user. */
export function sentPlace (
  visit: Visit,
  { id, userId }: SignIn,
  user: KnownUser | null | undefined,
  purpose: SentCodePurpose
): SentCodePlace | undefined {
  const addressHash = usedAddressHash(visit.installation.settings.sendCode !== undefined, userId, user)
  return addressHash === undefined ? undefined : { signInId: id, purpose, addressHash }
}

/** A proof by what was typed. */
export function typedProof (visit: Visit, signIn: SignIn, field: Field, text: string): Proof {
  const typed = typedFor(visit, signIn, field, text)
  return (record, purpose, now) => prove(typedMethods, record, typed, purpose, now)
}

/** What was typed, with what it is judged with. */
export function typedFor (visit: Visit, { userId }: SignIn, field: Field, text: string): Typed {
  const { service, totp } = visit.installation.settings
  return { field, text, userId, ring: service.secret, window: totp.window }
}

function credentialProof (visit: Visit, signIn: SignIn, answer: AssertionAnswer, passkeys: RelyingParty): GivenProof {
  const challenge = readClientData(answer.response.clientDataJSON)?.challenge
  const place = challengeFor(visit, signIn, signIn.status === 'challenge' ? 'sign-in' : 'step-up')
  return {
    prepare: async ({ record }) => {
      const passkey = passkeysOf(record).find(({ credentialId }) => credentialId === answer.id)
      const verified = await verifyAssertion(answer, passkey, record.userHandle, passkeys)
      if ('facts' in verified) return verified.facts
      visit.request.log.info({ reason: verified.reason }, 'fastify-two-factor: a passkey was refused')
      return undefined
    },
    judge: (_on, asserted) => (record, purpose, now) => proveAssertion(record, {
      answered: answer.id,
      challenge,
      isLive: (assertions, now) => challenge !== undefined && isLiveChallenge(challenge, place, assertions, now),
      asserted,
      userVerification: passkeys.userVerification
    }, purpose, now)
  }
}

/** What a challenge is bound to: it counts in this very sign-in, while its stamp does. */
export function challengeFor (visit: Visit, { userId, id, stamp }: SignIn, purpose: ChallengePurpose): ChallengeFor {
  return { ring: visit.installation.settings.service.secret, purpose, userId, signInId: id, stamp }
}
