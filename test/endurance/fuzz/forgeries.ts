import fc from 'fast-check'
import type { AssertionForgery, RegistrationForgery, RegistrationJson, SoftAuthenticator } from '../../support/authenticator.js'
import { head } from '../../support/cbor.js'
import type { KeyPair } from '../../support/cose-key.js'
import { changed, changes, type Change } from './changes.js'

/** What is done to bytes, one after the other; `at` counts on from the start where it is past the end. */
type Edit =
  | { kind: 'flipped', at: number, bits: number }
  | { kind: 'cut', at: number }
  | { kind: 'inserted', at: number, hex: string }
  | { kind: 'twice', at: number, length: number }

/** What is made of a right answer of an authenticator. But for the signature's own bytes and what stands around it all is signed again. */
export type Forged =
  | { kind: 'nothing' }
  | { kind: 'client data: a key', key: string, value: unknown }
  | { kind: 'client data: bytes', edits: Edit[] }
  | { kind: 'authenticator data', edits: Edit[] }
  | { kind: 'extensions', hex: string }
  | { kind: 'attestation object', edits: Edit[] }
  | { kind: 'signature', edits: Edit[] }
  | { kind: 'JSON', changes: Change[] }
  | { kind: 'another value', value: unknown }

const position = fc.oneof(fc.nat({ max: 2000 }), fc.nat({ max: 16 }))

const randomHex = (maxLength: number): fc.Arbitrary<string> => fc.uint8Array({ maxLength }).map(hex)

/** Heads of CBOR items: of any type with any length, without an end, of tags and of numbers that are none. */
const heads = fc.oneof(
  fc.tuple(fc.nat({ max: 7 }), fc.oneof(fc.nat({ max: 300 }).map(BigInt), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.constantFrom(2n ** 32n - 1n, 2n ** 32n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n)))
    .map(([major, argument]) => hex(head(major, argument))),
  fc.constantFrom('5f', '7f', '9f', 'bf', 'ff', 'f7', 'f8ff', 'f97e00', 'fa7fc00000', 'fb0000000000000000', 'c1', 'd9d9f7', '1c', '3f', '5bffffffffffffffff', 'bb001fffffffffffff', '18', '1b')
)

/** Something that a decoder of CBOR goes far into, up to thousands of items in each other. */
const soup = fc.oneof(
  { weight: 6, arbitrary: fc.array(fc.oneof(heads, randomHex(20)), { maxLength: 12 }).map(parts => parts.join('')) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom('81', '9f', 'a100', 'bf00', 'c1', 'd9d9f7'), fc.nat({ max: 3000 })).map(([item, times]) => item.repeat(times)) }
)

/** DER of a length or a number that is another one. */
const der = fc.constantFrom('30', '02', '0200', '0281', '028400ffffff', '0282ffff', '3080', '00', '0000', 'ff', '80')

const editsOf = (inserted: fc.Arbitrary<string>): fc.Arbitrary<Edit[]> => fc.array(fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('inserted' as const), at: position, hex: inserted }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('flipped' as const), at: position, bits: fc.integer({ min: 1, max: 255 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cut' as const), at: position }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('twice' as const), at: position, length: fc.nat({ max: 80 }) }) }
), { minLength: 1, maxLength: 4 })

const clientDataValue = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, 1, '', 'webauthn.get', 'webauthn.create', 'https://acme.example', 'https://acme.example.', 'null', '\u0000', 'é', '\ud800', { status: 'present' }, { status: 'supported', id: 'x' }, { status: 5 }, [], {}, ['https://acme.example']),
  fc.jsonValue()
)

