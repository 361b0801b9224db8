import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server'
import { decodeAttestationObject, decodeCredentialPublicKey, isoBase64URL, parseAuthenticatorData } from '@simplewebauthn/server/helpers'
import { ALGORITHMS } from './key.js'
import { createPasskeys, type Expected, type Passkeys, type PasskeysOptions, type Verifier } from './relying-party.js'

export type { Passkeys, PasskeysOptions, UserVerification } from './relying-party.js'

/**
 * Makes users' passkeys and security keys a second factor, over `@simplewebauthn/server`, which the application installs:
 * `passkeys: passkeys()` among the plugin's options.
 */
export function passkeys (options: PasskeysOptions = {}): Passkeys {
  return createPasskeys(options, verifier)
}

const verifier: Verifier = {
  attestation (attestationObject) {
    const object = decodeAttestationObject(isoBase64URL.toBuffer(attestationObject))
    const { credentialPublicKey } = parseAuthenticatorData(object.get('authData'))
    return { format: object.get('fmt'), statement: object.get('attStmt'), key: decodeCredentialPublicKey(credentialPublicKey!) }
  },

  key (publicKey) {
    return decodeCredentialPublicKey(isoBase64URL.toBuffer(publicKey))
  },

  async registration (answer, expected) {
    const { registrationInfo } = await verifyRegistrationResponse({
      ...expectations(expected),
      response: { ...answer, response: { ...answer.response, transports: [] }, clientExtensionResults: {} },
      supportedAlgorithmIDs: [...ALGORITHMS]
    })
    if (registrationInfo === undefined) return undefined
    const { credential, credentialDeviceType, credentialBackedUp, userVerified } = registrationInfo
    return {
      credentialId: credential.id,
      publicKey: isoBase64URL.fromBuffer(credential.publicKey),
      signCount: credential.counter,
      userVerified,
      backupEligible: credentialDeviceType === 'multiDevice',
      backedUp: credentialBackedUp
    }
  },

  async assertion (answer, publicKey, expected) {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      ...expectations(expected),
      response: { ...answer, clientExtensionResults: {} },
      // the counter is judged after the signature, on the record: before it, anybody could raise an alarm
      credential: { id: answer.id, publicKey: isoBase64URL.toBuffer(publicKey), counter: 0 }
    })
    if (!verified) return undefined
    const { newCounter, userVerified, credentialDeviceType, credentialBackedUp } = authenticationInfo
    return {
      signCount: newCounter,
      userVerified,
      backupEligible: credentialDeviceType === 'multiDevice',
      backedUp: credentialBackedUp
    }
  }
}

function expectations ({ rpId, origins, userVerification }: Expected): {
  expectedChallenge: () => boolean
  expectedOrigin: string[]
  expectedRPID: string
  requireUserVerification: boolean
} {
  return {
    // its MAC is judged on the record
    expectedChallenge: () => true,
    expectedOrigin: [...origins],
    expectedRPID: rpId,
    requireUserVerification: userVerification === 'required'
  }
}
