/** What a registration that verified says of the new passkey. */
export interface Made {
  readonly credentialId: string
  /** COSE, as base64url. */
  readonly publicKey: string
  /** As it stands in the client data. */
  readonly challenge: string
  readonly signCount: number
  readonly userVerified: boolean
  /** Whether it can be copied to other devices. */
  readonly backupEligible: boolean
  readonly backedUp: boolean
  readonly transports: readonly string[]
}

/** What an assertion that verified says, and the key that it verified with. */
export interface Asserted {
  readonly credentialId: string
  /** COSE, as base64url. */
  readonly publicKey: string
  /** As it stands in the client data. */
  readonly challenge: string
  readonly signCount: number
  readonly userVerified: boolean
  readonly backupEligible: boolean
  readonly backedUp: boolean
}

/** The facts of what verified, or why it did not, for the log. */
export type Verified<Facts> = { readonly facts: Facts } | { readonly reason: string }