export const forged: fc.Arbitrary<Forged> = fc.oneof(
  { weight: 1, arbitrary: fc.constant({ kind: 'nothing' as const }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('client data: a key' as const), key: fc.constantFrom('type', 'challenge', 'origin', 'crossOrigin', 'topOrigin', 'tokenBinding', 'extra', '__proto__'), value: clientDataValue }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('client data: bytes' as const), edits: editsOf(fc.oneof(randomHex(40), fc.constantFrom('efbbbf', '00', '5b'.repeat(4000), hex(Buffer.from(',"type":"x"')), hex(Buffer.from('{"a":')), 'c3', 'eda080')).filter(text => text !== '')) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('authenticator data' as const), edits: editsOf(fc.oneof(heads, randomHex(40), soup)) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('extensions' as const), hex: soup }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('attestation object' as const), edits: editsOf(fc.oneof({ weight: 3, arbitrary: heads }, { weight: 1, arbitrary: soup })) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('signature' as const), edits: editsOf(fc.oneof(der, randomHex(40))) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('JSON' as const), changes: changes.filter(({ length }) => length > 0) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('another value' as const), value: fc.oneof(fc.jsonValue(), fc.string({ maxLength: 200 }), fc.constant('x'.repeat(20_000))) }) }
)

/** What a browser posts of a new passkey. */
export function registrationOf (authenticator: SoftAuthenticator, options: object, keys: KeyPair, forged: Forged): unknown {
  const right = (forgery: RegistrationForgery = {}): RegistrationJson => authenticator.create(options, { ...forgery, keys })
  if (forged.kind === 'attestation object') return right({ attestationObject: object => edited(object, forged.edits) })
  return answerOf(forged, right, ({ response }) => authDataOf(Buffer.from(response.attestationObject, 'base64url')))
}

/** What a browser posts of one that it has. */
export function assertionOf (authenticator: SoftAuthenticator, options: object, forged: Forged): unknown {
  return answerOf(forged, (forgery: AssertionForgery = {}) => authenticator.get(options, forgery), ({ response }) => Buffer.from(response.authenticatorData, 'base64url'))
}

function answerOf<Answer extends { response: { clientDataJSON: string } }> (
  forged: Forged,
  right: (forgery?: AssertionForgery & RegistrationForgery) => Answer,
  dataOf: (answer: Answer) => Buffer
): unknown {
  const clientData = (): Buffer => Buffer.from(right().response.clientDataJSON, 'base64url')
  switch (forged.kind) {
    case 'nothing': return right()
    case 'client data: a key': return right({ clientDataJSON: withKey(clientData().toString(), forged.key, forged.value) })
    case 'client data: bytes': return right({ clientDataJSON: edited(clientData(), forged.edits) })
    // an assertion has no attestation object: what is in its place there
    case 'attestation object':
    case 'authenticator data': return right({ authenticatorData: edited(dataOf(right()), forged.edits) })
    case 'extensions': return right({ authenticatorData: withExtensions(dataOf(right()), forged.hex) })
    case 'signature': return right({ signature: signature => another(signature, forged.edits) })
    case 'JSON': return changed(right(), forged.changes)
    case 'another value': return forged.value
  }
}

function withKey (clientData: string, key: string, value: unknown): string {
  const data = JSON.parse(clientData)
  Object.defineProperty(data, key, { value, enumerable: true })
  return JSON.stringify(data)
}

/** The last bytes of an attestation object as the authenticator writes it, after the head of their length. */
function authDataOf (object: Buffer): Buffer {
  const at = object.indexOf('authData') + 'authData'.length
  return object.subarray(at + (object[at] === 0x58 ? 2 : 3))
}

function withExtensions (data: Buffer, hex: string): Buffer {
  const longer = Buffer.concat([data, Buffer.from(hex, 'hex')])
  longer[32]! |= 0x80
  return longer
}

/** Edits may come to nothing: then a byte stands after it. */
function another (signature: Buffer, edits: readonly Edit[]): Buffer {
  const result = edited(signature, edits)
  return result.equals(signature) ? Buffer.concat([signature, Buffer.alloc(1)]) : result
}

function edited (bytes: Buffer, edits: readonly Edit[]): Buffer {
  let result = Buffer.from(bytes)
  for (const edit of edits) {
    const at = edit.at % (result.length + 1)
    if (edit.kind === 'cut') result = result.subarray(0, at)
    else if (edit.kind === 'inserted') result = Buffer.concat([result.subarray(0, at), Buffer.from(edit.hex, 'hex'), result.subarray(at)])
    else if (edit.kind === 'twice') result = Buffer.concat([result.subarray(0, at + edit.length), result.subarray(at)])
    else if (at < result.length) result[at]! ^= edit.bits
  }
  return result
}

function hex (bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
