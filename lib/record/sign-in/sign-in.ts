import type { TwoFactorMethod } from '../sign-in-method.js'

/** One sign-in, as its session keeps it. It holds no password, secret or code. */
export interface SignIn {
  readonly id: string
  readonly userId: string
  /** The record's stamp when the session was written. */
  readonly stamp: string
  readonly status: 'challenge' | 'enrollment' | 'complete'
  readonly method: TwoFactorMethod
  readonly signedInAt: number
  /** Whether something was proved at `signedInAt`; a remember-me cookie proves nothing. */
  readonly fresh: boolean
  /** What the application calls its first factor. */
  readonly firstFactor?: string | undefined
  /** What was proved in this session, each once. */
  readonly proved?: readonly TwoFactorMethod[] | undefined
  /** Whether its client was known by the session before it, which is over. */
  readonly known?: true | undefined
  /** Whether the user's role asked for a phishing-resistant method when it began. */
  readonly phishingResistant?: true | undefined
  /** When a passkey was last used in this session. */
  readonly assertedAt?: number | undefined
  /** When a passkey was last registered in this session. */
  readonly registeredAt?: number | undefined
  /** When a method was last proved in this session. */
  readonly verifiedAt?: number | undefined
  /** When a code that was sent was last proved in this session: for a change that is no proof where there is a stronger method. */
  readonly sentCodeAt?: number | undefined
  /** When it ends by itself, once it is complete or held for an enrollment. */
  readonly endsAt?: number | undefined
  /** How long it shall last from its completion on, where the application said so. */
  readonly sessionSeconds?: number | undefined
  /** When an authenticator was confirmed in this session. */
  readonly enrolledAt?: number | undefined
  /** When recovery codes were given in this session: they are shown only once. */
  readonly codesGivenAt?: number | undefined
  /** When a recovery code completed this sign-in. */
  readonly recoveredAt?: number | undefined
  /** Where the browser goes afterwards. */
  readonly next?: string | undefined
}
