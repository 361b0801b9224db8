import type { Method } from '../method.js'
import { PASSKEY, PASSKEY_LIMIT, passkeyShape } from './passkey.js'

/** Passkeys and security keys (W3C Web Authentication): a key that signs for this site alone. */
export const passkey: Method = { type: PASSKEY, limit: PASSKEY_LIMIT, authenticator: passkeyShape }
