import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

const base64url = bytes => Buffer.from(bytes).toString('base64url')
const sha256 = data => createHash('sha256').update(data).digest()
const short = number => Buffer.from([number >> 8, number & 255])
const hex = text => Buffer.from(text, 'hex')
const bytes = text => Buffer.from(text, 'base64url')

/** Key pairs, and their public keys in COSE (RFC 9053, sections 7.1 and 7.2, and RFC 8230, section 4), written as CBOR by hand. */
const ALGORITHMS = {
  ES256: {
    generate: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    cose: ({ x, y }) => [hex('a5010203262001215820'), bytes(x), hex('225820'), bytes(y)]
  },
  EdDSA: {
    generate: () => generateKeyPairSync('ed25519'),
    cose: ({ x }) => [hex('a4010103272006215820'), bytes(x)]
  },
  RS256: {
    generate: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
    cose: ({ n, e }) => [hex('a401030339010020590100'), bytes(n), hex('2143'), bytes(e)]
  }
}

export const algorithms = Object.keys(ALGORITHMS)

/** A security key with one key pair, which answers as a browser at this origin would; it goes on in another process from its `saved` state. */
export function securityKey (origin, rpId, saved = makeKey('ES256')) {
  const { algorithm, id } = saved
  let { uses } = saved
  const privateKey = createPrivateKey({ key: saved.key, format: 'jwk' })
  const clientData = (type, challenge) => Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  const authenticatorData = flags => Buffer.concat([sha256(rpId), Buffer.from([flags, 0, 0, 0, ++uses])])
  const answer = response => ({ id, rawId: id, type: 'public-key', response })

  return {
    register ({ challenge }) {
      const publicKey = createPublicKey(privateKey).export({ format: 'jwk' })
      const data = Buffer.concat([authenticatorData(0x41), Buffer.alloc(16), short(bytes(id).length), bytes(id), ...ALGORITHMS[algorithm].cose(publicKey)])
      // { fmt: 'none', attStmt: {}, authData }
      const head = Buffer.concat([hex('a363666d74646e6f6e656761747453746d74a0686175746844617461'), hex('59'), short(data.length)])
      return answer({
        clientDataJSON: base64url(clientData('webauthn.create', challenge)),
        attestationObject: base64url(Buffer.concat([head, data])),
        transports: ['usb']
      })
    },
    use ({ challenge }) {
      const data = authenticatorData(0x01)
      const client = clientData('webauthn.get', challenge)
      const digest = algorithm === 'EdDSA' ? null : 'sha256'
      return answer({
        clientDataJSON: base64url(client),
        authenticatorData: base64url(data),
        signature: base64url(sign(digest, Buffer.concat([data, sha256(client)]), privateKey))
      })
    },
    get saved () { return { ...saved, uses } }
  }
}

/** The state of a new key. */
export function makeKey (algorithm) {
  const { privateKey } = ALGORITHMS[algorithm].generate()
  return { algorithm, id: base64url(randomBytes(16)), key: privateKey.export({ format: 'jwk' }), uses: 0 }
}
