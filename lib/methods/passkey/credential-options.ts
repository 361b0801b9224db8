import type { TwoFactorRecord } from '../../record/record.js'
import { ALGORITHMS } from './key.js'
import { passkeysOf, type Passkey } from './passkey.js'

/** For how long a browser waits for its user, in milliseconds. */
const TIMEOUT = 300_000

interface Asking {
  readonly rpId: string
  readonly challenge: string
  readonly userVerification: 'discouraged' | 'preferred' | 'required'
  /** The passkeys that the user has. */
  readonly passkeys: readonly Passkey[]
}

export interface CreationInput extends Asking {
  readonly rpName: string
  readonly userHandle: string
  readonly accountName: string
}

/** A passkey as a browser looks for it. */
export interface CredentialDescriptor {
  type: 'public-key'
  id: string
  transports?: string[]
}

/** PublicKeyCredentialCreationOptionsJSON (W3C WebAuthn, 5.1.8). */
export interface CreationOptions {
  rp: { id: string, name: string }
  user: { id: string, name: string, displayName: string }
  challenge: string
  pubKeyCredParams: { type: 'public-key', alg: number }[]
  timeout: number
  excludeCredentials: CredentialDescriptor[]
  authenticatorSelection: { residentKey: 'discouraged', requireResidentKey: false, userVerification: Asking['userVerification'] }
  attestation: 'none'
}

/** PublicKeyCredentialRequestOptionsJSON (W3C WebAuthn, 5.1.8). */
export interface RequestOptions {
  challenge: string
  timeout: number
  rpId: string
  allowCredentials: CredentialDescriptor[]
  userVerification: Asking['userVerification']
}

/** What a browser is asked for a new passkey with. It takes no place on a security key, and nothing of the maker is asked for. */
export function creationOptions (input: CreationInput): CreationOptions {
  const { rpId, rpName, userHandle, accountName, challenge, userVerification, passkeys } = input
  return {
    rp: { id: rpId, name: rpName },
    user: { id: userHandle, name: accountName, displayName: accountName },
    challenge,
    pubKeyCredParams: ALGORITHMS.map(alg => ({ type: 'public-key', alg })),
    timeout: TIMEOUT,
    excludeCredentials: passkeys.map(descriptorOf),
    authenticatorSelection: { residentKey: 'discouraged', requireResidentKey: false, userVerification },
    attestation: 'none'
  }
}

/** What a browser is asked for an assertion with, by one of the passkeys that the user has. */
export function requestOptions ({ rpId, challenge, userVerification, passkeys }: Asking): RequestOptions {
  return { challenge, timeout: TIMEOUT, rpId, allowCredentials: passkeys.map(descriptorOf), userVerification }
}

/** The passkeys that still work, as `PublicKeyCredential.signalAllAcceptedCredentials` takes them. */
export interface AcceptedCredentials {
  rpId: string
  userId: string
  allAcceptedCredentialIds: string[]
}

/** The passkeys that still work, for a browser that is to offer no others; `undefined` for a user who never had any. */
export function acceptedCredentials (record: TwoFactorRecord, rpId: string): AcceptedCredentials | undefined {
  const { userHandle: userId } = record
  if (userId === undefined) return undefined
  return { rpId, userId, allAcceptedCredentialIds: passkeysOf(record).map(({ credentialId }) => credentialId) }
}

/** Transports only help the browser to ask for the right thing: none are named where none are known. */
function descriptorOf ({ credentialId, transports }: Passkey): CredentialDescriptor {
  return { type: 'public-key', id: credentialId, ...(transports.length > 0 && { transports: [...transports] }) }
}
