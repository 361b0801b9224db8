import { createHash, randomBytes, sign } from 'node:crypto'
import { encodeCbor, type CborValue } from './cbor.js'
import { coseKeyOf, encodeCoseKey, generateKeys, type CoseMap, type KeyPair, type SignatureAlgorithm } from './cose-key.js'

/** What a browser posts after `navigator.credentials.create`. */
export interface RegistrationJson {
  id: string
  rawId: string
  type: string
  authenticatorAttachment: string
  clientExtensionResults: object
  response: { clientDataJSON: string, attestationObject: string, transports: string[] }
}

/** What a browser posts after `navigator.credentials.get`. */
export interface AssertionJson {
  id: string
  rawId: string
  type: string
  authenticatorAttachment: string
  clientExtensionResults: object
  response: { clientDataJSON: string, authenticatorData: string, signature: string, userHandle?: string }
}

export interface Flags {
  /** User present, user verified, backup eligible, backed up. */
  up?: boolean
  uv?: boolean
  be?: boolean
  bs?: boolean
}

/** What of an answer is to be another than it would be. */
export interface Forgery {
  origin?: string
  type?: string
  challenge?: string
  crossOrigin?: unknown
  topOrigin?: unknown
  /** Takes the place of all of the above. */
  clientDataJSON?: string | Uint8Array
  /** Whose hash is signed; a browser does not look at it then. */
  rpId?: string
  flags?: Flags
  signCount?: number
  /** Put at the end of the authenticator data, with its flag. */
  extensions?: CborValue
  authenticatorData?: Uint8Array
  signature?: (signature: Buffer) => Uint8Array
  /** Whose key signs. */
  keys?: KeyPair
  id?: unknown
  rawId?: unknown
  credentialType?: unknown
}

export interface RegistrationForgery extends Forgery {
  credentialId?: Uint8Array
  coseKey?: CoseMap | Uint8Array
  fmt?: CborValue
  attStmt?: CborValue
  /** What the authenticator made, in any other form. */
  attestationObject?: (object: Buffer) => Uint8Array
  transports?: unknown
  /** Registers what the site asked to leave out. */
  ignoreExcluded?: boolean
}

export interface AssertionForgery extends Forgery {
  /** Answers in its name, whatever the site allows, with its key if it has that; base64url. */
  credentialId?: string
  /** Base64url, `null` for none. */
  userHandle?: string | null
}

export interface AuthenticatorOptions {
  /** What the browser says that it is at. */
  origin?: string
  algorithm?: SignatureAlgorithm
  /** A passkey that its owner's devices share, not the key of one device. */
  synced?: boolean
  /** Whether it asks for a PIN or a fingerprint although nobody wants it. */
  verifiesUser?: boolean
  /** By how much its counter rises; 0: it has none. */
  counts?: number
  /** Whether it signs its own key (`packed`), not merely names it (`none`). */
  attests?: boolean
  transports?: string[]
  idBytes?: number
}

interface Credential {
  readonly rpId: string
  readonly keys: KeyPair
  readonly userHandle: string
  signCount: number
}

interface CreationOptions {
  rp: { id: string }
  user: { id: string }
  challenge: string
  pubKeyCredParams: { type: string, alg: number }[]
  excludeCredentials?: { id: string }[]
  authenticatorSelection?: { userVerification?: string }
}

interface RequestOptions {
  rpId: string
  challenge: string
  allowCredentials?: { id: string }[]
  userVerification?: string
}

/**
 * An authenticator, and the browser before it, in software: it answers options with exactly the JSON that a page would post. The
 * forgeries make it lie about any part.
 */
export class SoftAuthenticator {
  readonly #credentials = new Map<string, Credential>()
  readonly #options: Required<AuthenticatorOptions>

