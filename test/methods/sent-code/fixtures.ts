import { createKeyRing } from '../../../lib/crypto/key-ring.js'
import { typedMethods } from '../../../lib/methods/index.js'
import { prove } from '../../../lib/methods/prove.js'
import { sentCodeHash, sentCodeHashes } from '../../../lib/methods/sent-code/code.js'
import type { SentCodeFacts } from '../../../lib/methods/sent-code/proof.js'
import type { RequestInput } from '../../../lib/methods/sent-code/request.js'
import type { SentCodeAuthenticator, SentCodePlace } from '../../../lib/methods/sent-code/sent-code.js'
import type { Proof } from '../../../lib/record/decision.js'
import type { PendingSentCode } from '../../../lib/record/record.js'
import { completeSignIn, DAY, NOW } from '../../record/fixtures.js'

export const ring = createKeyRing(Buffer.alloc(32, 1))
export const userId = 'user'
export const addressHash = 'address'
export const CODE = '123456'
export const WRONG = '654321'

export function placeOf (changes: Partial<SentCodePlace> = {}): SentCodePlace {
  return { signInId: completeSignIn().id, purpose: 'step-up', addressHash, ...changes }
}

/** An authenticator whose address was confirmed a day ago. */
export function messagesOf (changes: Partial<SentCodeAuthenticator> = {}): SentCodeAuthenticator {
  return { id: 'messages', type: 'sent-code', name: 'Codes by message', createdAt: NOW - DAY, addressHash, ...changes }
}

/** A code that was sent now. */
export function pendingOf (place: SentCodePlace = placeOf(), changes: Partial<PendingSentCode> = {}): PendingSentCode {
  return { ...place, hash: sentCodeHash(ring, userId, place, CODE), sentAt: NOW, ...changes }
}

export function factsOf (code: string, place: SentCodePlace = placeOf()): SentCodeFacts {
  return { place, hashes: sentCodeHashes(ring, userId, place, code) }
}

/** A proof by this code, as it is typed into the field for codes. */
export function typedCode (code: string, { place = placeOf(), forChange = false }: { place?: SentCodePlace | undefined, forChange?: boolean } = {}): Proof {
  return (record, purpose, now) => prove(typedMethods, record, { field: 'code', text: code, userId, ring, window: 1, sentTo: place, forChange }, purpose, now)
}

export function requestInput (changes: Partial<RequestInput> = {}): RequestInput {
  return {
    signIn: completeSignIn(),
    passwordProved: true,
    freshSeconds: 900,
    passwordAskable: true,
    resistant: false,
    addressHash,
    hashFor: place => sentCodeHash(ring, userId, place, CODE),
    ...changes
  }
}
