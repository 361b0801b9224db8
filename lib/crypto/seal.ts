import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { KeyRing } from './key-ring.js'
import { lengthPrefixed } from './length-prefixed.js'

const FORMAT = '1'
const IV_BYTES = 12
const TAG_BYTES = 16

/** What a sealed secret belongs to; moved anywhere else, it does not open. */
export interface SealContext {
  readonly purpose: string
  readonly userId: string
  readonly authenticatorId: string
}

/**
 * AES-256-GCM (NIST SP 800-38D) under the ring's current key with a random 96-bit IV.
 * The text is `format.keyId.base64url(iv, ciphertext, tag)`.
 */
export function seal (ring: KeyRing, context: SealContext, plaintext: Uint8Array): string {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', ring.current.sealingKey, iv).setAAD(associatedData(context))
  const sealed = Buffer.concat([iv, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
  return `${FORMAT}.${ring.current.id}.${sealed.toString('base64url')}`
}

/** Opens a text with the key that it names; `undefined` when that key is missing or the text is damaged or moved. */
export function open (ring: KeyRing, context: SealContext, text: string): Uint8Array | undefined {
  const [format, keyId, body, ...rest] = text.split('.')
  const key = ring.keys.get(keyId ?? '')
  const sealed = Buffer.from(body ?? '', 'base64url')
  if (rest.length > 0 || format !== FORMAT || key === undefined || sealed.length < IV_BYTES + TAG_BYTES) return undefined
  const tag = sealed.subarray(-TAG_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', key.sealingKey, sealed.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(associatedData(context))
    .setAuthTag(tag)
  try {
    return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()])
  } catch {
    return undefined
  }
}

/** Whether the text was sealed with the ring's current key. */
export function isSealedWithCurrent (ring: KeyRing, text: string): boolean {
  return text.startsWith(`${FORMAT}.${ring.current.id}.`)
}

function associatedData ({ purpose, userId, authenticatorId }: SealContext): Buffer {
  return lengthPrefixed(purpose, FORMAT, userId, authenticatorId)
}
