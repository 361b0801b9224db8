import type { KeyRing } from '../../crypto/key-ring.js'
import { isSealedWithCurrent, open, seal, type SealContext } from '../../crypto/seal.js'

/** An authenticator's key in the clear, for the length of one decision. */
export interface OpenedKey {
  readonly authenticatorId: string
  readonly key: Uint8Array
  /** The key sealed anew, where it was sealed with an older service key. */
  readonly resealed: string | undefined
}

export interface OpenedKeys {
  readonly opened: readonly OpenedKey[]
  /** Some sealed key did not open: its service key is missing, or it was damaged or moved. */
  readonly missing: boolean
}

export function sealAuthenticatorKey (ring: KeyRing, userId: string, authenticatorId: string, key: Uint8Array): string {
  return seal(ring, sealContext(userId, authenticatorId), key)
}

/** Opens what opens; what does not is reported, and never keeps the others from opening. */
export function openAuthenticatorKeys (ring: KeyRing, userId: string, sealed: readonly { id: string, key: string }[]): OpenedKeys {
  const opened = sealed.flatMap(({ id, key: text }): OpenedKey[] => {
    const key = open(ring, sealContext(userId, id), text)
    if (key === undefined) return []
    const resealed = isSealedWithCurrent(ring, text) ? undefined : sealAuthenticatorKey(ring, userId, id, key)
    return [{ authenticatorId: id, key, resealed }]
  })
  return { opened, missing: opened.length < sealed.length }
}

function sealContext (userId: string, authenticatorId: string): SealContext {
  return { purpose: 'authenticator key', userId, authenticatorId }
}
