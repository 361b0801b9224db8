import { randomBytes } from 'node:crypto'
import { digest } from '../../compiled/lib/crypto/digest.js'
import { createKeyRing } from '../../compiled/lib/crypto/key-ring.js'
import { randomId, randomRevision } from '../../compiled/lib/crypto/random.js'
import { sealKey, TOTP } from '../../compiled/lib/methods/totp/authenticator.js'
import { createRecord } from '../../compiled/lib/record/record.js'
import { serializeRecord } from '../../compiled/lib/record/stored-form.js'
import { createToken } from '../../compiled/lib/trusted-clients/cookie.js'

export const SERVICE_SECRET = 'the two-factor secret of a benchmark, 32 bytes'

/** What a record may hold. */
export const SIZES = {
  empty: { authenticators: 1, codes: 0, clients: 0 },
  typical: { authenticators: 1, codes: 10, clients: 2 },
  full: { authenticators: 5, codes: 10, clients: 20 }
}

const DAY = 86_400_000
const ring = createKeyRing(Buffer.from(SERVICE_SECRET))

/** A user with a row as the plugin would have stored it, the key of the authenticator used last, and the cookie of a trusted client. */
export function createUser (id, { authenticators, codes, clients }, now = Date.now()) {
  const keys = Array.from({ length: authenticators }, () => randomBytes(20))
  const tokens = Array.from({ length: clients }, () => createToken(id))
  const record = {
    ...createRecord(randomId(), randomId()),
    authenticators: keys.map(key => {
      const authenticatorId = randomId()
      return { id: authenticatorId, type: TOTP, name: 'My phone', key: sealKey({ ring, userId: id }, authenticatorId, key), createdAt: now, lastUsedAt: now, lastStep: 0 }
    }),
    recoveryCodes: Array.from({ length: codes }, () => digest('recovery code', id, randomBytes(15))),
    trustedClients: tokens.map(({ id, hash }) => ({ id, hash, browser: 'Safari', system: 'iOS', createdAt: now, lastUsedAt: now - now % DAY, expiresAt: now + 30 * DAY }))
  }
  return {
    id,
    email: emailOf(id),
    key: keys.at(-1),
    trust: tokens.length === 0 ? undefined : `two-factor-${record.cookieName}=${tokens.at(-1).value}`,
    row: { user_id: id, record: serializeRecord(record), enabled: 1, revision: randomRevision() }
  }
}

export function emailOf (id) {
  return `${id}@example.com`
}
