import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

const base64url = bytes => Buffer.from(bytes).toString('base64url')
const sha256 = data => createHash('sha256').update(data).digest()
const short = number => Buffer.from([number >> 8, number & 255])

/** A security key with one P-256 key pair, which answers as a browser on http://localhost:3000 would. */
export function securityKey (origin, rpId) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x, y } = publicKey.export({ format: 'jwk' })
  const id = randomBytes(16)
  let uses = 0
  const clientData = (type, challenge) => Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  const authenticatorData = flags => Buffer.concat([sha256(rpId), Buffer.from([flags, 0, 0, 0, ++uses])])
  const answer = response => ({ id: base64url(id), rawId: base64url(id), type: 'public-key', response })

  return {
    register ({ challenge }) {
      // COSE: EC2, ES256, P-256 (RFC 9053, section 7.1.1), written as CBOR by hand
      const key = Buffer.concat([
        Buffer.from('a5010203262001215820', 'hex'), Buffer.from(x, 'base64url'), Buffer.from('225820', 'hex'), Buffer.from(y, 'base64url')
      ])
      const data = Buffer.concat([authenticatorData(0x41), Buffer.alloc(16), short(id.length), id, key])
      // { fmt: 'none', attStmt: {}, authData }
      const head = Buffer.concat([Buffer.from('a363666d74646e6f6e656761747453746d74a0686175746844617461', 'hex'), Buffer.from('59', 'hex'), short(data.length)])
      return answer({
        clientDataJSON: base64url(clientData('webauthn.create', challenge)),
        attestationObject: base64url(Buffer.concat([head, data])),
        transports: ['usb']
      })
    },
    use ({ challenge }) {
      const data = authenticatorData(0x01)
      const client = clientData('webauthn.get', challenge)
      return answer({
        clientDataJSON: base64url(client),
        authenticatorData: base64url(data),
        signature: base64url(sign('sha256', Buffer.concat([data, sha256(client)]), privateKey))
      })
    }
  }
}