  constructor (options: AuthenticatorOptions = {}) {
    const { synced = false } = options
    this.#options = {
      origin: 'https://acme.example',
      algorithm: -7,
      synced,
      verifiesUser: synced,
      counts: synced ? 0 : 1,
      attests: false,
      transports: synced ? ['hybrid', 'internal'] : ['usb'],
      idBytes: synced ? 16 : 32,
      ...options
    }
  }

  /** The ids of its credentials, base64url. */
  get credentialIds (): string[] {
    return [...this.#credentials.keys()]
  }

  keysOf (credentialId: string): KeyPair {
    return this.#credential(credentialId).keys
  }

  /** The same secrets and counters in another device. */
  clone (): SoftAuthenticator {
    const copy = new SoftAuthenticator(this.#options)
    for (const [id, credential] of this.#credentials) copy.#credentials.set(id, { ...credential })
    return copy
  }

  /** `navigator.credentials.create`. */
  create (options: object, forgery: RegistrationForgery = {}): RegistrationJson {
    const { rp, user, challenge, pubKeyCredParams, excludeCredentials = [], authenticatorSelection } = options as CreationOptions
    const { algorithm, counts, attests, transports, idBytes } = this.#options
    this.#requireOrigin(rp.id, forgery)
    if (!pubKeyCredParams.some(({ type, alg }) => type === 'public-key' && alg === algorithm)) throw refusal('NotSupportedError')
    if (!forgery.ignoreExcluded && excludeCredentials.some(({ id }) => this.#credentials.has(id))) throw refusal('InvalidStateError')

    const keys = forgery.keys ?? generateKeys(algorithm)
    const credentialId = Buffer.from(forgery.credentialId ?? randomBytes(idBytes))
    const id = credentialId.toString('base64url')
    const credential = { rpId: rp.id, keys, userHandle: user.id, signCount: counts }
    this.#credentials.set(id, credential)

    const key = forgery.coseKey ?? coseKeyOf(keys.publicKey)
    const length = Buffer.alloc(2)
    length.writeUInt16BE(credentialId.length)
    const attested = Buffer.concat([Buffer.alloc(16), length, credentialId, key instanceof Uint8Array ? key : encodeCoseKey(key)])
    const data = this.#authenticatorData(credential, authenticatorSelection?.userVerification, attested, forgery)
    const clientData = this.#clientData('webauthn.create', challenge, forgery)
    const statement = attests
      ? new Map<string, CborValue>([['alg', algorithm], ['sig', this.#sign(keys, data, clientData, forgery)]])
      : new Map<string, CborValue>()
    const object = encodeCbor(new Map<string, CborValue>([
      ['fmt', forgery.fmt === undefined ? attests ? 'packed' : 'none' : forgery.fmt],
      ['attStmt', forgery.attStmt === undefined ? statement : forgery.attStmt],
      ['authData', data]
    ]))
    return {
      ...answered(id, forgery),
      response: {
        clientDataJSON: base64url(clientData),
        attestationObject: base64url(forgery.attestationObject?.(object) ?? object),
        transports: (forgery.transports ?? transports) as string[]
      }
    }
  }

  /** `navigator.credentials.get`. */
  get (options: object, forgery: AssertionForgery = {}): AssertionJson {
    const { rpId, challenge, allowCredentials = [], userVerification } = options as RequestOptions
    const { synced, counts } = this.#options
    this.#requireOrigin(rpId, forgery)
    const wanted = forgery.credentialId === undefined ? [] : [forgery.credentialId, ...this.credentialIds]
    const known = [...wanted, ...allowCredentials.map(({ id }) => id)].find(id => this.#credentials.has(id))
    if (known === undefined) throw refusal('NotAllowedError')
    const id = forgery.credentialId ?? known
    const credential = this.#credential(known)
    credential.signCount += counts

    const data = this.#authenticatorData(credential, userVerification, undefined, forgery)
    const clientData = this.#clientData('webauthn.get', challenge, forgery)
    // a security key that was not asked to keep the user gives no handle
    const userHandle = forgery.userHandle === undefined && synced ? credential.userHandle : forgery.userHandle ?? undefined
    return {
      ...answered(id, forgery),
      response: {
        clientDataJSON: base64url(clientData),
        authenticatorData: base64url(data),
        signature: base64url(this.#sign(forgery.keys ?? credential.keys, data, clientData, forgery)),
        ...(userHandle !== undefined && { userHandle })
      }
    }
  }

  #credential (id: string): Credential {
    const credential = this.#credentials.get(id)
    if (credential === undefined) throw new Error('the authenticator has no such credential')
    return credential
  }

  /** A browser asks for no other site's credentials. */
  #requireOrigin (rpId: string, forgery: Forgery): void {
    const { hostname } = new URL(this.#options.origin)
    if (forgery.rpId === undefined && hostname !== rpId && !hostname.endsWith(`.${rpId}`)) throw refusal('SecurityError')
  }

  #authenticatorData (
    { rpId, signCount }: Credential,
    userVerification: string | undefined,
    attested: Uint8Array | undefined,
    forgery: Forgery
  ): Buffer {
    if (forgery.authenticatorData !== undefined) return Buffer.from(forgery.authenticatorData)
    const { synced, verifiesUser } = this.#options
    const { up = true, uv = verifiesUser || userVerification === 'required', be = synced, bs = synced } = forgery.flags ?? {}
    const extensions = forgery.extensions === undefined ? undefined : encodeCbor(forgery.extensions)
    const bits = [up, false, uv, be, bs, false, attested !== undefined, extensions !== undefined]
    const count = Buffer.alloc(4)
    count.writeUInt32BE(forgery.signCount ?? signCount)
    return Buffer.concat([
      createHash('sha256').update(forgery.rpId ?? rpId).digest(),
      Buffer.from([bits.reduce((byte, bit, place) => byte | Number(bit) << place, 0)]),
      count,
      attested ?? Buffer.alloc(0),
      extensions ?? Buffer.alloc(0)
    ])
  }

  /** As Chromium writes it. */
  #clientData (type: string, challenge: string, forgery: Forgery): Buffer {
    if (forgery.clientDataJSON !== undefined) return Buffer.from(forgery.clientDataJSON as string)
    const { origin = this.#options.origin, crossOrigin = false, topOrigin } = forgery
    return Buffer.from(JSON.stringify({
      type: forgery.type ?? type,
      challenge: forgery.challenge ?? challenge,
      origin,
      crossOrigin,
      topOrigin
    }))
  }

  #sign (keys: KeyPair, data: Buffer, clientData: Buffer, forgery: Forgery): Buffer {
    const hash = createHash('sha256').update(clientData).digest()
    const digest = keys.privateKey.asymmetricKeyType === 'ed25519' ? null : 'sha256'
    const signature = sign(digest, Buffer.concat([data, hash]), keys.privateKey)
    return Buffer.from(forgery.signature?.(signature) ?? signature)
  }
}

function answered (id: string, forgery: Forgery): Omit<RegistrationJson, 'response'> {
  return {
    id: 'id' in forgery ? forgery.id as string : id,
    rawId: 'rawId' in forgery ? forgery.rawId as string : id,
    type: (forgery.credentialType ?? 'public-key') as string,
    authenticatorAttachment: 'cross-platform',
    clientExtensionResults: {}
  }
}

function base64url (bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}

/** What a browser's promise is rejected with. */
function refusal (name: string): DOMException {
  return new DOMException(`The authenticator or the browser refused: ${name}.`, name)
}
