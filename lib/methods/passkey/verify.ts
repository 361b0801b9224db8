import type { AssertionAnswer, RegistrationAnswer } from './answer.js'
import { readClientData, type ClientData } from './client-data.js'
import type { Asserted, Made, Verified } from './facts.js'
import { algorithmOf, type Algorithm } from './key.js'
import type { Attestation, RelyingParty } from './relying-party.js'
import { isSignature } from './signature.js'

/** How much is told of what a stranger wrote, and how long a reason may be. */
const TOLD_MAX_LENGTH = 100
const REASON_MAX_LENGTH = 500

/** A key whose other half was thrown away, and a signature of r = s = 1: an unknown credential takes as long as a known one. */
const NOBODYS_KEY =
  'pQECAyYgASFYIEWJbnya2dcDTZ4eE4tlVz0liqew8L8j1aOI7itL2hTZIlgg4aA6_Y8bX01aIKvpiciF6HwfdvGRQaTsBSixGgvWRgs'
const NOBODYS_SIGNATURE = 'MAYCAQECAQE'

/**
 * Verifies what made a credential, but for its challenge, which is judged on the record. Statements with certificates are refused
 * before anything reads one.
 */
export async function verifyRegistration (answer: RegistrationAnswer, rp: RelyingParty): Promise<Verified<Made>> {
  return orReason(rp, async () => {
    const { clientDataJSON, attestationObject, transports } = answer.response
    const { challenge } = requireClientData(clientDataJSON, 'webauthn.create', rp)
    const attestation = rp.verifier.attestation(attestationObject)
    requireStatement(attestation, requireAlgorithm(attestation.key))
    const made = await rp.verifier.registration(answer, rp)
    if (made === undefined) throw new Error('the signature is wrong')
    // that of an answer has at most 1023 bytes
    if (made.credentialId !== answer.id) throw new Error('the id is not the one of the credential')
    return { ...made, challenge, transports }
  })
}

/**
 * Verifies an assertion with the key of the user's passkey that has its id, but for challenge and counter, which are judged on the
 * record. `userHandle` is the record's.
 */
export async function verifyAssertion (
  answer: AssertionAnswer,
  passkey: { readonly credentialId: string, readonly publicKey: string } | undefined,
  userHandle: string | undefined,
  rp: RelyingParty
): Promise<Verified<Asserted>> {
  return orReason(rp, async () => {
    const { clientDataJSON, signature, userHandle: answering = userHandle } = answer.response
    const { challenge } = requireClientData(clientDataJSON, 'webauthn.get', rp)
    if (answering !== userHandle) throw new Error('the user handle is another one')
    if (passkey === undefined) {
      await rp.verifier.assertion({ ...answer, response: { ...answer.response, signature: NOBODYS_SIGNATURE } }, NOBODYS_KEY, rp)
      throw new Error('the user has no such credential')
    }
    const { credentialId, publicKey } = passkey
    requireSignature(Buffer.from(signature, 'base64url'), requireAlgorithm(rp.verifier.key(publicKey)))
    const asserted = await rp.verifier.assertion(answer, publicKey, rp)
    if (asserted === undefined) throw new Error('the signature is wrong')
    return { ...asserted, credentialId, publicKey, challenge }
  })
}

async function orReason<Facts> ({ rpId }: RelyingParty, verify: () => Promise<Facts>): Promise<Verified<Facts>> {
  try {
    return { facts: await verify() }
  } catch (error) {
    if (!(error instanceof Error)) return { reason: 'it cannot be read' }
    return { reason: error.name === 'UnexpectedRPIDHash' ? `the RP ID is not ${rpId}` : error.message.slice(0, REASON_MAX_LENGTH) }
  }
}

function requireClientData (clientDataJSON: string, type: string, { origins }: RelyingParty): ClientData {
  const data = readClientData(clientDataJSON)
  if (data === undefined) throw new Error('the client data cannot be read, or a frame of another site asked')
  if (data.type !== type) throw new Error(`the type ${told(data.type)} is not ${type}`)
  if (!origins.includes(data.origin)) throw new Error(`the origin ${told(data.origin)} is none of ${origins.join(', ')}`)
  return data
}

function requireAlgorithm (key: unknown): Algorithm {
  const algorithm = algorithmOf(key)
  if (algorithm === undefined) throw new Error('the key is none that is taken')
  return algorithm
}

function requireSignature (signature: unknown, algorithm: Algorithm): void {
  if (!isSignature(signature, algorithm)) throw new Error('the signature has another form than its algorithm gives it')
}

/** No statement, or one that the credential signed itself. */
function requireStatement ({ format, statement }: Attestation, algorithm: Algorithm): void {
  const parts: ReadonlyMap<unknown, unknown> | undefined = statement instanceof Map ? statement : undefined
  if (format === 'none' && parts?.size === 0) return
  if (format !== 'packed' || parts?.size !== 2 || parts.get('alg') !== algorithm) throw new Error('the statement is none that is taken')
  requireSignature(parts.get('sig'), algorithm)
}

function told (text: string): string {
  return JSON.stringify(text.slice(0, TOLD_MAX_LENGTH))
}
