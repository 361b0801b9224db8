/**
 * How a complete sign-in proved itself, by name. `none`: two-factor authentication is off and not required. `external`: another
 * system asked for the second factor.
 */
export const SIGN_IN_METHODS = ['none', 'totp', 'passkey', 'sent-code', 'recovery-code', 'trusted-client', 'external'] as const

export type TwoFactorMethod = typeof SIGN_IN_METHODS[number]

/** The methods that prove something at the challenge, and again at a step-up. */
export type ProofMethod = Exclude<TwoFactorMethod, 'none' | 'recovery-code' | 'trusted-client' | 'external'>

/** Whether something stood in for a proof, which may be given in its place. */
export function standsIn (method: TwoFactorMethod): boolean {
  return method === 'trusted-client' || method === 'external'
}
